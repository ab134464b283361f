"""How much of a line its stock moves did, and plan to do."""

from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from .rma_case_line_documents import MOVE_DOCUMENTS

KEYS = {end: key for key, end in MOVE_DOCUMENTS.items()}


class RmaCaseLine(models.Model):
    _inherit = "rma.case.line"

    moved_quantities = fields.Json(
        compute="_compute_moved_quantities",
        compute_sudo=True,
        help="What the stock did and plans by document, in the product's unit.",
    )

    @api.depends(
        "quantity",
        "decision_id",
        "decision_id.move_ids.state",
        "decision_id.move_ids.product_uom_qty",
        "decision_id.move_ids.move_line_ids.rma_line_id",
        "decision_id.move_ids.move_line_ids.quantity",
        "move_line_ids.state",
        "move_line_ids.quantity",
    )
    def _compute_moved_quantities(self):
        """Counted by the move lines' link; planned moves that several lines share and that have
        no link yet serve the decision's lines in order.
        """
        planned, shared = self._get_planned_quantities()
        lines = self | self.decision_id.decided_line_ids if any(shared.values()) else self
        done = lines._get_done_quantities()
        keys = {key for _line, key in (*done, *planned)} | {
            key for _decision, key, _product in shared
        }
        quantities = defaultdict(dict)
        for line in lines.sorted("id") if keys else ():
            needed = line._get_product_quantity()
            for key in keys:
                made, linked = done[line.id, key], planned[line.id, key]
                pool = line.decision_id.id, key, line._get_product_of(key).id
                taken = min(max(needed - made - linked, 0.0), shared[pool])
                shared[pool] -= taken
                quantities[line][key] = (made, linked + taken)
        for line in self:
            line.moved_quantities = quantities.get(line)

    def _get_moved_quantities(self):
        """What the stock did and plans: {(line id, document): (done, planned)}, in the product's
        unit.
        """
        quantities = defaultdict(lambda: (0.0, 0.0))
        for line in self:
            for key, (done, planned) in (line.moved_quantities or {}).items():
                quantities[line.id, key] = (done, planned)
        return quantities

    def _get_done_quantities(self):
        groups = self.env["stock.move.line"]._read_group(
            [
                ("rma_line_id", "in", self.ids),
                ("state", "=", "done"),
                ("move_id.rma_operation", "in", [operation for operation, _usage in KEYS]),
            ],
            ["rma_line_id", "move_id.rma_operation", "location_dest_id.usage"],
            ["quantity_product_uom:sum"],
        )
        done = defaultdict(float)
        for line, operation, usage, quantity in groups:
            if key := KEYS.get((operation, usage)):
                done[line.id, key] += quantity
        return done

    def _get_planned_quantities(self):
        """Open moves: by line, and what lines share by (decision id, document, product id)."""
        operations = {operation: key for (operation, _usage), key in KEYS.items()}
        is_planned = (
            Domain("rma_decision_id", "in", self.decision_id.ids)
            & Domain("rma_operation", "in", list(operations))
            & Domain("state", "not in", ("done", "cancel"))
        )
        # Of the steps of one delivery only the last one counts.
        last = is_planned & ~Domain("move_dest_ids", "any", is_planned)
        names = ["rma_decision_id", "rma_operation", "rma_line_id", "product_id", "product_qty"]
        planned, shared = defaultdict(float), defaultdict(float)
        pools = {}
        for move in self.env["stock.move"].search_fetch(last, names):
            key = operations[move.rma_operation]
            if move.rma_line_id:
                planned[move.rma_line_id.id, key] += move.product_qty
            else:
                pools[move] = move.rma_decision_id.id, key, move.product_id.id
                shared[pools[move]] += move.product_qty
        for line, move, quantity in self._get_linked_quantities(pools):
            planned[line.id, pools[move][1]] += quantity
            shared[pools[move]] -= quantity
        return planned, shared

    def _get_linked_quantities(self, moves):
        """What these shared moves move for lines that are known: [(line, move, quantity)]."""
        ids = [move.id for move in moves]
        linked = Domain("move_id", "in", ids) & Domain("rma_line_id", "!=", False)
        groups = ["rma_line_id", "move_id"]
        return (
            self.env["stock.move.line"]._read_group(linked, groups, ["quantity_product_uom:sum"])
            if ids
            else []
        )

    def _get_product_of(self, document):
        """The product that `document` moves: for a replacement not always the returned one."""
        other = document == "replacement" and self.decision_id.replacement_product_id
        return other or self.product_id

    def _locate_goods(self, taken_over, quantities=None):
        """Where the returned goods of these lines lie: {line: location}.

        :param bool taken_over: look among the taken-over goods instead of the customers'
        :param dict quantities: {line: how much of it is looked for, in the product's unit}, where
            that is not all of it
        :raise UserError: they are not where returns belong
        """
        field_name = "rma_stock_location_id" if taken_over else "rma_location_id"
        roots = self.warehouse_id.mapped(field_name)
        quants = self.env["stock.quant"].search_fetch(
            [
                ("location_id", "child_of", roots.ids),
                ("product_id", "in", self.product_id.ids),
                ("quantity", ">", 0),
            ],
            ["product_id", "lot_id", "owner_id", "location_id", "quantity"],
        )
        stock = {quant: quant.quantity for quant in quants}
        by_key = quants.grouped(lambda quant: (quant.product_id, quant.lot_id, quant.owner_id))
        places = {}
        for line in self:
            owner = line.partner_id.browse() if taken_over else line.partner_id
            found = by_key.get((line.product_id, line.lot_id, owner), quants.browse())
            needed = (quantities or {}).get(line) or line._get_product_quantity()
            places[line] = line._take_place(needed, found, stock, line.warehouse_id[field_name])
        return places

    def _take_place(self, needed, quants, stock, root):
        """The location of the first of `quants` below `root` that holds `needed`; booked off."""
        for quant in quants:
            inside = quant.location_id.parent_path.startswith(root.parent_path)
            if inside and self.product_id.uom_id.compare(stock[quant], needed) >= 0:
                stock[quant] -= needed
                return quant.location_id
        if not self.product_id.is_storable:
            return root
        raise UserError(
            self.env._(
                "%(line)s is not in %(location)s any more. Move it back there first.",
                line=self.display_name,
                location=root.display_name,
            )
        )
