from odoo import api, fields, models
from odoo.exceptions import UserError

from .rma_case_line_documents import MOVE_DOCUMENTS

RMA_OPERATIONS = [
    ("receipt", "Receipt of the return"),
    ("return", "Sent back to the customer"),
    ("take_over", "Taken over"),
    ("replacement", "Replacement"),
    ("restock", "Restocked"),
    ("vendor", "Sent to the vendor"),
    ("scrap", "Scrapped"),
    ("repair", "Repaired"),
]
# Transfers of units that came back: only those of the decision may leave.
OUTGOING_OPERATIONS = ("return", "restock", "vendor")


# Moves the warehouse carries out that end a document: what may go there is counted.
PLANNED_ENDINGS = {
    ending: document
    for document, ending in MOVE_DOCUMENTS.items()
    if ending[0] in (*OUTGOING_OPERATIONS, "replacement")
}


class StockMove(models.Model):
    _name = "stock.move"
    _inherit = ["stock.move", "rma.line.document.mixin"]

    rma_operation = fields.Selection(RMA_OPERATIONS, "RMA Operation", readonly=True, copy=False)
    rma_line_id = fields.Many2one(
        help="Set where the whole move serves one line; serials are linked on the move lines.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        ending = [
            vals for vals in vals_list if vals.get("repair_id") and "repair_line_type" not in vals
        ]
        repairs = self.env["repair.order"].browse([vals["repair_id"] for vals in ending])
        for vals, repair in zip(ending, repairs, strict=True):
            self._set_rma_repair_vals(vals, repair)
        return super().create(vals_list)

    def _set_rma_repair_vals(self, vals, repair):
        """The repaired unit stays whose it is, whatever contact stands on the repair.

        Core looks for the owner in the parts' location and under the contact's name, and would
        turn the customer's unit into the company's.
        """
        line = repair.rma_line_id
        if not line:
            return
        line.decision_id.sudo().disposition_id._recall()
        vals.update(
            rma_operation="repair", rma_line_id=line.id, rma_decision_id=line.decision_id.id
        )
        for command in vals.get("move_line_ids", ()):
            command[2]["owner_id"] = line.decision_id._get_owner().id

    @api.model
    def _prepare_merge_moves_distinct_fields(self):
        return [
            *super()._prepare_merge_moves_distinct_fields(),
            "rma_operation",
            "rma_line_id",
            "rma_decision_id",
        ]

    def _search_picking_for_assignation_domain(self):
        """A case's moves share transfers among themselves only."""
        domain = super()._search_picking_for_assignation_domain()
        case = self.sudo().rma_decision_id.case_id
        domain += [("rma_case_id", "=", case.id)]
        if case:
            domain += [("partner_id", "=", self.partner_id.id)]
        return domain

    def _get_new_picking_values(self):
        vals = super()._get_new_picking_values()
        cases = self.sudo().rma_decision_id.case_id
        if len(cases) == 1:
            vals.update(rma_case_id=cases.id, priority=cases._get_document_priority())
        return vals

    def _action_done(self, cancel_backorder=False):
        """Who may validate transfers may validate those of cases: checked past his rights."""
        decided = self.filtered("rma_decision_id").sudo()
        decided.rma_decision_id.disposition_id._recall()
        decided._filter_rma_outgoing()._link_rma_units()
        decided._check_rma_decided()
        moves = super()._action_done(cancel_backorder=cancel_backorder)
        done = moves.filtered(lambda move: move.rma_operation and move.state == "done").sudo()
        done._allot_rma_replacements()
        done.move_line_ids.rma_line_id._close_finished()
        return moves

    def _action_assign(self, force_qty=False):
        self.sudo()._filter_rma_outgoing()._reserve_rma_units()
        return super()._action_assign(force_qty=force_qty)

    def _filter_rma_outgoing(self):
        return self.filtered(lambda move: move.rma_operation in OUTGOING_OPERATIONS)

    def _reserve_rma_units(self):
        """Reserve again the very units that were decided on, not others that lie beside them."""
        for move in self.filtered(lambda move: move.state not in ("draft", "done", "cancel")):
            if move.move_line_ids:
                continue
            lines = move.rma_line_id or move._get_unreserved_rma_lines()
            decision = move.rma_decision_id
            quantities = {
                line: min(line._get_product_quantity(), move.product_qty) for line in lines
            }
            places = lines._locate_goods(decision.takes_over, quantities)
            self.env["stock.move.line"].create(
                [
                    {
                        **line._prepare_move_line_vals(quantities[line]),
                        "move_id": move.id,
                        "picking_id": move.picking_id.id,
                        "owner_id": decision._get_owner().id,
                        "location_id": place.id,
                        "location_dest_id": move.location_dest_id.id,
                    }
                    for line, place in places.items()
                ]
            )

    def _get_unreserved_rma_lines(self):
        """The serials this shared move still has to move."""
        self.ensure_one()
        lines = self.rma_decision_id.line_ids.filtered(
            lambda line: line.state == "decided" and line.product_id == self.product_id
        )
        moving = lines.move_line_ids.filtered(
            lambda ml: ml.rma_operation == self.rma_operation and ml.state != "cancel"
        )
        return (lines - moving.rma_line_id).sorted("id")[: int(self.product_qty)]

    def _link_rma_units(self):
        """Find line and owner of every unit the warehouse picked itself; refuse other units."""
        for move_line in self.move_line_ids.filtered(lambda ml: ml.picked and ml.quantity):
            decision = move_line.move_id.rma_decision_id
            line = move_line.rma_line_id or decision.line_ids.filtered(
                lambda line, lot=move_line.lot_id: line.lot_id == lot
            )
            if len(line) != 1 or line.lot_id != move_line.lot_id:
                raise UserError(
                    self.env._(
                        "%(product)s %(lot)s is not a unit of %(decision)s. Pick the right one.",
                        product=move_line.product_id.display_name,
                        lot=move_line.lot_id.name or "",
                        decision=decision.name,
                    )
                )
            if not move_line.rma_line_id or move_line.owner_id != decision._get_owner():
                move_line.sudo().write(
                    {"rma_line_id": line.id, "owner_id": decision._get_owner().id}
                )

    def _check_rma_decided(self):
        """Refuse to move more than was decided to where a document ends: nothing goes twice."""
        endings = self.filtered(
            lambda move: (move.rma_operation, move.location_dest_usage) in PLANNED_ENDINGS
        )
        done = endings.rma_decision_id.line_ids.sudo()._get_done_quantities()
        for move in endings.sudo():
            key = PLANNED_ENDINGS[move.rma_operation, move.location_dest_usage]
            allowed = sum(
                line._get_product_quantity() - done[line.id, key]
                for line in move._get_served_lines()
            )
            picked = move.move_line_ids.filtered("picked")
            quantity = sum(picked.mapped("quantity_product_uom"))
            if move.product_id.uom_id.compare(quantity, allowed) > 0:
                raise UserError(
                    self.env._(
                        "%(quantity)g of %(product)s would leave, but only %(allowed)g are decided "
                        "by %(decision)s and not there yet. Lower the quantity.",
                        quantity=quantity,
                        product=move.product_id.display_name,
                        allowed=allowed,
                        decision=move.rma_decision_id.name,
                    )
                )

    def _get_served_lines(self):
        """The lines this move works for: its own, or those whose serials share it."""
        self.ensure_one()
        return self.rma_line_id or self.rma_decision_id.line_ids.filtered(
            lambda line: line.state == "decided"
        )

    def _allot_rma_replacements(self):
        """Give what was shipped to the lines that still wait for their replacement, in order."""
        for move in self:
            if move.rma_operation != "replacement" or move.location_dest_usage != "customer":
                continue
            if free := move.move_line_ids.filtered(lambda ml: not ml.rma_line_id):
                free._allot_rma_lines(move._get_rma_lines_waiting())

    def _get_rma_lines_waiting(self):
        """What each line of the decision still waits for of this product: [(line, quantity)]."""
        self.ensure_one()
        lines = self.rma_decision_id.line_ids.filtered(
            lambda line: line.state == "decided"
            and line._get_product_of("replacement") == self.product_id
        )
        done = lines._get_done_quantities()
        waiting = [
            (line, line._get_product_quantity() - done[line.id, "replacement"])
            for line in lines.sorted("id")
        ]
        return [
            (line, quantity)
            for line, quantity in waiting
            if self.product_id.uom_id.compare(quantity, 0) > 0
        ]
