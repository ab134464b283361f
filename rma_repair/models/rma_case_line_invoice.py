"""Which invoice line a returned unit was paid with: what a credit note reverses (R8)."""

from odoo import Command, api, models
from odoo.exceptions import UserError, ValidationError

from .row_lock import lock_rows


class RmaCaseLine(models.Model):
    _inherit = "rma.case.line"

    @api.constrains("invoice_line_id")
    def _check_invoice_line(self):
        """A unit was paid with an invoice of its own order, or of its customer, for what it was."""
        for line in self.sudo().filtered("invoice_line_id"):
            invoice_line = line.invoice_line_id
            if invoice_line in line._get_sold_line().invoice_lines:
                continue
            if (
                invoice_line.move_id.move_type != "out_invoice"
                or invoice_line.product_id != line._get_sold_product()
                or invoice_line.partner_id.commercial_partner_id != line.partner_id
            ):
                raise ValidationError(
                    self.env._(
                        "%(invoice_line)s is not what %(customer)s paid for %(line)s. Choose "
                        "another invoice line.",
                        invoice_line=invoice_line._get_rma_name(),
                        customer=line.partner_id.display_name,
                        line=line.display_name,
                    )
                )

    def _resolve_invoice_lines(self):
        """Set the invoice line of each of these lines that are to be credited.

        What was invoiced in parts is allotted to the invoices in order; a line that needs two is
        split. A line that was not invoiced yet needs no credit note: taking it over reduces its
        order. Locks the invoice lines, so that nothing is credited twice.

        :raise UserError: nothing is left to credit, the chosen invoice is not posted, or the user
            must choose the invoice line
        """
        lines = self.sudo()
        candidates = {line: line._get_invoice_candidates() for line in lines}
        invoice_lines = self.env["account.move.line"].sudo().union(*candidates.values())
        invoice_lines._check_rma_in_force()
        lock_rows(invoice_lines)
        free = invoice_lines._get_rma_creditable(without=lines)
        for line, found in candidates.items():
            line._allot_invoice_lines(found, free)

    def _get_invoice_candidates(self):
        """The posted invoice lines this line may have been paid with, oldest first."""
        self.ensure_one()
        if self.invoice_line_id:
            return self.invoice_line_id
        product = self._get_sold_product()
        sold = self._get_sold_line()
        paid = sold.invoice_lines if sold else self._get_first_line().invoice_line_id
        return paid.filtered(
            lambda line: line.parent_state == "posted"
            and line.move_id.move_type == "out_invoice"
            and line.product_id == product
        ).sorted(lambda line: (line.date, line.id))

    def _allot_invoice_lines(self, candidates, free):
        """Take this line's quantity from `candidates` as far as `free` reaches."""
        self.ensure_one()
        unit = self._get_sold_product().uom_id
        usable = candidates.filtered(lambda line: unit.compare(free[line.id], 0) > 0)
        self._check_one_price(usable)
        line = self
        for invoice_line in usable:
            needed = line._fix_kit_quantity(free[invoice_line.id])
            rest = needed - free[invoice_line.id]
            if unit.compare(rest, 0) <= 0:
                free[invoice_line.id] -= needed
                line.invoice_line_id = invoice_line
                return
            if line.is_serial or line.kit_sale_line_id:
                continue
            part = line._split_off_for_invoice(rest)
            line.invoice_line_id = invoice_line
            free[invoice_line.id] = 0.0
            line = part
        if line.price_agreed and not (candidates or line._get_sold_line()):
            return
        line._check_not_invoiced(candidates)
        line.credit_waived = self.env._("Not invoiced: order reduced")

    def _split_off_for_invoice(self, rest):
        """Split off what another invoice line has to pay for; it stays in the decision."""
        if self.invoice_line_id:
            self._raise_nothing_to_credit(self.invoice_line_id)
        part = self._split_off_product_quantity(rest)
        part.sudo().decision_ids = [
            Command.link(decision.id) for decision in self._get_credit_decisions()
        ]
        return part.sudo()

    def _check_one_price(self, invoice_lines):
        """Refuse to guess between invoice lines with different prices."""
        if len({line._get_rma_terms() for line in invoice_lines}) > 1:
            raise UserError(
                self.env._(
                    "%(line)s was invoiced at different prices: %(invoices)s. Choose the invoice "
                    "line on the RMA line.",
                    line=self.display_name,
                    invoices=", ".join(line._get_rma_name() for line in invoice_lines),
                )
            )

    def _check_not_invoiced(self, candidates):
        """Accept a line without invoice only where its order can be reduced instead."""
        if not self._get_sold_line() and not candidates:
            raise UserError(
                self.env._(
                    "No invoice of %(line)s is known. Choose the invoice line on the RMA line, "
                    "agree on a price there, or decide on a compensation.",
                    line=self.display_name,
                )
            )
        if not self._is_still_to_invoice():
            self._raise_nothing_to_credit(candidates)
        self._check_order_reducible()

    def _check_order_reducible(self):
        """Refuse what taking goods back would not take off the next invoice."""
        if refusal := self._get_reduction_refusal():
            raise UserError(refusal)

    def _get_reduction_refusal(self):
        """Why taking this line back takes nothing off its order, in words; False where it does."""
        names = {"line": self.display_name, "order": self._get_sold_line().order_id.name}
        if not self._is_order_reduced():
            return self.env._(
                "%(line)s is not invoiced yet, and %(order)s can only be reduced by what was "
                "sold on it, whole kits included. Invoice it first.",
                **names,
            )
        if self._get_sold_product().invoice_policy != "delivery":
            return self.env._(
                "%(line)s is not invoiced yet, and %(order)s is invoiced on ordered "
                "quantities. Invoice it first, or lower the ordered quantity.",
                **names,
            )
        if not self._get_credit_decisions().disposition_id.takes_over:
            return self.env._(
                "%(line)s is not invoiced yet and stays with the customer. Lower its price "
                "on %(order)s instead.",
                **names,
            )
        return False

    def _is_still_to_invoice(self):
        """Whether this line's quantity was delivered on an order and not invoiced yet."""
        sale_line = self._get_sold_line()
        if not sale_line:
            return False
        needed = sale_line.product_id.uom_id._compute_quantity(
            self._get_sold_quantity(), sale_line.product_uom_id
        )
        open_quantity = sale_line.qty_delivered - sale_line._get_rma_invoiced_quantity()
        return sale_line.product_uom_id.compare(open_quantity, needed) >= 0

    def _withdraw_waivers(self):
        """Ask again for the credit note of lines that were invoiced since it was waived."""
        waived = self.sudo().filtered("credit_waived")
        waived.filtered(lambda line: not line._is_still_to_invoice()).credit_waived = False

    def _get_credit_decisions(self):
        """The decision that credits this line, or the one about to."""
        return self.decision_id or self.decision_ids.filtered(
            lambda decision: decision.state in ("draft", "to_approve")
            and decision.settlement == "credit"
        )

    def _raise_nothing_to_credit(self, invoice_lines):
        raise UserError(
            self.env._(
                "Less than %(quantity)s %(unit)s of %(line)s is left to credit on %(invoices)s.",
                quantity=self.quantity,
                unit=self.product_uom_id.name,
                line=self.display_name,
                invoices=", ".join(line._get_rma_name() for line in invoice_lines)
                or self._get_sold_line().order_id.name
                or "",
            )
        )
