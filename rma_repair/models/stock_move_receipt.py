"""The receipt of returns: what the warehouse validates marks the RMA lines received."""

from odoo import models
from odoo.exceptions import UserError


class StockMove(models.Model):
    _inherit = "stock.move"

    def _action_done(self, cancel_backorder=False):
        receipts = self._get_rma_receipts()
        receipts.sudo()._check_rma_receipt()
        planned = {move: move.product_uom_qty for move in receipts}
        moves = super()._action_done(cancel_backorder=cancel_backorder)
        done = (receipts & moves).filtered(lambda move: move.state == "done")
        if not done:
            return moves
        # What came in part was split: the rest waits in a backorder.
        split = done.filtered(lambda move: move.product_uom_qty < planned[move])
        done.sudo()._register_rma_receipt(split.sudo())
        return moves

    def _get_rma_receipts(self):
        """The moves that bring returns in, those a user added to a receipt included.

        Where a receipt has more steps, the first one receives.
        """
        return self.filtered(
            lambda move: (move.rma_operation == "receipt" and move.location_id.usage == "customer")
            or (move.picking_id.rma_case_id and move.picking_code == "incoming")
        )

    def _check_rma_receipt(self):
        """Take nothing in silently: every picked quantity belongs to an authorized line."""
        picked = self.move_line_ids.filtered(lambda ml: ml.picked and ml.quantity)
        for move_line in picked:
            move_line._check_rma_receipt()
        picked._check_rma_owner()
        for line, move_lines in picked.grouped("rma_line_id").items():
            line._check_receipt_quantity(move_lines)

    def _register_rma_receipt(self, split):
        """Tell the lines of these done receipts what came back, and relink what did not."""
        backorders = split.picking_id.backorder_ids.move_ids.filtered(
            lambda move: move.rma_operation == "receipt" and move.state not in ("done", "cancel")
        )
        for line, move_lines in self.move_line_ids.grouped("rma_line_id").items():
            line._register_receipt(move_lines, backorders)
        lines = self.move_line_ids.rma_line_id
        lines.filtered(lambda line: line.state == "authorized").write({"state": "received"})
        lines._reopen_unfinished()
        self.env["rma.decision"]._undo_keeping_charges(lines.filtered("decision_ids"))
        lines.decision_id._advance_effects()
        backorders._relink_rma_serials()

    def _relink_rma_serials(self):
        """Put the serials still awaited back on backorder moves that serials share."""
        for move in self.filtered(lambda move: not move.rma_line_id):
            awaited = move._get_rma_cases().line_ids.filtered(
                lambda line, move=move: line._is_awaited()
                and line.is_serial
                and line.lot_id
                and line.product_id == move.product_id
                and line.origin_move_id == move.origin_returned_move_id
            )
            move.move_line_ids.unlink()
            vals = {
                name: move[name].id for name in ("picking_id", "location_id", "location_dest_id")
            }
            self.env["stock.move.line"].create(
                [
                    {**line._prepare_receipt_move_line_vals(vals), "move_id": move.id}
                    for line in awaited
                ]
            )

    def _get_rma_cases(self):
        """The cases a receipt move serves: one transfer may carry the returns of several."""
        references = self.reference_ids
        cases = self.env["rma.case"].search([("reference_id", "in", references.ids)])
        return cases if references and cases else self.picking_id.rma_case_id

    def _prepare_move_split_vals(self, qty):
        vals = super()._prepare_move_split_vals(qty)
        if self.rma_operation:
            vals.update(
                rma_operation=self.rma_operation,
                rma_line_id=self.rma_line_id.id,
                rma_decision_id=self.rma_decision_id.id,
            )
        return vals


class StockMoveLine(models.Model):
    _inherit = "stock.move.line"

    def _check_rma_receipt(self):
        """Refuse goods of no line, of another serial or lot, and give the customer's to him."""
        self.ensure_one()
        line = self.rma_line_id or self._find_rma_line()
        case = line.case_id or self.move_id._get_rma_cases()
        number = self.lot_id.name or self.lot_name or ""
        if not line:
            raise UserError(
                self.env._(
                    "%(product)s %(number)s is not on %(case)s. Add it to the case first, or leave "
                    "it out of this receipt and refuse the parcel.",
                    product=self.product_id.display_name,
                    number=number,
                    case=", ".join(case.mapped("name")),
                )
            )
        if line.lot_id and self.lot_id != line.lot_id:
            line._raise_wrong_number(number)
        owner = case.commercial_partner_id
        if self.rma_line_id != line or self.owner_id != owner:
            self.sudo().write({"rma_line_id": line.id, "owner_id": owner.id})

    def _check_rma_owner(self):
        """Refuse numbers nobody announced that were delivered to another customer."""
        found = self.filtered(lambda ml: ml.lot_id and not ml.rma_line_id.lot_id)
        deliveries = self.env["rma.case.line"]._find_last_deliveries(found.lot_id)
        for move_line in found:
            line = move_line.rma_line_id
            delivery = deliveries.get(move_line.lot_id.id)
            owner = delivery and line._get_delivered_partner(delivery)
            if owner and owner != line.partner_id:
                raise UserError(
                    self.env._(
                        "%(lot)s was delivered to %(owner)s, not to %(customer)s. Leave it out of "
                        "this receipt.",
                        lot=move_line.lot_id.name,
                        owner=owner.display_name,
                        customer=line.partner_id.display_name,
                    )
                )

    def _find_rma_line(self):
        """The authorized line a user's own scan belongs to, if any."""
        self.ensure_one()
        return self.move_id._get_rma_cases().line_ids.filtered(
            lambda line: line._is_awaited()
            and line.product_id == self.product_id
            and (line.lot_id == self.lot_id if line.lot_id else not line.is_serial)
        )[:1]
