"""How much of a line its stock moves did, and plan to do."""

from collections import defaultdict

from odoo import models
from odoo.exceptions import UserError

from .rma_case_line_documents import MOVE_DOCUMENTS

KEYS = {end: key for key, end in MOVE_DOCUMENTS.items()}


class RmaCaseLine(models.Model):
    _inherit = "rma.case.line"

    def _get_moved_quantities(self):
        """What the stock did and plans: {(line id, document): (done, planned)}, in the product's
        unit. Counted by the move lines' link; planned moves that several lines share and that
        have no link yet serve the lines in order.
        """
        done = self._get_done_quantities()
        planned, shared = self._get_planned_quantities()
        quantities = defaultdict(lambda: (0.0, 0.0))
        keys = {key for _line, key in (*done, *planned)} | {
            key for _decision, key, _product in shared
        }
        for line in self if keys else ():
            needed = line._get_product_quantity()
            for key in keys:
                made, linked = done[line.id, key], planned[line.id, key]
                pool = line.decision_id.id, key, line._get_product_of(key).id
                taken = min(max(needed - made - linked, 0.0), shared[pool])
                shared[pool] -= taken
                quantities[line.id, key] = (made, linked + taken)
        return quantities

    def _get_done_quantities(self):
        groups = self.env["stock.move.line"]._read_group(
            [
                ("rma_line_id", "in", self.ids),
                ("state", "=", "done"),
                ("move_id.rma_operation", "in", [operation for operation, _usage in KEYS]),
            ],
            ["rma_line_id", "move_id.rma_operation", "location_dest_id"],
            ["quantity_product_uom:sum"],
        )
        done = defaultdict(float)
        for line, operation, location, quantity in groups:
            if key := KEYS.get((operation, location.usage)):
                done[line.id, key] += quantity
        return done

    def _get_planned_quantities(self):
        """Open moves: by line, and what lines share by (decision id, document, product id)."""
        moves = self.env["stock.move"].search(
            [
                ("rma_decision_id", "in", self.decision_id.ids),
                ("rma_operation", "in", [operation for operation, _usage in KEYS]),
                ("state", "not in", ("done", "cancel")),
            ]
        )
        operations = {operation: key for (operation, _usage), key in KEYS.items()}
        planned, shared = defaultdict(float), defaultdict(float)
        for move in moves - moves.move_orig_ids:
            key = operations[move.rma_operation]
            if move.rma_line_id:
                planned[move.rma_line_id.id, key] += move.product_qty
                continue
            shared[move.rma_decision_id.id, key, move.product_id.id] += move.product_qty
            for move_line in move.move_line_ids.filtered("rma_line_id"):
                quantity = move_line.quantity_product_uom
                planned[move_line.rma_line_id.id, key] += quantity
                shared[move.rma_decision_id.id, key, move.product_id.id] -= quantity
        return planned, shared

    def _get_product_of(self, document):
        """The product that `document` moves: for a replacement not always the returned one."""
        other = document == "replacement" and self.decision_id.replacement_product_id
        return other or self.product_id

    def _locate_goods(self, taken_over):
        """Where the returned goods of these lines lie: {line: location}.

        :param bool taken_over: look among the taken-over goods instead of the customers'
        :raise UserError: they are not where returns belong
        """
        field_name = "rma_stock_location_id" if taken_over else "rma_location_id"
        roots = self.warehouse_id.mapped(field_name)
        quants = self.env["stock.quant"].search(
            [
                ("location_id", "child_of", roots.ids),
                ("product_id", "in", self.product_id.ids),
                ("quantity", ">", 0),
            ]
        )
        stock = {quant: quant.quantity for quant in quants}
        by_key = quants.grouped(lambda quant: (quant.product_id, quant.lot_id, quant.owner_id))
        places = {}
        for line in self:
            owner = line.partner_id.browse() if taken_over else line.partner_id
            found = by_key.get((line.product_id, line.lot_id, owner), quants.browse())
            places[line] = line._take_place(found, stock, line.warehouse_id[field_name])
        return places

    def _take_place(self, quants, stock, root):
        """The location of the first of `quants` below `root` that holds this line; booked off."""
        needed = self._get_product_quantity()
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
