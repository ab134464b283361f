from odoo import api, fields, models
from odoo.exceptions import UserError

from .rma_8d_discipline import DISCIPLINES
from .rma_8d_report_snapshot import LIVE

EDITIONS = [("customer", "Customer"), ("internal", "Internal")]
# Blocks the customer answers, and the disciplines a rejection returns.
BLOCKS = [
    ("d1_3", "D1-D3"),
    ("d4", "D4"),
    ("d5_6", "D5-D6"),
    ("d7", "D7"),
    ("d8", "D8"),
]
BLOCK_DISCIPLINES = {
    "d1_3": ("d0", "d1", "d2", "d3"),
    "d4": ("d4",),
    "d5_6": ("d5", "d6"),
    "d7": ("d7",),
    "d8": ("d8",),
}


class Rma8dRevision(models.Model):
    """What was sent: a numbered, frozen edition of a report with its paper and fingerprint.

    Nothing of a revision can be changed afterwards; the customer's answers stand beside it.
    """

    _name = "rma.8d.revision"
    _description = "8D Revision"
    _order = "report_id, number desc"

    report_id = fields.Many2one("rma.8d.report", required=True, ondelete="restrict", index=True)
    company_id = fields.Many2one(related="report_id.company_id", store=True, index=True)
    number = fields.Integer(required=True, readonly=True)
    edition = fields.Selection(EDITIONS, required=True, readonly=True)
    up_to = fields.Selection(DISCIPLINES, "Sent up to", required=True, readonly=True)
    status = fields.Selection(
        [("interim", "Interim"), ("final", "Final")], required=True, readonly=True
    )
    date_sent = fields.Datetime(
        "Sent on", required=True, readonly=True, default=fields.Datetime.now
    )
    sent_by_id = fields.Many2one("res.users", required=True, readonly=True)
    partner_id = fields.Many2one("res.partner", "Sent to", readonly=True)
    reason = fields.Char("Reason for Revision", readonly=True)
    changes = fields.Text("Changed since the Last Revision", readonly=True)
    snapshot = fields.Json(readonly=True)
    fingerprint = fields.Char(readonly=True, help="SHA-256 of the content.")
    attachment_id = fields.Many2one(
        "ir.attachment", "Paper", readonly=True, bypass_search_access=True
    )
    answer_ids = fields.One2many("rma.8d.answer", "revision_id", "Customer's Answers")

    _number_uniq = models.Constraint("unique(report_id, number)", "A revision number is used once.")

    @api.depends("report_id.name", "number")
    def _compute_display_name(self):
        for revision in self:
            revision.display_name = f"{revision.report_id.name} Rev. {revision.number}"

    def write(self, vals):
        if not {"answer_ids"}.issuperset(vals):
            raise UserError(self.env._("A revision is frozen. Send a new one."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        raise UserError(self.env._("A revision that was sent can not be deleted."))

    def _get_verdict(self, block):
        """The customer's answer to a block as this revision shows it.

        An acceptance holds as long as the block is unchanged; a rejection until it is sent again.
        """
        answers = self.report_id.revision_ids.answer_ids.filtered(lambda a: a.block == block)
        answer = answers.sorted("id")[-1:]
        if answer.verdict == "rejected" and answer.revision_id == self:
            return "rejected"
        is_same = answer.revision_id._get_block(block) == self._get_block(block)
        return "accepted" if answer.verdict == "accepted" and is_same else "waiting"

    def _get_block(self, block):
        """What this revision says in a block, without what is counted anew each time."""
        snapshot = self.snapshot or {}
        return {
            code: [[key, text] for key, _label, text in snapshot.get(code, []) if key not in LIVE]
            for code in BLOCK_DISCIPLINES[block]
        }


class Rma8dAnswer(models.Model):
    """The customer's answer to one block of a revision; a rejection returns that block only."""

    _name = "rma.8d.answer"
    _description = "8D Answer of the Customer"
    _order = "date desc, id desc"
    _rec_name = "block"

    revision_id = fields.Many2one("rma.8d.revision", required=True, ondelete="restrict", index=True)
    report_id = fields.Many2one(related="revision_id.report_id", store=True, index=True)
    company_id = fields.Many2one(related="report_id.company_id", store=True, index=True)
    block = fields.Selection(BLOCKS, required=True)
    verdict = fields.Selection([("accepted", "Accepted"), ("rejected", "Rejected")], required=True)
    comment = fields.Text()
    date = fields.Datetime(required=True, default=fields.Datetime.now)
    answered_by = fields.Char("Answered by", help="Who at the customer's.")

    @api.model_create_multi
    def create(self, vals_list):
        answers = super().create(vals_list)
        for answer in answers:
            answer._check_revision()
            if answer.verdict == "rejected":
                answer._return_block()
        return answers

    def write(self, vals):  # pylint: disable=method-required-super
        raise UserError(self.env._("An answer is on record. Record another one."))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        raise UserError(self.env._("An answer of the customer can not be deleted."))

    def _check_revision(self):
        """Only what was sent to the customer can be answered, and a rejection says why."""
        if self.revision_id.edition != "customer":
            raise UserError(self.env._("The customer never got the internal edition."))
        if min(BLOCK_DISCIPLINES[self.block]) > self.revision_id.up_to:
            raise UserError(
                self.env._(
                    "%(revision)s does not contain this block.",
                    revision=self.revision_id.display_name,
                )
            )
        if self.verdict == "rejected" and not self.comment:
            raise UserError(self.env._("Write down why the customer rejects (field “Comment”)."))

    def _return_block(self):
        """Open the complete disciplines of the rejected block again."""
        codes = BLOCK_DISCIPLINES[self.block]
        report = self.report_id
        if report.state == "closed":
            report.write({"state": "open", "reopen_reason": self.comment})
        parts = report.discipline_ids.filtered(lambda p: p.code in codes and p.state == "done")
        parts.write({"state": "open", "reopen_reason": self.comment})
