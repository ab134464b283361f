"""Deciding anew: lines leave their decision while nothing was done for them under it."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from .row_lock import lock_rows

# Where a decided line goes when it leaves its decision.
UNDECIDED_STATES = ("inspected", "authorized")


class RmaCaseLine(models.Model):
    _inherit = "rma.case.line"

    may_decide_anew = fields.Boolean(compute="_compute_may_decide_anew")

    @api.depends("state", "missing_documents")
    def _compute_may_decide_anew(self):
        """Whether these lines can leave their decision: nothing was done for them yet."""
        for line in self.sudo():
            line.may_decide_anew = line.state == "decided" and not line._get_done_document_names()

    def action_decide_anew(self):
        """Take these decided lines out of their decision, so that something else can be decided.

        Whoever may cancel the decision may do this. What is only planned or drafted for the lines
        is taken back, the decision stays with its other lines or is cancelled with its last one.
        Lines go back to inspected, those that did not come back yet to authorized.

        :raise UserError: a line is not decided, or something was done or posted for it
        """
        self.decision_id.check_access("write")
        self._leave_decision()

    def _move_to(self, state):
        """Who puts decided lines back takes them out of their decision."""
        leaving = self.browse()
        if state in UNDECIDED_STATES:
            leaving = self.filtered(lambda line: line.state == "decided" and line.decision_id)
        if not leaving:
            return super()._move_to(state)
        leaving.action_decide_anew()
        moving = self.filtered(lambda line: line.state != state)
        return super(RmaCaseLine, moving)._move_to(state) if moving else True

    def _leave_decision(self, reason=""):
        """Take these decided lines out of their decision, whoever asks.

        What is planned for them is cancelled; the decision stays with the lines it still has, or
        is cancelled with its last one. The decision is told in the chatter, with the reason.

        :raise UserError: a document of a line is done already
        """
        lock_rows(self.decision_id.sudo())
        self._check_nothing_done()
        for decision, lines in self.sudo().grouped("decision_id").items():
            told = self.env._(
                "%(lines)s: decided anew. %(reason)s",
                lines=", ".join(lines.mapped("display_name")),
                reason=reason,
            )
            decision.message_post(body=told.strip())
            if lines == decision.line_ids:
                decision.write({"state": "cancelled"})
            else:
                decision._let_go(lines)

    def _check_nothing_done(self):
        """Refuse a change of mind once goods or money followed the decision."""
        for line in self:
            if line.state != "decided":
                raise UserError(self.env._("%(line)s is not decided.", line=line.display_name))
            if done := line.sudo()._get_done_document_names():
                raise UserError(
                    self.env._(
                        "%(line)s can not be decided anew, since something was done already: "
                        "%(documents)s.",
                        line=line.display_name,
                        documents=", ".join(done),
                    )
                )

    def _get_done_document_names(self):
        """Names of what was done for this line under its decision and can not be taken back."""
        self.ensure_one()
        done = self.move_line_ids.filtered(
            lambda ml: ml.state == "done" and ml.move_id.rma_decision_id == self.decision_id
        )
        repairs = self.repair_ids.filtered(lambda repair: repair.state != "cancel")
        entries = (
            self.credit_line_id | self.charge_ids.invoice_line_ids
        ).move_id | repairs.quotation_ids.invoice_ids
        if self.settlement == "compensate":
            entries |= self.decision_id.credit_note_ids
        names = [
            *done.move_id.mapped("reference"),
            *self.scrap_ids.filtered(lambda scrap: scrap.state == "done").mapped("name"),
            *repairs.filtered(lambda repair: repair.state == "done").mapped("name"),
            *entries.filtered(lambda entry: entry.state == "posted").mapped("name"),
        ]
        return list(dict.fromkeys(names))

    def _give_free(self):
        """Let these lines wait for another decision."""
        self.write(
            {
                "decision_id": False,
                "credit_line_id": False,
                "credit_waived": False,
                "kit_quantity": 0,
            }
        )
        received = self.filtered("quantity_received")
        received.write({"state": "inspected"})
        (self - received).write({"state": "authorized"})


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def _unlink_rma_drafts(self):
        """Delete those of these lines whose entry is a draft, and entries that are empty then."""
        drafts = self.filtered(lambda line: line.parent_state == "draft")
        entries = drafts.move_id
        drafts.unlink()
        entries.filtered(lambda entry: not entry.invoice_line_ids).unlink()
