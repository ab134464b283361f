from datetime import timedelta

from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from .rma_case import SEVERITIES

STEPS = [
    ("requested", "First answer"),
    ("authorized", "Goods to arrive"),
    ("received", "Inspection"),
    ("inspected", "Decision"),
    ("decided", "Carrying out"),
    ("plan", "Repair plan"),
    ("total", "From receipt to closing"),
    ("notice", "Delay notice"),
]
DURATION_UNITS = [
    ("hour", "Clock Hours"),
    ("working_hour", "Working hours"),
    ("day", "Calendar Days"),
    ("working_day", "Working days"),
]
CRITERIA = ("defect_class", "severity", "batch", "company_id")


class RmaDeadlineRule(models.Model):
    """How long one step of a return may take, by defect class, severity and size.

    Of the rules that fit a line the one with the most criteria holds; days end with the last
    second of the company's day, hours pass day and night, working time on a calendar.
    """

    _name = "rma.deadline.rule"
    _description = "RMA Deadline Rule"
    _inherit = "rma.rule.mixin"
    _order = "step_number, sequence, id"
    _check_company_auto = True
    # Of two rules with as many criteria the upper one holds, so their order makes a difference.
    _indifferent_fields = frozenset({"name"})

    name = fields.Char(compute="_compute_name", search="_search_name")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", default=lambda self: self.env.company, help="Empty: every company."
    )
    step = fields.Selection(STEPS, required=True)
    step_number = fields.Integer(
        compute="_compute_step_number", store=True, aggregator=None, help="Steps in their order."
    )
    defect_class = fields.Selection(
        selection=lambda self: self._get_defect_classes(),
        help="Known once a failure code is entered; empty: any.",
    )
    severity = fields.Selection(SEVERITIES, help="Empty: any.")
    batch = fields.Selection(
        [("batch", "Batch"), ("sporadic", "Sporadic")], "Size", help="Empty: both."
    )
    duration = fields.Float(required=True, aggregator=None)
    unit = fields.Selection(DURATION_UNITS, required=True, default="hour")
    batch_extra_hours = fields.Float(
        default=48.0, aggregator=None, help="Added for batch returns, day and night."
    )
    calendar_id = fields.Many2one(
        "resource.calendar",
        "Working Hours",
        check_company=True,
        help="Empty: the company's calendar.",
    )

    _duration_positive = models.Constraint(
        "CHECK(duration > 0 AND batch_extra_hours >= 0)",
        "The time of a deadline must be longer than zero.",
    )

    @api.model
    def _get_defect_classes(self):
        """The classes of failure codes, in the reader's language."""
        field = self.env["rma.failure.code"]._fields["defect_class"]
        return field._description_selection(self.env)

    @api.depends("step")
    def _compute_step_number(self):
        steps = [step for step, _label in STEPS]
        for rule in self:
            rule.step_number = steps.index(rule.step) if rule.step else 0

    @api.depends("step", "defect_class", "severity", "batch")
    def _compute_name(self):
        for rule in self:
            labels = [
                dict(rule._fields[name]._description_selection(self.env)).get(rule[name])
                for name in ("step", "defect_class", "severity", "batch")
            ]
            rule.name = " · ".join(filter(None, labels))

    @api.model
    def _search_name(self, operator, value):
        """Rules are few: their names are composed, then compared."""
        rules = self.with_context(active_test=False).search(Domain.TRUE)
        return [("id", "in", rules.filtered_domain([("name", operator, value)]).ids)]

    @api.constrains("unit", "calendar_id", "duration")
    def _check_calendar(self):
        for rule in self:
            calendar = rule._get_calendar(rule.company_id or self.env.company)
            works = rule.unit in ("working_hour", "working_day")
            if works and calendar and not calendar._rma_has_hours():
                raise ValidationError(
                    self.env._(
                        "%(calendar)s has no working hours, so no deadline ever comes. Add "
                        "hours to it or choose another calendar.",
                        calendar=calendar.name,
                    )
                )
            if rule.unit in ("day", "working_day") and rule.duration != int(rule.duration):
                raise ValidationError(self.env._("Enter whole days, or choose hours."))

    @api.model
    def _recompute_open_lines(self):
        lines = self.env["rma.case.line"].sudo()
        lines.search(lines._get_open_domain())._set_deadlines_again()

    @api.model
    def _get_ranked(self, companies, step):
        """These companies' active rules for this step, those with the most criteria first."""
        return self.sudo().browse(self._get_ranked_ids(companies._ids, step))._recall()

    @api.model
    @tools.ormcache("company_ids", "step")
    def _get_ranked_ids(self, company_ids, step):
        rules = self._recall_active(self.env["res.company"].browse(company_ids))
        rules = rules.filtered(lambda rule: rule.step == step)
        return rules.sorted(lambda rule: -sum(bool(rule[name]) for name in CRITERIA))._ids

    def _fits(self, line):
        self.ensure_one()
        return (
            self.company_id.id in (False, line.company_id.id)
            and self.defect_class in (False, line._get_defect_class())
            and self.severity in (False, line.case_id.severity)
            and self.batch in (False, "batch" if line.case_id.is_batch else "sporadic")
        )

    def _get_ends(self, runs, company, is_batch):
        """When each run of this rule is over: {run: end}, in UTC.

        A run is (start, amount), the amount in this rule's unit: its duration, and what was
        waited meanwhile. Runs for which the calendar never has enough time are left out.
        """
        self.ensure_one()
        extra = timedelta(hours=self.batch_extra_hours if is_batch else 0)
        ends = getattr(self, f"_get_{self.unit}_ends")(set(runs), company)
        return {run: end.replace(microsecond=0) + extra for run, end in ends.items()}

    def _get_hour_ends(self, runs, company):
        return {(start, hours): start + timedelta(hours=hours) for start, hours in runs}

    def _get_day_ends(self, runs, company):
        return {
            (start, days): company._rma_end_of_day(
                company._rma_local_date(start) + timedelta(days=int(days))
            )
            for start, days in runs
        }

    def _get_working_hour_ends(self, runs, company):
        calendar = self._get_calendar(company)
        return calendar._rma_add_hours(runs, company) if calendar else {}

    def _get_working_day_ends(self, runs, company):
        calendar = self._get_calendar(company)
        dates = {run: (company._rma_local_date(run[0]), int(run[1])) for run in runs}
        found = calendar._rma_add_days(set(dates.values()), company) if calendar else {}
        return {
            run: company._rma_end_of_day(found[date])
            for run, date in dates.items()
            if date in found
        }

    def _get_calendar(self, company):
        return self.sudo().calendar_id or company.sudo().resource_calendar_id
