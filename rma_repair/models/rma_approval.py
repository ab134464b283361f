from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .res_company_policy import AUTHORITIES

APPROVAL_SUBJECTS = [
    ("batch", "Batch return"),
    ("incident", "Quality incident"),
    ("recall", "Recall"),
    ("out_of_policy", "Outside the policies"),
]
# Who approves what.
AUTHORITY_BY_SUBJECT = {
    "batch": "sales_director",
    "incident": "general_manager",
    "recall": "general_manager",
    "out_of_policy": "sales_director",
}
APPROVAL_TRANSITIONS = {
    "pending": {"approved", "refused", "cancelled"},
    "refused": {"pending"},
    "approved": set(),
    "cancelled": set(),
}


class RmaApproval(models.Model):
    """Leave to authorize cases that need more than the service desk: who gave it, when and why.

    The authority named on the company answers; any after-sales manager may answer in his place
    with a note. Nobody answers for a case he opened or is responsible for.
    """

    _name = "rma.approval"
    _description = "RMA Approval"
    _inherit = ["rma.large.mixin", "rma.state.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "id desc"
    _check_company_auto = True
    _transitions = APPROVAL_TRANSITIONS
    # What an approval is about is not for the asker to change: it would cover other cases.
    _system_fields = frozenset(
        {"answered_by_id", "date_answered", "case_ids", "subject", "reason", "company_id"}
    )

    name = fields.Char(compute="_compute_name", store=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    case_ids = fields.Many2many(
        "rma.case", "rma_approval_case_rel", "approval_id", "case_id", "Cases", check_company=True
    )
    subject = fields.Selection(APPROVAL_SUBJECTS, required=True, default="batch", readonly=True)
    authority = fields.Selection(AUTHORITIES, compute="_compute_authority", store=True)
    approver_id = fields.Many2one(
        "res.users", compute="_compute_approver_id", help="Who is named to answer."
    )
    may_answer = fields.Boolean(compute="_compute_may_answer")
    reason = fields.Text(readonly=True, help="Why this approval is needed.")
    state = fields.Selection(
        [
            ("pending", "Pending"),
            ("approved", "Approved"),
            ("refused", "Refused"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        default="pending",
        index=True,
        tracking=True,
    )
    note = fields.Text(help="Conditions, or why somebody else answers for the authority.")
    answered_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    date_answered = fields.Datetime(readonly=True, copy=False)

    @api.depends("subject", "case_ids.name")
    def _compute_name(self):
        labels = dict(self._fields["subject"]._description_selection(self.env))
        for approval in self:
            names = ", ".join(approval.case_ids[:3].mapped("name"))
            more = "…" if len(approval.case_ids) > 3 else ""
            approval.name = f"{labels.get(approval.subject)}: {names}{more}"

    @api.depends("subject")
    def _compute_authority(self):
        for approval in self:
            approval.authority = AUTHORITY_BY_SUBJECT.get(approval.subject)

    @api.depends("authority", "company_id")
    def _compute_approver_id(self):
        for approval in self:
            approval.approver_id = approval.authority and approval.company_id._rma_get_authority(
                approval.authority
            )

    @api.depends("approver_id", "case_ids.user_id")
    @api.depends_context("uid")
    def _compute_may_answer(self):
        """Whether this user may answer; in place of the authority he still has to say why."""
        user = self.env.user
        is_manager = user.has_group("rma_repair.group_manager")
        for approval in self:
            approval.may_answer = user not in approval._get_askers() and (
                is_manager or user == approval.approver_id
            )

    def _get_askers(self):
        """Who opened or handles the cases: nobody answers what he asks himself."""
        cases = self.sudo().case_ids
        return cases.create_uid | cases.user_id

    @api.model_create_multi
    def create(self, vals_list):
        approvals = super().create(vals_list)
        approvals._schedule_activities()
        return approvals

    def action_approve(self):
        """Let the cases be authorized."""
        self.write({"state": "approved"})

    def action_refuse(self):
        """Say no: the cases can not be authorized; they may be refused or asked for again."""
        self.write({"state": "refused"})

    def action_reopen(self):
        """Ask again after a refusal."""
        self.write({"state": "pending"})
        self.sudo()._schedule_activities()

    def _check_approved(self):
        self._check_answer()

    def _check_refused(self):
        self._check_answer()

    def _check_answer(self):
        """The answer is the authority's, or with a note a manager's, and never one's own."""
        user = self.env.user
        labels = dict(self._fields["authority"]._description_selection(self.env))
        for approval in self:
            if user in approval._get_askers():
                raise AccessError(
                    self.env._(
                        "You opened or handle %(approval)s, so somebody else must answer it.",
                        approval=approval.name,
                    )
                )
            if user != approval.approver_id:
                approval._check_deputy(labels[approval.authority])

    def _check_deputy(self, authority):
        """In place of the authority a manager may answer, and says why where one is named."""
        self.ensure_one()
        if not self.env.user.has_group("rma_repair.group_manager"):
            raise AccessError(
                self.env._(
                    "%(approval)s is for the %(authority)s (%(name)s) to answer.",
                    approval=self.name,
                    authority=authority,
                    name=self.approver_id.name or self.env._("nobody is named"),
                )
            )
        if self.approver_id and not self.note:
            raise UserError(
                self.env._(
                    "You answer in place of the %(authority)s: write in the note why.",
                    authority=authority,
                )
            )

    def _prepare_transition_vals(self, state):
        if state == "pending":
            return {"answered_by_id": False, "date_answered": False}
        return {"answered_by_id": self.env.uid, "date_answered": fields.Datetime.now()}

    def _on_approved(self):
        self._log_answers("approved")
        self._tell_cases(self.env._("%(approval)s was approved by %(user)s. %(note)s"))

    def _on_refused(self):
        self._log_answers("refused")
        self._tell_cases(self.env._("%(approval)s was refused by %(user)s. %(note)s"))

    def _log_answers(self, state):
        """Who answered, what and why, on the trail of every case it covers."""
        events = self.env["rma.event"]
        events._append_many(
            [
                events._prepare_event_vals(
                    "state",
                    approval,
                    case,
                    {"state_from": "pending", "state_to": state, "reason": approval.note},
                )
                for approval in self
                for case in approval.sudo().case_ids
            ]
        )

    def _tell_cases(self, message):
        """Put the answer on the cases and take the activity away."""
        self.sudo().activity_feedback(["rma_repair.mail_activity_approval"])
        for approval in self:
            text = message % {
                "approval": approval.name,
                "user": self.env.user.name,
                "note": approval.note or "",
            }
            approval.sudo().case_ids._message_log_batch(
                {case.id: text for case in approval.sudo().case_ids}
            )

    def _schedule_activities(self):
        """Ask each authority; where none is named, the after-sales manager."""
        for approval in self:
            approver = approval.approver_id or approval.company_id._rma_get_manager()
            approval.activity_schedule(
                "rma_repair.mail_activity_approval", user_id=approver.id, note=approval.reason
            )
