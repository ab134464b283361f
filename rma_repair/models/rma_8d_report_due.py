from markupsafe import Markup

from odoo import api, fields, models

from ..tools import due_bar, svg
from .activity_kinds import DUE
from .own_transaction import end_run, run_in_batches

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
        lights = self.discipline_ids._get_lights()
        for report in self:
            report.due_bar = report._draw_due_bar(lights)

    def _draw_due_bar(self, lights):
        """The traffic lights D0 to D8 as an image for forms and papers."""
        self.ensure_one()
        cells = [
            (
                part.code.upper(),
                lights[part],
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

    def _get_calendars(self):
        """The working hours these reports' due times are counted on: {report: calendar}."""
        profiles = self.env["rma.8d.profile"].sudo()
        profiles = profiles.search([("company_id", "in", [*self.company_id.ids, False])])
        calendars = {}
        for report in self:
            customer = report.partner_id.commercial_partner_id
            profile = profiles._choose_for(report.company_id, customer, report.severity)
            calendars[report] = profile.calendar_id or report.company_id.resource_calendar_id
        return calendars

    def _get_due_times(self):
        """The due time of each discipline by this report's profile, as {code: datetime}."""
        return self._get_profile()._get_due_times(self.date_start, self.company_id)

    @api.model
    def _cron_escalate(self):
        """Tell leader, sponsor and manager at 50, 80 and 100 % of a discipline's time; remind
        customers. As a cron it commits so many disciplines at once."""
        parts = self.env["rma.8d.discipline"].search(
            [
                ("state", "=", "open"),
                ("date_due", "!=", False),
                ("escalation", "!=", "100"),
                ("report_id.state", "=", "open"),
            ]
        )
        if run_in_batches(parts, lambda batch: batch._escalate()):
            self._remind_customers()
            self._review_effectiveness()
            end_run(self.env)


class Rma8dDisciplineDue(models.Model):
    """How much of a discipline's time is used up, and who hears of it."""

    _inherit = "rma.8d.discipline"

    def _get_lights(self):
        """The traffic light of each of these: {discipline: key of `tools.due_bar.COLORS`}."""
        used = self.filtered(lambda part: part.state == "open" and not part.is_late)._get_used()
        return {part: part._get_light(used.get(part, 0.0)) for part in self}

    def _get_light(self, used):
        self.ensure_one()
        if self.state != "open":
            late = self.date_done and self.date_due and self.date_done > self.date_due
            return "na" if self.state == "na" else "warning" if late else "done"
        if self.is_late:
            return "late"
        return "warning" if used >= 80 else "open"

    def _get_used(self):
        """How much of the working time from the report's start to the due time of each of these
        has passed: {discipline: percent}.
        """
        now = fields.Datetime.now()
        used = {part: 100.0 if part.date_due else 0.0 for part in self}
        running = self.filtered(lambda part: part.date_due and now < part.date_due)
        calendars = running.report_id._get_calendars()
        groups = running.grouped(lambda part: (calendars[part.report_id], part.company_id))
        for (calendar, company), parts in groups.items():
            used.update(parts._get_used_on(calendar, company, now))
        return used

    def _get_used_on(self, calendar, company, now):
        ends = {(part.report_id.date_start, end) for part in self for end in (part.date_due, now)}
        hours = calendar._rma_count_hours(ends, company) if calendar else {}
        used = {}
        for part in self:
            start = part.report_id.date_start
            passed, total = now - start, part.date_due - start
            if hours.get((start, part.date_due)):
                passed, total = hours[start, now], hours[start, part.date_due]
            used[part] = max(100.0 * (passed / total), 0.0)
        return used

    def _escalate(self):
        """Raise the escalation of these disciplines to what their used time asks for."""
        for part, used in self._get_used().items():
            part._raise_escalation(used)

    def _raise_escalation(self, used):
        self.ensure_one()
        reached = [level for level in ESCALATION_ROLES if used >= int(level) > int(self.escalation)]
        for level in reached:
            self._tell(level)
        if reached:
            self.escalation = reached[-1]

    def _tell(self, level):
        """An activity on the report for the person this level of escalation goes to."""
        report = self.report_id
        user = report[ESCALATION_ROLES[level]] or report.sponsor_id or report.leader_id
        activity = report.activity_schedule(
            DUE,
            date_deadline=fields.Date.to_date(self.date_due),
            summary=self.env._(
                "%(part)s: %(level)s %% of the time is used up", part=self.display_name, level=level
            ),
            note=self.missing and self.missing.replace("\n", "<br/>"),
            user_id=(user or self.env.user).id,
        )
        self.sudo().activity_ids |= activity
