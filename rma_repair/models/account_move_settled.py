"""What an RMA grants is paid once: by one document, and with no more than was decided."""

from odoo import models
from odoo.exceptions import UserError

from .row_lock import lock_rows


class AccountMove(models.Model):
    _inherit = "account.move"

    def _post(self, soft=True):
        self._check_rma_settled_once(("posted",))
        self._check_rma_granted()
        self._check_rma_reposted()
        return super()._post(soft)

    def button_draft(self):
        cancelled = self.filtered(lambda entry: entry.state == "cancel")
        cancelled._check_rma_settled_once(("draft", "posted"))
        return super().button_draft()

    def _check_rma_settled_once(self, states):
        """Refuse a document when another one of these states has taken its place.

        Locks their decisions where two are alive: of two posted at once one is refused.
        """
        for entry in self.sudo():
            alive = entry._get_rma_successors().filtered(lambda other: other.state != "cancel")
            if alive:
                lock_rows(entry._get_rma_decisions())
            if others := alive.filtered(lambda other: other.state in states):
                raise UserError(
                    self.env._(
                        "%(entry)s was replaced by %(others)s: it would be paid twice. Leave it "
                        "cancelled, or delete it.",
                        entry=entry.display_name,
                        others=", ".join(others.mapped("display_name")),
                    )
                )

    def _get_rma_successors(self):
        """Other documents that settle the same compensation, agreed price or charge."""
        self.ensure_one()
        lines = self.invoice_line_ids
        charged = lines.rma_charge_id.invoice_line_ids.move_id
        others = charged.filtered(lambda entry: entry.move_type == self.move_type)
        decision = self.rma_decision_id
        if decision.settlement == "compensate":
            others |= decision.credit_note_ids
        elif decision.settlement == "credit" and not (
            lines.rma_invoiced_line_id or lines.rma_credited_line_ids
        ):
            others |= decision.credit_note_ids
        return others - self

    def _check_rma_granted(self):
        """Refuse to give more than was decided where no invoice says what was paid."""
        for note in self.sudo().filtered("rma_decision_id"):
            decision = note.rma_decision_id
            if decision.settlement == "compensate":
                note._check_rma_grant(-note.amount_untaxed_signed, decision._get_granted())
            for line in note.invoice_line_ids.filtered("rma_credited_line_ids"):
                if not line.rma_invoiced_line_id:
                    line._check_rma_agreed()

    def _check_rma_grant(self, given, granted):
        """Refuse this credit note where it gives more than `granted`, before tax."""
        self.ensure_one()
        currency = self.company_id.currency_id
        if currency.compare_amounts(given, granted) > 0:
            raise UserError(
                self.env._(
                    "%(note)s gives %(given)s, but %(decision)s grants %(granted)s. Lower it, or "
                    "decide anew.",
                    note=self.display_name,
                    given=currency.format(given),
                    decision=self.rma_decision_id.name,
                    granted=currency.format(granted),
                )
            )

    def _check_rma_reposted(self):
        """Refuse an invoice that came back from draft with less than is credited of it."""
        again = self.sudo().filtered(
            lambda move: move.move_type == "out_invoice" and move.posted_before
        )
        lines = again.invoice_line_ids
        credits = lines._get_rma_credits(states=("posted",)) if lines else lines
        for line, credited in credits.grouped("rma_invoiced_line_id").items():
            line._check_rma_credited(credited, 0.0)
            line._check_rma_amount(credited)


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def _check_rma_agreed(self):
        """Refuse more money, or another quantity, than was agreed for goods bought elsewhere."""
        self.ensure_one()
        self._check_rma_quantity()
        goods = self.rma_credited_line_ids
        self.move_id._check_rma_grant(self.balance, goods._get_agreed_value())

    def _check_rma_in_force(self):
        """Refuse to credit these invoice lines while their invoice is not posted."""
        if withdrawn := self.filtered(lambda line: line.parent_state != "posted"):
            raise UserError(
                self.env._(
                    "%(invoice)s is not posted: nothing of it can be credited. Post it again, or "
                    "decide anew.",
                    invoice=withdrawn[0].move_id.display_name,
                )
            )

    def _check_rma_currency(self):
        """Refuse a credit note line in another currency than its invoice line."""
        invoiced = self.rma_invoiced_line_id
        if self.currency_id != invoiced.currency_id:
            raise UserError(
                self.env._(
                    "%(invoice)s was invoiced in %(invoiced)s: credit it in %(invoiced)s, not in "
                    "%(currency)s.",
                    invoice=invoiced._get_rma_name(),
                    invoiced=invoiced.currency_id.name,
                    currency=self.currency_id.name,
                )
            )


class RmaCaseLine(models.Model):
    _inherit = "rma.case.line"

    def _get_agreed_value(self):
        """What these lines' agreed prices come to, before tax, in the company's currency."""
        return sum(line.price_agreed * line._get_product_quantity() for line in self)


class RmaDecision(models.Model):
    _inherit = "rma.decision"

    def _get_granted(self):
        """What this decision gives that no invoice limits, before tax, in its currency."""
        self.ensure_one()
        if self.settlement == "compensate":
            return self.compensation_amount
        return self.line_ids.filtered(lambda line: not line.invoice_line_id)._get_agreed_value()

    def _get_given_without_invoice(self):
        """What was posted of that: allowances and goods bought elsewhere, without charges."""
        self.ensure_one()
        notes = self.credit_note_ids.filtered(
            lambda note: note.state == "posted" and not note.invoice_line_ids.rma_invoiced_line_id
        )
        lines = notes.invoice_line_ids.filtered(lambda line: not line.rma_charge_id)
        return sum(lines.mapped("balance"))
