from datetime import datetime, time

from odoo import api, fields, models

from ..tools.working_time import add_calendar_days, add_working_hours
from .rma_8d_discipline import DISCIPLINES
from .rma_case import SEVERITIES

UNITS = [
    ("hour", "Hours (days without work left out)"),
    ("work_day", "Working Days"),
    ("day", "Calendar Days"),
]


class Rma8dProfile(models.Model):
    """Due times of an 8D report per discipline, for a customer, a severity, or all.

    The most particular profile wins: customer before severity before neither.
    """

    _name = "rma.8d.profile"
    _description = "8D Due Time Profile"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company")
    partner_id = fields.Many2one("res.partner", "Customer", index="btree_not_null")
    severity = fields.Selection(SEVERITIES)
    calendar_id = fields.Many2one(
        "resource.calendar", "Working Hours", help="Empty: the company's working hours."
    )
    line_ids = fields.One2many("rma.8d.profile.line", "profile_id", "Due Times", copy=True)
    customer_days = fields.Integer(
        "Customer's Answer (days)",
        default=10,
        help="Time the customer has to accept; a clock of its own.",
    )
    customer_reminders = fields.Integer(
        "Reminders",
        default=2,
        help="After so many reminders and the deadline, silence is acceptance.",
    )
    review_days = fields.Integer(
        "Effectiveness Window (days)",
        default=90,
        help="How long after the actions no recurrence may be seen.",
    )

    _days_positive = models.Constraint(
        "CHECK(customer_days > 0 AND review_days > 0 AND customer_reminders >= 0)",
        "The days of a due time profile are positive.",
    )

    @api.model
    def _get_for(self, company, partner, severity):
        """The most particular profile for a report of `company`, `partner` and `severity`."""
        customer = partner.commercial_partner_id
        profiles = self.search(
            [
                ("company_id", "in", (company.id, False)),
                ("partner_id", "in", (customer.id, False)),
                ("severity", "in", (severity, False)),
            ]
        )
        return profiles._choose_for(company, customer, severity)

    def _choose_for(self, company, customer, severity):
        """The most particular one of these profiles that fits, or none."""
        fitting = self.filtered(
            lambda p: p.company_id.id in (company.id, False)
            and p.partner_id.id in (customer.id, False)
            and p.severity in (severity, False)
        )
        return fitting.sorted(
            lambda p: (not p.partner_id, not p.severity, not p.company_id, p.sequence, p.id)
        )[:1]

    def _get_due_times(self, start, company):
        """The due time of each discipline counted from `start` (UTC), as {code: datetime}."""
        calendar = self.calendar_id or company.resource_calendar_id
        longest = max([line._get_days() for line in self.line_ids], default=0)
        unusual = calendar._get_unusual_days(
            # From midnight: what is left of the first day may be no working time any more.
            datetime.combine(start, time.min),
            fields.Datetime.add(start, days=longest * 2 + 30),
            company_id=company,
        )

        def is_working_day(day):
            return not unusual.get(fields.Date.to_string(day), False)

        return {line.code: line._get_due(start, is_working_day) for line in self.line_ids}


class Rma8dProfileLine(models.Model):
    """When one discipline is due, counted from the start of the report."""

    _name = "rma.8d.profile.line"
    _description = "8D Due Time"
    _order = "profile_id, code"

    profile_id = fields.Many2one("rma.8d.profile", required=True, ondelete="cascade", index=True)
    code = fields.Selection(DISCIPLINES, "Discipline", required=True)
    amount = fields.Integer(required=True)
    unit = fields.Selection(UNITS, required=True, default="work_day")

    _code_uniq = models.Constraint("unique(profile_id, code)", "Each discipline has one due time.")
    _amount_positive = models.Constraint("CHECK(amount > 0)", "A due time is positive.")

    def _get_days(self):
        return self.amount / 24 if self.unit == "hour" else self.amount

    def _get_due(self, start, is_working_day):
        """The due time counted from `start`."""
        if self.unit == "day":
            return add_calendar_days(start, self.amount, is_working_day)
        hours = self.amount * (24 if self.unit == "work_day" else 1)
        return add_working_hours(start, hours, is_working_day)
