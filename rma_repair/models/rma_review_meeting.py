from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import html2plaintext

from .rma_closed_mixin import OPEN_FIELDS


class RmaReviewMeeting(models.Model):
    """A meeting about batch returns: who took part, what was concluded, who does what.

    When it is held, its actions become activities on the cases, so that they are followed up.
    """

    _name = "rma.review.meeting"
    _description = "Review Meeting"
    _inherit = ["rma.state.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "date desc, id desc"
    _check_company_auto = True
    _transitions = {"planned": {"held", "cancelled"}, "held": set(), "cancelled": {"planned"}}

    name = fields.Char("Subject", required=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    date = fields.Datetime(required=True, default=fields.Datetime.now)
    user_id = fields.Many2one(
        "res.users", "Moderator", default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
    )  # fmt: skip
    case_ids = fields.Many2many(
        "rma.case", "rma_review_meeting_case_rel", "meeting_id", "case_id", "Cases",
        check_company=True,
    )  # fmt: skip
    participant_ids = fields.Many2many("res.partner", string="Participants")
    agenda = fields.Html()
    conclusion = fields.Html()
    action_ids = fields.One2many("rma.review.action", "meeting_id", "Actions")
    open_action_count = fields.Integer(compute="_compute_open_action_count")
    state = fields.Selection(
        [("planned", "Planned"), ("held", "Held"), ("cancelled", "Cancelled")],
        required=True, default="planned", index=True, tracking=True, readonly=True,
    )  # fmt: skip

    def _compute_open_action_count(self):
        for meeting in self:
            meeting.open_action_count = len(
                meeting.action_ids.filtered(lambda action: action.state == "open")
            )

    def write(self, vals):
        if not self.env.su and set(vals) - OPEN_FIELDS - {"state"}:
            self._check_not_held()
        return super().write(vals)

    def action_hold(self):
        """The meeting took place: its conclusion stands, its actions become activities."""
        self.write({"state": "held"})

    def action_cancel(self):
        self.write({"state": "cancelled"})

    def action_plan(self):
        """Plan a cancelled meeting again."""
        self.write({"state": "planned"})

    def _check_not_held(self):
        """What a meeting that was held concluded is a record."""
        if held := self.filtered(lambda meeting: meeting.state == "held"):
            raise UserError(
                self.env._(
                    "%(meeting)s was held and can not be changed. Plan another meeting.",
                    meeting=held[0].name,
                )
            )

    def _check_held(self):
        """A meeting without participants, cases or a conclusion was none."""
        for meeting in self:
            required = ("case_ids", "participant_ids", "conclusion")
            missing = [name for name in required if not meeting[name]]
            if missing:
                labels = [self._fields[name]._description_string(self.env) for name in missing]
                raise UserError(
                    self.env._(
                        "%(meeting)s lacks: %(fields)s.",
                        meeting=meeting.name,
                        fields=", ".join(labels),
                    )
                )

    def _on_held(self):
        for meeting in self:
            meeting.action_ids._schedule()
            for case in meeting.case_ids:
                case.message_post(
                    body=self.env._(
                        "Review meeting %(name)s: %(conclusion)s",
                        name=meeting.name,
                        conclusion=html2plaintext(meeting.conclusion),
                    )
                )


class RmaReviewAction(models.Model):
    """What somebody does by when, as a review meeting agreed."""

    _name = "rma.review.action"
    _description = "Action of a Review Meeting"
    _order = "meeting_id, date_deadline, id"

    meeting_id = fields.Many2one(
        "rma.review.meeting", required=True, ondelete="cascade", index=True
    )
    name = fields.Char("Action", required=True)
    user_id = fields.Many2one(
        "res.users", "Responsible", required=True, domain="[('share', '=', False)]"
    )
    date_deadline = fields.Date("Complete by", required=True, default=fields.Date.context_today)
    activity_id = fields.Many2one("mail.activity", readonly=True, copy=False, ondelete="set null")
    state = fields.Selection(
        [("planned", "Planned"), ("open", "Open"), ("done", "Done")], compute="_compute_state"
    )

    def _compute_state(self):
        for action in self:
            activity = action.sudo().activity_id
            if action.meeting_id.state != "held":
                action.state = "planned"
            else:
                action.state = "open" if activity.active else "done"

    def _schedule(self):
        """An activity per action, on the first case of the meeting."""
        for action in self.filtered(lambda action: not action.activity_id):
            action.activity_id = action.meeting_id.case_ids[:1].activity_schedule(
                "mail.mail_activity_data_todo",
                date_deadline=action.date_deadline,
                summary=action.name,
                note=action.meeting_id.name,
                user_id=action.user_id.id,
            )
