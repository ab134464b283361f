"""The quantity ledger of deliveries: what was delivered and not claimed yet may be returned."""

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from .rma_disposition import OUTCOMES_KEPT
from .row_lock import lock_rows

# Settlements after which a delivery is used up, whatever became of the unit.
SETTLEMENTS_SPENT = ("credit", "replace", "compensate")
# Where the customer gave his unit away for nothing, it does not come from him again either.
IS_SPENT = Domain("settlement", "in", SETTLEMENTS_SPENT) | (
    Domain("settlement", "=", "none") & Domain("unit_outcome", "in", tuple(OUTCOMES_KEPT))
)
IS_CLAIMING = Domain("state", "in", ("authorized", "received", "inspected", "decided")) | (
    Domain("state", "=", "closed") & IS_SPENT
)


class RmaCaseLine(models.Model):
    _inherit = "rma.case.line"

    def _check_returnable(self):
        """Refuse more than was delivered and is not claimed by other lines, and settled serials.

        Locks the delivery moves, so that of two users claiming the last unit one wins.
        """
        moves = self.origin_move_id.sudo()
        if not moves:
            return
        lock_rows(moves)
        claims = self._get_claiming_lines(moves) - self
        self._check_serials_unsettled(claims)
        returnable = self._get_returnable_quantities(moves, claims)
        for move, lines in self.grouped("origin_move_id").items():
            wanted = sum(lines.mapped(lambda line: line._get_product_quantity()))
            if move and move.product_id.uom_id.compare(wanted, returnable[move.id]) > 0:
                lines._raise_not_returnable(wanted, max(returnable[move.id], 0))

    def _check_serials_unsettled(self, claims):
        """Refuse serials that one of `claims` settled: others of their delivery do not vouch."""
        settled = claims.filtered(lambda line: line.is_serial and line._is_used_up())
        cases = settled.grouped(lambda line: (line.origin_move_id, line.lot_id))
        for line in self.filtered("lot_id"):
            if found := cases.get((line.origin_move_id, line.lot_id)):
                raise UserError(
                    self.env._(
                        "%(serial)s was settled in %(case)s already and can not be returned "
                        "again. Correct the serial number, or reopen %(case)s.",
                        serial=line.lot_id.name,
                        case=found.case_id[0].name,
                    )
                )

    def _is_used_up(self):
        """Whether this line took its unit from the customer, or settled the whole of it."""
        self.ensure_one()
        kept = self.unit_outcome in OUTCOMES_KEPT and self.settlement != "return"
        return self.state == "closed" and (kept or self.settlement in ("credit", "replace"))

    def _raise_not_returnable(self, wanted, returnable):
        """Say how much of these lines' delivery can still be returned."""
        product = self.product_id
        raise UserError(
            self.env._(
                "%(wanted)s %(unit)s of %(product)s are claimed from %(delivery)s, but only "
                "%(returnable)s can still be returned. Lower the quantity or choose another "
                "delivery.",
                wanted=wanted,
                unit=product.uom_id.name,
                product=product.display_name,
                delivery=self.origin_move_id.sudo().reference,
                returnable=returnable,
            )
        )

    def _get_returnable_quantities(self, moves, claims=None):
        """What may still be authorized of each delivered move: {move id: product unit quantity}.

        Delivered − returned by core's own returns − claimed by `claims` (all RMA lines that do).
        A unit sent back to the customer may be returned again; one he was credited for, got a
        replacement for or gave away not.
        """
        moves = moves.sudo()
        quantities = {
            move.id: move.product_uom._compute_quantity(move.quantity, move.product_id.uom_id)
            for move in moves
        }
        for move in moves.returned_move_ids.filtered(
            lambda m: m.state == "done" and not m.rma_operation
        ):
            quantities[move.origin_returned_move_id.id] -= move.product_uom._compute_quantity(
                move.quantity, move.product_id.uom_id
            )
        for line in self._get_claiming_lines(moves) if claims is None else claims:
            quantities[line.origin_move_id.id] -= line._get_product_quantity()
        return quantities

    def _get_claiming_lines(self, moves):
        """The lines that keep `moves` from being claimed again."""
        return self.sudo().search(Domain("origin_move_id", "in", moves.ids) & IS_CLAIMING)

    def _get_product_quantity(self):
        """The line's quantity in the product's unit."""
        self.ensure_one()
        return self.product_uom_id._compute_quantity(self.quantity, self.product_id.uom_id)

    def _get_sale_value(self):
        """What the customer paid for this line, before tax, in the company's currency.

        The agreed price where neither an invoice nor an order line is known, else zero.
        """
        self.ensure_one()
        source = self.invoice_line_id.sudo() or self._get_sold_line().sudo()
        if not source:
            return self._get_agreed_value()
        unit = source.product_id.uom_id or self.product_id.uom_id
        quantity = unit._compute_quantity(self._get_sold_quantity(), source.product_uom_id)
        sold = source.quantity if self.invoice_line_id else source.product_uom_qty
        amount = source.price_subtotal * quantity / sold if sold else 0.0
        date = source.date if self.invoice_line_id else source.order_id.date_order
        return source.currency_id._convert(amount, self.currency_id, self.company_id, date)

    def _get_list_value(self):
        """What this line would cost from the price list, before tax, in the company's currency."""
        self.ensure_one()
        product = self.product_id.with_company(self.company_id)
        amount = product.lst_price * self._get_product_quantity()
        return product.currency_id._convert(
            amount, self.currency_id, self.company_id, self.create_date or fields.Date.today()
        )
