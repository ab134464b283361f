"""What is credited of an invoice line: counted when it is drafted, checked again when posted."""

from odoo import models
from odoo.exceptions import UserError

from .row_lock import lock_rows


class AccountMove(models.Model):
    _inherit = "account.move"

    def _post(self, soft=True):
        notes = self._get_rma_credit_notes()
        notes.company_id._recall()
        notes._check_rma_credit()
        (self - notes)._check_rma_uncredited()
        posting = self.with_context(rma_credit_notes=True) if notes == self else self
        posted = self.browse(super(AccountMove, posting)._post(soft).ids)
        settling = posted._get_rma_settling()
        # What goes on the trail of its case waits for what others do there; the rest has to.
        settling.filtered(lambda entry: not entry.rma_decision_id)._get_rma_lines()._lock_closing()
        settling._get_rma_lines()._close_finished()
        return posted

    def button_draft(self):
        if not self:  # Core asks for nothing at every reconciliation.
            return super().button_draft()
        self._check_rma_decided()
        result = super().button_draft()
        self._reopen_rma_lines()
        return result

    def button_cancel(self):
        result = super().button_cancel()
        self._reopen_rma_lines()
        return result

    def _reopen_rma_lines(self):
        """Open the lines again that wait for these documents, which are not in force any more."""
        lines = self._get_rma_settling()._get_rma_lines()
        lines._lock_closing()
        lines._reopen_unfinished()

    def _get_rma_credit_notes(self):
        return self.filtered("rma_decision_id")

    def _get_rma_settling(self):
        """Those of these documents that RMA lines wait for."""
        return self._get_rma_credit_notes()

    def _get_rma_lines(self):
        """The RMA lines these documents settle."""
        notes = self.sudo()
        compensated = notes.rma_decision_id.filtered(lambda d: d.settlement == "compensate")
        return notes.invoice_line_ids.rma_credited_line_ids | compensated.line_ids

    def _get_rma_decisions(self):
        """The decisions these documents carry out, as a credit note or with their charges."""
        return self.rma_decision_id | self.invoice_line_ids.rma_charge_id.decision_id

    def _check_rma_decided(self):
        """Refuse to take up again what was cancelled together with its decision.

        Locks the decisions: who replaces the document meanwhile, or cancels them, waits.
        """
        notes = self._get_rma_settling().sudo().filtered(lambda note: note.state == "cancel")
        lock_rows(notes._get_rma_decisions())
        for note in notes:
            decisions = note._get_rma_decisions()
            if withdrawn := decisions.filtered(lambda decision: decision.state != "authorized"):
                raise UserError(
                    self.env._(
                        "%(decision)s is not in force any more: %(note)s stays cancelled. Decide "
                        "anew.",
                        decision=withdrawn[0].name,
                        note=note.display_name,
                    )
                )

    def _check_rma_credit(self):
        """Refuse to post more than was invoiced, or another quantity than was decided.

        The quantity was counted under a lock when it was decided, and everybody counts it since:
        accountants need not wait for each other. Only who gives back more than the price does,
        for what else is credited of that line leaves him the less.
        """
        credit_lines = self.sudo().invoice_line_ids.filtered("rma_invoiced_line_id")
        if not credit_lines:
            return
        invoice_lines = credit_lines.rma_invoiced_line_id
        invoice_lines._check_rma_in_force()
        for line in credit_lines:
            line._check_rma_currency()
            line._check_rma_product()
            line._check_rma_quantity()
        dearer = credit_lines.filtered(lambda line: line._is_rma_dearer()).rma_invoiced_line_id
        lock_rows(dearer)
        credits = credit_lines | invoice_lines._get_rma_credits(states=("posted",))
        core = invoice_lines._get_core_credits(states=("posted",))
        for invoice_line, lines in credits.grouped("rma_invoiced_line_id").items():
            invoice_line._check_rma_credited(lines, core.get(invoice_line, 0.0))
            waiting = invoice_line._get_rma_waiting(lines) if invoice_line in dearer else 0.0
            invoice_line._check_rma_amount(lines, waiting)


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def _get_rma_creditable(self, without=None, posting=None):
        """What may still be credited of these invoice lines: {id: quantity in the product's unit}.

        Invoiced − credited (drafts count) − decided RMA lines whose credit note is not made yet,
        other than `without`. Where credit notes made elsewhere are `posting`, their other drafts
        do not count.
        """
        free = {line.id: line._get_product_unit_quantity() for line in self}
        for credit in self._get_rma_credits():
            free[credit.rma_invoiced_line_id.id] -= credit._get_rma_reserved()
        states = ("posted",) if posting else ("draft", "posted")
        for invoice_line, quantity in self._get_core_credits(states, posting).items():
            free[invoice_line.id] -= quantity
        for line in self._get_rma_claims() - (without or self.env["rma.case.line"]):
            free[line.invoice_line_id.id] -= line._get_sold_quantity()
        return free

    def _get_product_unit_quantity(self):
        self.ensure_one()
        unit = (self.rma_invoiced_line_id or self).product_id.uom_id
        return self.product_uom_id._compute_quantity(self.quantity, unit) if unit else self.quantity

    def _get_rma_reserved(self):
        """What this RMA credit note line takes of its invoice line; a draft at least as decided.

        It can not be posted with another quantity, whatever it was changed to meanwhile.
        """
        quantity = self._get_product_unit_quantity()
        if self.parent_state != "draft":
            return quantity
        return max(quantity, self.rma_credited_line_ids._get_sold_total())

    def _get_rma_credits(self, states=("draft", "posted")):
        """The RMA credit note lines that reverse these invoice lines."""
        return self.search(
            [("rma_invoiced_line_id", "in", self.ids), ("parent_state", "in", states)]
        )

    def _get_rma_claims(self):
        """Decided RMA lines that wait for a credit note on these invoice lines."""
        return self.env["rma.case.line"].search(
            [
                ("invoice_line_id", "in", self.ids),
                ("state", "=", "decided"),
                ("settlement", "=", "credit"),
                "|",
                ("credit_line_id", "=", False),
                ("credit_line_id.parent_state", "=", "cancel"),
            ]
        )

    def _check_rma_credited(self, credits, elsewhere):
        """Refuse RMA credit note lines that, with what was credited elsewhere, exceed this line."""
        self.ensure_one()
        credited = elsewhere + sum(line._get_product_unit_quantity() for line in credits)
        invoiced = self._get_product_unit_quantity()
        if self.product_id.uom_id.compare(credited, invoiced) > 0:
            raise UserError(
                self.env._(
                    "%(credited)s of %(invoice_line)s would be credited, but only %(invoiced)s "
                    "were invoiced.",
                    credited=credited,
                    invoice_line=self._get_rma_name(),
                    invoiced=invoiced,
                )
            )

    def _check_rma_amount(self, credits, waiting=0.0):
        """Refuse RMA credit note lines that give back more money than this invoice line took.

        `waiting`: what is decided on besides and will be credited.
        """
        self.ensure_one()
        if self._is_rma_overpaid(credits, waiting):
            amount = sum(credits.mapped("price_subtotal")) + waiting
            raise UserError(
                self.env._(
                    "%(amount)s of %(invoice_line)s would be credited, but only %(invoiced)s were "
                    "invoiced. What the customer gets beyond that is a compensation.",
                    amount=self.currency_id.format(amount),
                    invoice_line=self._get_rma_name(),
                    invoiced=self.currency_id.format(self.price_subtotal),
                )
            )

    def _is_rma_overpaid(self, credits, waiting=0.0):
        """Whether `credits` give back more money than this line took; each may be rounded up."""
        self.ensure_one()
        slack = self.currency_id.rounding * len(credits)
        amount = sum(credits.mapped("price_subtotal")) + waiting - slack
        return self.currency_id.compare_amounts(amount, self.price_subtotal) > 0

    def _is_rma_dearer(self):
        """Whether this credit note line gives back more than its units cost on the invoice."""
        self.ensure_one()
        share = self.rma_invoiced_line_id._get_rma_price(self._get_product_unit_quantity())
        slack = self.currency_id.rounding
        return self.currency_id.compare_amounts(self.price_subtotal - slack, share) > 0

    def _get_rma_price(self, quantity):
        """What so much of this invoice line cost, before tax."""
        return self.price_subtotal * quantity / (self._get_product_unit_quantity() or 1.0)

    def _get_rma_waiting(self, credits):
        """What is decided on of this invoice line and not posted with `credits`, at its price."""
        drafts = self._get_rma_credits(states=("draft",)) - credits
        claimed = sum(line._get_sold_quantity() for line in self._get_rma_claims())
        quantity = sum(draft._get_rma_reserved() for draft in drafts) + claimed
        return self._get_rma_price(quantity)

    def _check_rma_product(self):
        """Refuse a credit note line that credits another product than the one decided on."""
        self.ensure_one()
        decision = self.move_id.rma_decision_id
        product = self.rma_invoiced_line_id.product_id
        if decision.unit_outcome == "not_returned":
            product = decision._get_compensation_product()
        if self.product_id != product:
            raise UserError(
                self.env._(
                    "%(decision)s credits %(product)s, but %(credit_line)s is on the credit note. "
                    "Choose %(product)s again, or delete the line and make it anew.",
                    decision=decision.name,
                    product=product.display_name,
                    credit_line=self.name or self.product_id.display_name,
                )
            )

    def _check_rma_quantity(self):
        """Refuse a credit note line whose quantity is not that of the RMA lines it credits."""
        self.ensure_one()
        decided = self.rma_credited_line_ids._get_sold_total()
        unit = (self.rma_invoiced_line_id or self).product_id.uom_id
        if unit.compare(decided, self._get_product_unit_quantity()):
            raise UserError(
                self.env._(
                    "%(credit_line)s credits %(quantity)s, but %(decided)s were decided on "
                    "%(decision)s. Correct the quantity, or delete the line and make it anew.",
                    credit_line=self.name,
                    quantity=self._get_product_unit_quantity(),
                    decided=decided,
                    decision=self.move_id.rma_decision_id.name,
                )
            )

    def _get_rma_terms(self):
        """What the customer paid per unit: invoice lines with the same terms are as good."""
        self.ensure_one()
        return self.price_unit, self.product_uom_id, self.discount, self.tax_ids, self.currency_id

    def _get_rma_name(self):
        self.ensure_one()
        return f"{self.move_id.name} · {self.product_id.display_name or self.name}"
