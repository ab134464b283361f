"""The hourly watch: activities before and after deadlines, and the batches two users made."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

from .own_transaction import end_run, run_in_batches
from .rma_case_line import CLOSED_STATES

# Whom each kind of activity is for, and which moment it was last made for.
REMINDER = "rma_repair.mail_activity_deadline_near"
ESCALATION = "rma_repair.mail_activity_deadline_passed"
NOTICE = "rma_repair.mail_activity_delay_notice"


class RmaCase(models.Model):
    _inherit = "rma.case"

    date_reminded_for = fields.Datetime(readonly=True, copy=False)
    date_escalated_for = fields.Datetime(readonly=True, copy=False)

    @api.model
    def _cron_watch_deadlines(self):
        """Remind the responsible before a deadline, tell the manager after it, ask for notices.

        Each deadline is told once; what is not due any more is taken away. As a cron it commits
        so many cases at once, and goes on where its time was over.
        """
        now = fields.Datetime.now()
        self._drop_stale_activities(now)
        steps = (self._remind, self._escalate, self._ask_delay_notices)
        if not all(step(now) for step in steps):
            return
        self._watch_batches(now)
        end_run(self.env)

    def _get_unclosed_domain(self):
        return [("state", "not in", list(CLOSED_STATES))]

    def _remind(self, now):
        """An activity to the responsible for every deadline that comes near."""
        longest = max(
            self.env["res.company"].search(Domain.TRUE).mapped("rma_reminder_hours"), default=0
        )
        near = self.search(
            [
                ("date_step_deadline", ">=", now),
                ("date_step_deadline", "<=", now + timedelta(hours=longest)),
                *self._get_unclosed_domain(),
            ]
        ).filtered(
            lambda case: case.date_step_deadline != case.date_reminded_for
            and case.date_step_deadline <= now + timedelta(hours=case.company_id.rma_reminder_hours)
        )
        return run_in_batches(near, lambda cases: cases._tell_near())

    def _tell_near(self):
        """Remind of these cases' deadlines, those that were not yet."""
        near = self.filtered(lambda case: case.date_step_deadline != case.date_reminded_for)
        near._create_activities(REMINDER, lambda case: case._get_responsible())
        for case in near:
            case.date_reminded_for = case.date_step_deadline

    def _escalate(self, now):
        """An activity to the manager for every deadline that has passed."""
        late = self.search(
            [("date_step_deadline", "<", now), *self._get_unclosed_domain()]
        ).filtered(lambda case: case.date_step_deadline != case.date_escalated_for)
        return run_in_batches(late, lambda cases: cases._tell_late())

    def _tell_late(self):
        """Escalate these cases, those that were not yet."""
        late = self.filtered(lambda case: case.date_step_deadline != case.date_escalated_for)
        late._create_activities(ESCALATION, lambda case: case.company_id._rma_get_manager())
        for case in late:
            case.date_escalated_for = case.date_step_deadline

    def _ask_delay_notices(self, now):
        """An activity to the responsible of every repair late enough to ask for a notice."""
        lines = self.env["rma.case.line"].search(self._get_notice_domain(now))
        return run_in_batches(lines.case_id, lambda cases: cases._ask_delay_notice())

    def _ask_delay_notice(self):
        """Ask the responsible of these cases for a notice, those that were not asked yet."""
        asked = self.activity_ids.filtered(
            lambda activity: activity.activity_type_id == self.env.ref(NOTICE)
        ).mapped("res_id")
        self.filtered(lambda case: case.id not in asked)._create_activities(
            NOTICE, lambda case: case._get_responsible()
        )

    def _get_notice_domain(self, now):
        """The lines whose customer is owed a delay notice."""
        return [
            ("date_notice_deadline", "<", now),
            ("date_delay_notice", "=", False),
            *self._get_unclosed_domain(),
        ]

    def _watch_batches(self, now):
        """See requests of two users at one moment, of which neither saw the other's."""
        recent = self.search(
            [("create_date", ">=", now - timedelta(days=2)), ("is_batch", "=", False)]
        )
        recent.line_ids._detect_batches()

    def _create_activities(self, kind, get_user):
        """One activity per case; for a case without that user the manager gets it."""
        kind = self.env.ref(kind)
        model = self.env["ir.model"]._get_id("rma.case")
        today = fields.Date.context_today(self)
        vals_list = []
        for case in self:
            user = get_user(case) or case._get_responsible()
            vals_list.append(
                {
                    "activity_type_id": kind.id,
                    "summary": kind.summary,
                    "note": case._describe_deadline(),
                    "res_model_id": model,
                    "res_id": case.id,
                    "user_id": user.id,
                    "date_deadline": case.date_deadline or today,
                    "automated": True,
                }
            )
        self.env["mail.activity"].create(vals_list)

    def _describe_deadline(self):
        """What is due, in words."""
        self.ensure_one()
        steps = dict(
            self.env["rma.case.line"]._fields["deadline_step"]._description_selection(self.env)
        )
        due = self.line_ids.filtered(
            lambda line: line.date_deadline and line.date_deadline == self.date_step_deadline
        )
        if not due:
            return ""
        return self.env._(
            "%(step)s. Lines: %(count)s.", step=steps[due[0].deadline_step], count=len(due)
        )

    def _drop_stale_activities(self, now):
        """Take away what we made for deadlines that were met or moved."""
        kinds = [self.env.ref(REMINDER).id, self.env.ref(ESCALATION).id]
        activities = self.env["mail.activity"].search(
            [
                ("res_model", "=", "rma.case"),
                ("activity_type_id", "in", kinds),
                ("automated", "=", True),
            ]
        )
        by_case = activities.grouped("res_id")
        for case in self.browse(by_case).exists():
            due = case.date_step_deadline
            if not due or due not in (case.date_reminded_for, case.date_escalated_for):
                by_case[case.id].unlink()
