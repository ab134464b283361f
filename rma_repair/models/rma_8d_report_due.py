from markupsafe import Markup

from odoo import api, fields, models

from ..tools import due_bar, svg

ESCALATION_ROLES = {"50": "leader_id", "80": "sponsor_id", "100": "manager_id"}


class Rma8dReportDue(models.Model):
    """Due times of the report, the traffic lights, and the escalation."""

    _inherit = "rma.8d.report"

    date_due = fields.Datetime("Next Due", compute="_compute_date_due", store=True, index=True)
    date_interim = fields.Datetime("Interim Report Due", compute="_compute_date_reports")
    date_final = fields.Datetime("Final Report Due", compute="_compute_date_reports")
    is_late = fields.Boolean(compute="_compute_is_late", search="_search_is_late")
    due_bar = fields.Html(compute="_compute_due_bar", sanitize=False)

    @api.depends("discipline_ids.state", "discipline_ids.date_due")
    def _compute_date_due(self):
        for report in self:
            dates = report.discipline_ids.filtered(lambda p: p.state == "open" and p.date_due)
            report.date_due = min(dates.mapped("date_due"), default=False)

    def _compute_date_reports(self):
        for report in self:
            due = {part.code: part.date_due for part in report.discipline_ids}
            report.date_interim, report.date_final = due.get("d3"), due.get("d8")

    @api.depends("date_due", "state")
    def _compute_is_late(self):
        now = fields.Datetime.now()
        for report in self:
            report.is_late = report.state == "open" and bool(
                report.date_due and report.date_due < now
            )

    def _search_is_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        return [("state", "=", "open"), ("date_due", "<", "now")]

    def _compute_due_bar(self):
        for report in self:
            report.due_bar = report._draw_due_bar()

    def _draw_due_bar(self):
        """The traffic lights D0 to D8 as an image for forms and papers."""
        self.ensure_one()
        cells = [
            (
                part.code.upper(),
                part._get_light(),
                self._format_day(part.date_due),
                self._format_day(part.date_done),
            )
            for part in self.discipline_ids.sorted("code")
        ]
        return self._as_image(due_bar.draw_due_bar(cells), "D0-D8")

    def _format_day(self, moment):
        return (
            fields.Date.to_string(fields.Datetime.context_timestamp(self, moment)) if moment else ""
        )

    @api.model
    def _as_image(self, picture, title):
        """An `<img>` with the SVG inside: forms and PDFs show the very same picture."""
        image = Markup('<img src="{}" alt="{}" style="width: 100%; max-width: 1000px;"/>')
        return image.format(svg.data_uri(picture), title)

    def _get_profile(self):
        self.ensure_one()
        return (
            self.env["rma.8d.profile"]
            .sudo()
            ._get_for(self.company_id, self.partner_id, self.severity)
        )

    def _get_due_times(self):
        """The due time of each discipline by this report's profile, as {code: datetime}."""
        return self._get_profile()._get_due_times(self.date_start, self.company_id)

    @api.model
    def _cron_escalate(self):
        """Tell leader, sponsor and manager at 50, 80 and 100 % of a discipline's time; remind
        customers."""
        parts = self.env["rma.8d.discipline"].search(
            [
                ("state", "=", "open"),
                ("date_due", "!=", False),
                ("escalation", "!=", "100"),
                ("report_id.state", "=", "open"),
            ]
        )
        for part in parts:
            part._escalate()
        self._remind_customers()
        self._review_effectiveness()


class Rma8dDisciplineDue(models.Model):
    """How much of a discipline's time is used up, and who hears of it."""

    _inherit = "rma.8d.discipline"

    def _get_light(self):
        """The traffic light of this discipline: a key of `tools.due_bar.COLORS`."""
        if self.state != "open":
            late = self.date_done and self.date_due and self.date_done > self.date_due
            return "na" if self.state == "na" else "warning" if late else "done"
        if self.is_late:
            return "late"
        return "warning" if self._get_used() >= 80 else "open"

    def _get_used(self):
        """Percent of the working time between the report's start and this due time that has
        passed."""
        start, now = self.report_id.date_start, fields.Datetime.now()
        if not self.date_due or now >= self.date_due:
            return 100.0 if self.date_due else 0.0
        profile = self.report_id._get_profile()
        calendar = profile.calendar_id or self.company_id.resource_calendar_id
        total = calendar.get_work_hours_count(start, self.date_due) if calendar else 0.0
        if not total:
            return 100.0 * (now - start) / (self.date_due - start)
        return 100.0 * calendar.get_work_hours_count(start, now) / total

    def _escalate(self):
        """Raise the escalation of this discipline to what its used time asks for."""
        used = self._get_used()
        reached = [level for level in ESCALATION_ROLES if used >= int(level) > int(self.escalation)]
        for level in reached:
            self._tell(level)
        if reached:
            self.escalation = reached[-1]

    def _tell(self, level):
        """An activity on the report for the person this level of escalation goes to."""
        report = self.report_id
        user = report[ESCALATION_ROLES[level]] or report.sponsor_id or report.leader_id
        report.activity_schedule(
            "mail.mail_activity_data_todo",
            date_deadline=fields.Date.to_date(self.date_due),
            summary=self.env._(
                "%(part)s: %(level)s %% of the time is used up", part=self.display_name, level=level
            ),
            note=self.missing and self.missing.replace("\n", "<br/>"),
            user_id=(user or self.env.user).id,
        )
