"""Returns made without an RMA: they may not take what an RMA line claims."""

from odoo import models
from odoo.exceptions import UserError

from .row_lock import lock_rows


class StockMove(models.Model):
    _inherit = "stock.move"

    # Few moves: the return rate asks for them beside all those of RMAs.
    _rma_taken_back_idx = models.Index(
        "(origin_returned_move_id) "
        "WHERE rma_operation IS NULL AND origin_returned_move_id IS NOT NULL"
    )

    def _action_done(self, cancel_backorder=False):
        self._check_rma_claims()
        return super()._action_done(cancel_backorder=cancel_backorder)

    def _get_value_from_returns(self, quantity, at_date=None):
        """A dropshipped unit that is taken over is worth what was paid to its vendor."""
        origin = self.origin_returned_move_id
        if self.rma_operation != "take_over" or not origin.is_dropship:
            return super()._get_value_from_returns(quantity, at_date=at_date)
        bought = origin._get_value_data(at_date=at_date)
        return {
            "value": bought["value"] * quantity / origin._get_valued_qty(),
            "quantity": quantity,
            "description": bought["description"],
        }

    def _set_value(self, correction_quantity=None):
        """A credit note changes the cost of its product only where it changes a move's value.

        Core computes and writes the cost at every posting, the same one mostly: accountants of
        one product would collide, and each would go through all its past moves.
        """
        revalued = self._get_rma_revalued() if self.env.context.get("rma_credit_notes") else self
        return super(StockMove, revalued)._set_value(correction_quantity=correction_quantity)

    def _get_rma_revalued(self):
        """Those of these moves whose value is not what it was, or whose cost is not an average."""
        return self.filtered(
            lambda move: not move.is_in
            or move.product_id.cost_method != "average"
            or move.product_id.lot_valuated
            or move.company_currency_id.compare_amounts(move.value, move.sudo()._get_value())
        )

    def _check_rma_claims(self):
        """Refuse returns without RMA of units that stand on an RMA line, or were settled by one.

        Counted under a lock on the delivery, as an authorization does: also where nothing is
        claimed yet, for it may be just now.
        """
        returns = self.filtered(
            lambda move: move.origin_returned_move_id
            and not move.rma_operation
            and move.location_id.usage == "customer"
        )
        if not returns:
            return
        lines = self.env["rma.case.line"].sudo()
        lock_rows(returns.origin_returned_move_id)
        claims = lines._get_claiming_lines(returns.origin_returned_move_id)
        deliveries = claims.origin_move_id
        returnable = lines._get_returnable_quantities(deliveries, claims)
        for delivery, moves in returns.grouped("origin_returned_move_id").items():
            if delivery in deliveries:
                own = claims.filtered(lambda line, d=delivery: line.origin_move_id == d)
                moves._check_rma_unclaimed(own, returnable[delivery.id])

    def _check_rma_unclaimed(self, claims, returnable):
        """Refuse when these returns of one delivery take a claimed serial, or more than is free."""
        unit = self.product_id.uom_id
        wanted = sum(move.product_uom._compute_quantity(move.quantity, unit) for move in self)
        serials = claims.filtered(
            lambda line: line.is_serial and line.lot_id in self.move_line_ids.lot_id
        )
        if serials or unit.compare(wanted, returnable) > 0:
            raise UserError(
                self.env._(
                    "%(product)s is in %(cases)s already. Receive it there, or cancel it there "
                    "first.",
                    product=", ".join(serials.lot_id.mapped("name"))
                    or self.product_id.display_name,
                    cases=", ".join((serials or claims).case_id.mapped("name")),
                )
            )

    def _check_rma_core_return(self):
        """Customers' own goods come in and leave by a case: core's return would lose whose.

        Replacements, what went to a vendor and what was restocked are the company's: core knows
        how to take them back.
        """
        done = self.sudo().filtered(lambda move: move.rma_operation and move.state == "done")
        for move in done:
            case = move.picking_id.rma_case_id
            if move.rma_operation == "receipt" and move.location_id.usage == "customer":
                raise UserError(
                    self.env._(
                        "%(transfer)s received a customer's goods for %(case)s. Decide there that "
                        "they are sent back. What was counted by mistake is corrected here: unlock "
                        "this transfer and lower the quantity.",
                        transfer=move.reference,
                        case=case.name,
                    )
                )
            if move.rma_operation == "return" and move.location_dest_usage == "customer":
                raise UserError(
                    self.env._(
                        "%(transfer)s sent the goods of %(case)s back to their owner. Where they "
                        "come again, open a new case: “Return (RMA)” on this transfer.",
                        transfer=move.reference,
                        case=case.name,
                    )
                )
