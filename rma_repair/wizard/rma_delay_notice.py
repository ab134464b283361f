from odoo import Command, api, fields, models
from odoo.exceptions import UserError


class RmaDelayNotice(models.TransientModel):
    """The written notice that a repair takes longer: why, and until when."""

    _name = "rma.delay.notice"
    _description = "Delay Notice"

    case_id = fields.Many2one("rma.case", required=True, readonly=True)
    line_ids = fields.Many2many(
        "rma.case.line",
        string="Late Lines",
        compute="_compute_line_ids",
        store=True,
        readonly=False,
        domain="[('case_id', '=', case_id), ('state', 'not in', "
        "('closed', 'refused', 'cancelled'))]",
    )
    reason = fields.Text(required=True, help="Why it takes longer; the customer reads this.")
    date_expected = fields.Date("New Date", required=True)

    @api.depends("case_id")
    def _compute_line_ids(self):
        now = fields.Datetime.now()
        for notice in self:
            opened = notice.case_id.line_ids.filtered("date_deadline")
            late = opened.filtered(
                lambda line: line.date_notice_deadline and line.date_notice_deadline < now
            )
            notice.line_ids = [Command.set((late or opened).ids)]

    def action_send(self):
        """Mail the notice to the customer, keep it in the chatter and note it on the lines."""
        self.ensure_one()
        self._check_notice()
        case = self.case_id
        case.sudo().write({"delay_reason": self.reason, "date_expected": self.date_expected})
        case.message_post_with_source(
            self.env.ref("rma_repair.mail_template_delay_notice"),
            subtype_xmlid="mail.mt_comment",
        )
        self.line_ids.sudo().date_delay_notice = fields.Datetime.now()
        case.sudo().activity_feedback(["rma_repair.mail_activity_delay_notice"])

    def _check_notice(self):
        self.case_id.check_access("write")
        if not self.line_ids:
            raise UserError(self.env._("Choose the lines that are late."))
        if self.date_expected < fields.Date.context_today(self):
            raise UserError(self.env._("The new date has passed already."))
        if not self.case_id.partner_id.email:
            raise UserError(
                self.env._(
                    "%(customer)s has no e-mail address. Enter one on the contact first.",
                    customer=self.case_id.partner_id.display_name,
                )
            )
