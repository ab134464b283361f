"""Parts of a return's repair: who pays them, where they end, what recovered ones are worth."""

from odoo import api, fields, models
from odoo.exceptions import AccessError

VERDICT_GROUPS = ("rma_repair.group_quality", "rma_repair.group_manager")
# Field of the company that holds the place parts of an outcome end in.
PART_LOCATIONS = {"refurbish": "rma_refurbish_location_id", "dismantle": "rma_loss_location_id"}


class StockMove(models.Model):
    _inherit = "stock.move"

    is_rma_charged = fields.Boolean(
        "Charged",
        compute="_compute_is_rma_charged",
        store=True,
        precompute=True,
        readonly=False,
        help="The customer pays this part; by default all or none, as the repair is under "
        "warranty or not.",
    )
    rma_waiver = fields.Char(
        "Left out Because", copy=False, help="Why the repair may end without this part."
    )
    part_verdict = fields.Selection(
        [("accepted", "Accepted"), ("rejected", "Rejected")],
        "Quality Verdict",
        copy=False,
        help="What quality says of a part taken out of a unit: accepted into stock or scrapped.",
    )
    rma_ordered_quantity = fields.Float(
        "Requested", digits="Product Unit", readonly=True, copy=False
    )
    rma_missing_quantity = fields.Float(
        "Missing",
        digits="Product Unit",
        compute="_compute_rma_missing_quantity",
        help="Not reserved in stock yet.",
    )
    rma_repair_line_id = fields.Many2one(related="repair_id.rma_line_id", string="Repaired Unit")

    rma_refurbish_id = fields.Many2one(
        "repair.order", "Refurbished by", readonly=True, copy=False, index="btree_not_null"
    )

    @api.depends("repair_id.under_warranty", "repair_id.rma_line_id", "repair_line_type")
    def _compute_is_rma_charged(self):
        for move in self:
            repair = move.repair_id
            move.is_rma_charged = bool(
                repair.rma_line_id and move.repair_line_type == "add" and not repair.under_warranty
            )

    @api.depends("product_uom_qty", "quantity", "state")
    def _compute_rma_missing_quantity(self):
        for move in self:
            is_open = move.state not in ("done", "cancel")
            missing = move.product_uom_qty - move.quantity if is_open else 0.0
            move.rma_missing_quantity = max(missing, 0.0)

    @api.depends("is_rma_charged", "repair_id.rma_line_id")
    def _compute_location_dest_id(self):
        result = super()._compute_location_dest_id()
        for move in self._get_rma_parts():
            if move.repair_line_type == "add":
                move.location_dest_id = move._get_rma_part_location() or move.location_dest_id
        return result

    @api.depends("repair_id.rma_line_id")
    def _compute_location_id(self):
        result = super()._compute_location_id()
        for move in self._get_rma_parts():
            if move.repair_line_type != "add":
                move.location_id = move._get_rma_part_location() or move.location_id
        return result

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if vals.get("repair_line_type") and vals.get("repair_id") and "date" not in vals:
                repair = self.env["repair.order"].browse(vals["repair_id"])
                vals.update({"date": repair.schedule_date} if repair.rma_line_id else {})
        moves = super().create(vals_list)
        moves._get_rma_parts()._set_rma_part_locations()
        return moves

    def write(self, vals):
        if "part_verdict" in vals:
            self._check_verdict_rights()
        return super().write(vals)

    def _get_rma_parts(self):
        return self.filtered(lambda move: move.repair_line_type and move.repair_id.rma_line_id)

    def _set_rma_part_locations(self):
        """Charged parts end where no account waits: the invoice brings their cost, once."""
        for move in self._get_rma_parts():
            place = move._get_rma_part_location()
            side = "location_dest_id" if move.repair_line_type == "add" else "location_id"
            if not place or move.state in ("done", "cancel"):
                continue
            for record in (move, *move.move_line_ids):
                if record[side] != place:
                    record[side] = place

    def _get_rma_part_location(self):
        """The production side of this part's move; empty for core's own."""
        self.ensure_one()
        company = self.repair_id.company_id
        if own := PART_LOCATIONS.get(self.repair_id.rma_decision_id.unit_outcome):
            return company[own]
        if self.is_rma_charged:
            return company.rma_paid_parts_location_id
        return self.repair_id.location_dest_id

    def _set_repair_locations(self):
        result = super()._set_repair_locations()
        self._set_rma_part_locations()
        return result

    def _check_verdict_rights(self):
        if not any(self.env.user.has_group(group) for group in VERDICT_GROUPS):
            raise AccessError(self.env._("Whether a part is good for stock is quality's to say."))

    def _get_plan_entry(self):
        """This part as an approval compares it, in values no language changes."""
        self.ensure_one()
        return [
            self.product_id.id,
            self.repair_line_type or "",
            round(self.product_uom_qty, 6),
            self.is_rma_charged,
        ]

    @api.model
    def _describe_plan_entry(self, entry):
        """A part of a plan in words: what is done with how many of what, and who pays."""
        product_id, line_type, quantity, is_charged = entry
        types = dict(self._fields["repair_line_type"]._description_selection(self.env))
        product = self.env["product.product"].browse(product_id).exists()
        name = product.display_name if product else self.env._("deleted product")
        words = [types.get(line_type, ""), f"{quantity:g} × {name}"]
        if is_charged:
            words.append(self.env._("charged"))
        return " · ".join(words)

    def _get_value_from_production(self, quantity, at_date=None):
        """A part or unit that comes out of a return's repair is worth what the company sets.

        Products at standard cost keep it, or stock and books would part.
        """
        self.ensure_one()
        data = super()._get_value_from_production(quantity, at_date)
        price = self._get_rma_recovered_price()
        if data["quantity"] or price is None or self.product_id.cost_method == "standard":
            return data
        return {
            "value": price * quantity,
            "quantity": quantity,
            "description": self.env._("Recovered by %(repair)s", repair=self.reference),
        }

    def _get_rma_recovered_price(self):
        """The value per unit of a recovered part; None where core's own value holds."""
        self.ensure_one()
        if (repair := self.rma_refurbish_id.sudo()) and self.rma_operation == "restock":
            return repair.refurbished_value / self.product_qty if self.product_qty else None
        if self.repair_line_type != "recycle" or not self.repair_id.rma_line_id:
            return None
        company = self.company_id
        cost = self.product_id.with_company(company).standard_price
        return cost * company.rma_recovered_percent / 100

    def _link_rma_units(self):
        """A refurbished unit may enter stock under another number than it came back with."""
        ordinary = self.filtered(lambda move: not move.rma_refurbish_id)
        return super(StockMove, ordinary)._link_rma_units()
