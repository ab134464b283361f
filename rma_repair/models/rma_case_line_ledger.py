"""The quantity ledger of deliveries: what was delivered and not claimed yet may be returned."""

from odoo import fields, models
from odoo.exceptions import UserError

from .row_lock import lock_rows

# Settlements after which the customer no longer has what was delivered to him.
SETTLEMENTS_SPENT = ("credit", "replace", "compensate")


class RmaCaseLine(models.Model):
    _inherit = "rma.case.line"

    def _check_returnable(self):
        """Refuse more than was delivered and is not claimed by other lines.

        Locks the delivery moves, so that of two users claiming the last unit one wins.
        """
        moves = self.origin_move_id.sudo()
        if not moves:
            return
        lock_rows(moves)
        returnable = self._get_returnable_quantities(moves, without=self)
        for move, lines in self.grouped("origin_move_id").items():
            wanted = sum(lines.mapped(lambda line: line._get_product_quantity()))
            if move and move.product_id.uom_id.compare(wanted, returnable[move.id]) > 0:
                lines._raise_not_returnable(wanted, max(returnable[move.id], 0))

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

    def _get_returnable_quantities(self, moves, without=None):
        """What may still be authorized of each delivered move: {move id: product unit quantity}.

        Delivered − returned by core's own returns − claimed by RMA lines other than `without`.
        A unit sent back to the customer may be returned again; a credited or replaced one not.
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
        for line in self._get_claiming_lines(moves) - (without or self.browse()):
            quantities[line.origin_move_id.id] -= line._get_product_quantity()
        return quantities

    def _get_claiming_lines(self, moves):
        """The lines that keep `moves` from being claimed again."""
        return self.sudo().search(
            [
                ("origin_move_id", "in", moves.ids),
                "|",
                ("state", "in", ("authorized", "received", "inspected", "decided")),
                "&",
                ("state", "=", "closed"),
                ("settlement", "in", SETTLEMENTS_SPENT),
            ]
        )

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
