"""What each state of a decision asks for, and what it does to the lines."""

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from .rma_decision import DECISION_TRANSITIONS
from .row_lock import hold_written, lock_rows

# The states in which a line may be decided before its goods were inspected.
EARLY_STATES = ("authorized",)


class RmaDecision(models.Model):
    _inherit = "rma.decision"

    may_cancel = fields.Boolean(compute="_compute_may_cancel")

    @api.depends("state", "case_id.state")
    def _compute_may_cancel(self):
        """Whether a saved decision can be withdrawn: nothing of it is done, its case is open."""
        for decision in self.sudo():
            decision.may_cancel = (
                bool(decision._origin)
                and "cancelled" in DECISION_TRANSITIONS[decision.state]
                and decision.case_id.state != "closed"
                and not (decision.state == "authorized" and decision._get_done_document_names())
            )

    def action_submit(self):
        """Ask for the authority of somebody who has it."""
        self.write({"state": "to_approve"})

    def action_authorize(self):
        """Put the decision into force: its lines are decided, the automations make documents."""
        self.write({"state": "authorized"})

    def action_refuse(self):
        """Refuse the proposal; its lines wait for another one."""
        self.write({"state": "refused"})

    def action_draft(self):
        """Take the proposal back to change it."""
        self.write({"state": "draft"})

    def action_cancel(self):
        """Withdraw the decision as long as none of its documents is done or posted."""
        self.write({"state": "cancelled"})

    def _check_to_approve(self):
        self.disposition_id._recall()
        for decision in self:
            if not decision.line_ids:
                raise UserError(self.env._("%(decision)s has no lines.", decision=decision.name))
            if decision.line_ids.case_id != decision.case_id:
                raise UserError(
                    self.env._("%(decision)s holds lines of another case.", decision=decision.name)
                )
            if decision.settlement == "compensate" and decision.sudo().compensation_amount <= 0:
                raise UserError(
                    self.env._(
                        "Enter the amount of the compensation on %(decision)s.",
                        decision=decision.name,
                    )
                )
            decision._check_lines_ready()
            decision._check_lines_free()

    @api.constrains("line_ids", "case_id")
    def _check_lines_of_case(self):
        """A decision speaks of its own case, whatever a draft was given."""
        for decision in self.sudo():
            if decision.line_ids.case_id - decision.case_id:
                raise ValidationError(
                    self.env._("%(decision)s holds lines of another case.", decision=decision.name)
                )

    def _check_lines_ready(self):
        """Lines are decided after their inspection; earlier only for goods not waited for."""
        early = self.is_advance or self.unit_outcome == "not_returned"
        ready = ("inspected", *EARLY_STATES) if early else ("inspected",)
        for line in self.line_ids:
            if line.state not in ready:
                raise UserError(
                    self.env._(
                        "%(line)s must be inspected before %(disposition)s is decided.",
                        line=line.display_name,
                        disposition=self.disposition_id.name,
                    )
                )
            if self.unit_outcome == "not_returned" and line.quantity_received:
                raise UserError(
                    self.env._(
                        "%(line)s has come back: choose what becomes of it.", line=line.display_name
                    )
                )

    def _check_lines_free(self):
        """No line waits for two decisions at once."""
        for line in self.line_ids:
            others = line.sudo().decision_ids.filtered(
                lambda decision: decision.state in ("to_approve", "authorized")
            )
            if other := others - self:
                raise UserError(
                    self.env._(
                        "%(line)s is in %(decision)s already.",
                        line=line.display_name,
                        decision=other[0].name,
                    )
                )

    def _check_authorized(self):
        self._check_to_approve()
        self._lock_customer_totals()
        # The invoice found says what is given.
        credits = self.filtered(lambda decision: decision.settlement == "credit")
        credits.line_ids._resolve_invoice_lines()
        self._take_authority()

    def _lock_customer_totals(self):
        """What a customer is given counts together: of two decisions at once one waits.

        A decision that waited for approval before this transaction began is counted by every
        other one already, and counts what they wait with: it need not wait for them.
        """
        unseen = self.filtered("is_money").filtered(lambda decision: not decision._is_counted())
        lock_rows(unseen.partner_id.sudo())

    def _is_counted(self):
        """Whether every transaction that began after this one sees this decision's amount."""
        return self.state == "to_approve" and self.write_date < self.env.cr.now()

    def _on_authorized(self):
        # Its documents are made under a lock of the decision.
        hold_written(self, "state")
        self._answer_activities()
        for decision in self:
            lines = decision.line_ids.sudo()
            lines.write({"decision_id": decision.id})
            lines.write({"state": "decided"})
            lines._close_finished()
            decision.case_id.sudo()._message_log(
                body=self.env._(
                    "%(decision)s: %(disposition)s. Lines: %(count)s.",
                    decision=decision.name,
                    disposition=decision.disposition_id.name,
                    count=len(lines),
                )
            )

    def _check_cancelled(self):
        for decision in self.filtered(lambda decision: decision.state == "authorized"):
            if done := decision._get_done_document_names():
                raise UserError(
                    self.env._(
                        "%(decision)s was carried out already: %(documents)s. It can not be "
                        "cancelled. Lines nothing was done for can be decided anew.",
                        decision=decision.name,
                        documents=", ".join(done),
                    )
                )

    def _get_done_document_names(self):
        """Names of this decision's documents that can not be taken back."""
        self.ensure_one()
        documents = self.sudo()
        return [
            *documents.move_ids.filtered(lambda move: move.state == "done").mapped("reference"),
            *documents.scrap_ids.filtered(lambda scrap: scrap.state == "done").mapped("name"),
            *documents.repair_ids.filtered(lambda repair: repair.state == "done").mapped("name"),
            *documents.credit_note_ids.filtered(lambda note: note.state == "posted").mapped("name"),
        ]

    def _on_cancelled(self):
        """Take back what is only planned, and give the lines free for another decision."""
        self._answer_activities()
        documents = self.sudo()
        documents.move_ids.filtered(lambda move: move.state != "cancel")._action_cancel()
        documents.repair_ids.filtered(
            lambda repair: repair.state != "cancel"
        ).action_repair_cancel()
        documents.credit_note_ids.filtered(lambda note: note.state == "draft").unlink()
        documents.line_ids.filtered(lambda line: line.decision_id in self)._give_free()
