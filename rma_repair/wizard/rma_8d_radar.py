from odoo import api, fields, models
from odoo.fields import Domain

from ..models.activity_kinds import WARN
from ..models.rma_8d_containment import PLACES
from ..tools.serial_range import is_in_range, prefix_of


class Rma8dRadar(models.TransientModel):
    """Where the suspect lots of a report are right now, read from stock; nothing is changed."""

    _name = "rma.8d.radar"
    _description = "8D Containment Radar"

    report_id = fields.Many2one("rma.8d.report", required=True, ondelete="cascade")
    line_ids = fields.One2many("rma.8d.radar.line", "radar_id", "Found", readonly=True)
    lot_count = fields.Integer("Suspect Lots/Serials", readonly=True)
    quantity = fields.Float("Suspect Quantity", compute="_compute_quantity", digits="Product Unit")
    partner_ids = fields.Many2many(
        "res.partner", compute="_compute_quantity", string="Customers to Warn"
    )

    @api.depends("line_ids.quantity")
    def _compute_quantity(self):
        for radar in self:
            radar.quantity = sum(radar.line_ids.mapped("quantity"))
            customers = radar.line_ids.filtered(lambda line: line.place == "customer")
            radar.partner_ids = customers.partner_id

    def action_contain(self):
        """Containment at one click: rows per place, free goods to quarantine (by those who may
        move stock), a task to warn the customers; show them."""
        self.action_make_containment()
        if self.env["stock.picking"].has_access("create"):
            self.action_hold_stock()
        for radar in self.filtered("partner_ids"):
            radar.report_id._ask_to_warn(radar.partner_ids)
        return self.action_view_customers()

    def action_make_containment(self):
        """Write one containment row per place found; rows made before are updated."""
        for radar in self:
            for lines in radar.line_ids.grouped(lambda line: line._get_key()).values():
                lines._write_containment()

    def action_hold_stock(self):
        """Reserve what is free on hand for a transfer to quarantine, one per warehouse; show
        them."""
        pickings = self.env["stock.picking"]
        for radar in self:
            lines = radar.line_ids.filtered(
                lambda line: line.place == "warehouse" and line.warehouse_id
            )
            for warehouse, found in lines.grouped("warehouse_id").items():
                pickings |= found._make_quarantine(warehouse)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Quarantine Transfers"),
            "res_model": "stock.picking",
            "view_mode": "list,form",
            "domain": [("id", "in", pickings.ids)],
        }

    def action_view_customers(self):
        """The customers who have suspect goods."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Customers to Warn"),
            "res_model": "res.partner",
            "view_mode": "list,form",
            "domain": [("id", "in", self.partner_ids.ids)],
        }


class Rma8dRadarLine(models.TransientModel):
    """Suspect goods at one place."""

    _name = "rma.8d.radar.line"
    _description = "8D Radar Line"
    _order = "place, id"

    radar_id = fields.Many2one("rma.8d.radar", required=True, ondelete="cascade", index=True)
    place = fields.Selection(PLACES, required=True)
    product_id = fields.Many2one("product.product")
    lot_id = fields.Many2one("stock.lot")
    location_id = fields.Many2one("stock.location")
    warehouse_id = fields.Many2one("stock.warehouse")
    partner_id = fields.Many2one("res.partner", "Customer/Supplier")
    owner_id = fields.Many2one("res.partner")
    quantity = fields.Float(digits="Product Unit")
    reserved = fields.Float(digits="Product Unit")
    note = fields.Char()

    def _get_key(self):
        """The containment row this finding belongs to."""
        return f"{self.place}-{self.warehouse_id.id or 0}-{self.partner_id.id or 0}"

    def _write_containment(self):
        """Update the row of these findings of one place, or take the unanswered one, or add one."""
        report, row = self.radar_id.report_id, self._find_containment()
        vals = {
            "radar_key": self[0]._get_key(),
            "warehouse_id": self[0].warehouse_id.id,
            "partner_id": self[0].partner_id.id,
            "qty_suspect": max(sum(self.mapped("quantity")), row.qty_ok + row.qty_nok),
            "lot_range": self._describe_lots(),
        }
        if row:
            row.write(vals)
        else:
            row.create({**vals, "report_id": report.id, "place": self[0].place})

    def _find_containment(self):
        """The row the radar wrote before for this place, else the place's unanswered one."""
        first, key = self[0], self[0]._get_key()
        rows = self.radar_id.report_id.containment_ids.filtered(lambda r: r.place == first.place)
        same = rows.filtered(lambda row: row.radar_key == key)
        free = rows.filtered(
            lambda row: not (row.radar_key or row.qty_suspect or row.is_not_applicable)
            and row.warehouse_id in (first.warehouse_id, first.env["stock.warehouse"])
        )
        return (same or free)[:1]

    def _describe_lots(self):
        """The lots found, shortened to first, last and number where they are many."""
        names = sorted(set(self.lot_id.mapped("name")))
        if len(names) <= 6:
            return ", ".join(names)
        return self.env._(
            "%(first)s ... %(last)s (%(n)s)", first=names[0], last=names[-1], n=len(names)
        )

    def _make_quarantine(self, warehouse):
        """A ready transfer of the free suspect goods of one warehouse into its quarantine."""
        free = self.filtered(lambda line: line.quantity > line.reserved and not line.owner_id)
        location = warehouse._get_8d_quarantine()
        free = free.filtered(lambda line: line.location_id != location)
        if not free:
            return self.env["stock.picking"]
        picking = self.env["stock.picking"].create(
            {
                "picking_type_id": warehouse.int_type_id.id,
                "location_id": warehouse.view_location_id.id,
                "location_dest_id": location.id,
                "origin": self.radar_id.report_id.name,
            }
        )
        for (product, source), lines in free.grouped(
            lambda line: (line.product_id, line.location_id)
        ).items():
            lines._make_quarantine_move(picking, product, source)
        rows = self.radar_id.report_id.containment_ids
        rows.filtered(lambda r: r.warehouse_id == warehouse).write({"picking_id": picking.id})
        return picking

    def _make_quarantine_move(self, picking, product, source):
        """One move of `product` from `source` with exactly the lots found there."""
        common = {
            "picking_id": picking.id,
            "product_id": product.id,
            "location_id": source.id,
            "location_dest_id": picking.location_dest_id.id,
        }
        total = sum(line.quantity - line.reserved for line in self)
        move = self.env["stock.move"].create({**common, "product_uom_qty": total})
        move._action_confirm(merge=False)
        self.env["stock.move.line"].create(
            [
                {
                    **common,
                    "move_id": move.id,
                    "lot_id": line.lot_id.id,
                    "quantity": line.quantity - line.reserved,
                }
                for line in self
            ]
        )


class Rma8dReportRadar(models.Model):
    """Suspect lots of a report, and the radar over them."""

    _inherit = "rma.8d.report"

    def _ask_to_warn(self, customers):
        """A task for the leader to warn these customers: the newest list is the one to work off."""
        self._ask(
            WARN,
            self.leader_id,
            summary=self.env._(
                "Customers to warn of suspect goods: %(count)s", count=len(customers)
            ),
            note=", ".join(customers.mapped("display_name")),
        )

    def action_radar(self):
        """Read where the suspect goods are and show it."""
        self.ensure_one()
        self.check_access("read")  # what follows reads stock whoever asks
        radar = self._scan()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Containment Radar"),
            "res_model": "rma.8d.radar",
            "res_id": radar.id,
            "view_mode": "form",
            "target": "new",
        }

    def _get_suspect_lots(self):
        """Suspect lots: named ones, those in the range of serials, and what was built from them."""
        lots = self.lot_ids | self.lot_id
        if self.serial_from and self.serial_to:
            prefix = prefix_of(self.serial_from, self.serial_to)
            near = self.env["stock.lot"].search(
                Domain("product_id", "=", self.product_id.id)
                & Domain("name", "=like", f"{prefix}%")
            )
            lots |= near.filtered(
                lambda lot: is_in_range(lot.name, self.serial_from, self.serial_to)
            )
        found, new = lots, lots
        while new:
            new = self._get_built_from(new) - found
            found |= new
        return found

    def _filter_suspect_lots(self, lots):
        """Those of these lots that are named, or in the range of serials."""
        suspect = lots & (self.lot_ids | self.lot_id)
        if self.serial_from and self.serial_to:
            suspect |= lots.filtered(
                lambda lot: lot.product_id == self.product_id
                and lot.name.startswith(prefix_of(self.serial_from, self.serial_to))
                and is_in_range(lot.name, self.serial_from, self.serial_to)
            )
        return suspect

    def _get_built_from(self, lots):
        """The lots the given ones were built into."""
        domain = Domain("lot_id", "in", lots.ids) & Domain("state", "=", "done")
        used = (
            self.env["stock.move.line"]
            .sudo()
            .search(domain & Domain("produce_line_ids", "!=", False))
        )
        return used.produce_line_ids.lot_id
