"""The customer's problem beside his words: since when, how often, and where the unit was used."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import format_date

OCCURRENCES = [
    ("always", "Always"),
    ("intermittent", "Intermittent"),
    ("once", "Once"),
]
# What is told beside the reason, and goes where the reason goes.
PROBLEM_FIELDS = ("date_failed", "occurrence", "environment")


class RmaCaseLine(models.Model):
    _inherit = "rma.case.line"

    date_failed = fields.Date("Failed on", help="When the customer first saw the problem.")
    occurrence = fields.Selection(OCCURRENCES, "How Often")
    environment = fields.Char(help="Where and how the unit was used when it failed.")
    problem_details = fields.Char("Circumstances", compute="_compute_problem_details")

    @api.depends(*PROBLEM_FIELDS)
    @api.depends_context("lang")
    def _compute_problem_details(self):
        occurrences = dict(self._fields["occurrence"]._description_selection(self.env))
        for line in self:
            date = line.date_failed and self.env._(
                "Failed on %(date)s", date=format_date(self.env, line.date_failed)
            )
            parts = (date, occurrences.get(line.occurrence), line.environment)
            line.problem_details = " · ".join(part for part in parts if part)

    @api.constrains("date_failed")
    def _check_date_failed(self):
        """Nothing fails in the future; a day is allowed, for it is later in the east."""
        latest = fields.Date.context_today(self) + timedelta(days=1)
        for line in self:
            if line.date_failed and line.date_failed > latest:
                raise ValidationError(
                    self.env._(
                        "Failed on %(date)s: this day is still to come. Enter the day on which "
                        "the problem was first seen.",
                        date=format_date(self.env, line.date_failed),
                    )
                )

    def _prepare_component_line_vals(self, move, quantity):
        """What is wrong with a kit is told of its components."""
        told = {name: self[name] for name in PROBLEM_FIELDS}
        return {**super()._prepare_component_line_vals(move, quantity), **told}


class RepairOrder(models.Model):
    _inherit = "repair.order"

    rma_reason = fields.Text(related="rma_line_id.reason", string="What the Customer Says")
    rma_problem_details = fields.Char(related="rma_line_id.problem_details")


class Rma8dReport(models.Model):
    _inherit = "rma.8d.report"

    reported_when = fields.Char(
        "Failed on (reported)",
        compute="_compute_reported",
        help="First and last day on which customers saw the problem, from the RMA lines.",
    )
    reported_how_often = fields.Char(
        "How Often (reported)",
        compute="_compute_reported",
        help="How many RMA lines report it so.",
    )
    reported_where = fields.Text(
        "Environment (reported)",
        compute="_compute_reported",
        help="The environments told on the RMA lines, each with its number of lines.",
    )

    @api.depends("line_ids.state", *(f"line_ids.{name}" for name in PROBLEM_FIELDS))
    @api.depends_context("lang")
    def _compute_reported(self):
        # What a report speaks of is told whole, whoever opens it.
        days = self._group_reported([], ["date_failed:min", "date_failed:max"])
        often = self._group_reported(["occurrence"], ["__count"])
        places = self._group_reported(["environment"], ["__count"])
        labels = dict(self.line_ids._fields["occurrence"]._description_selection(self.env))
        for report in self:
            span = [format_date(self.env, day) for day in days.get(report._origin, [()])[0] if day]
            report.reported_when = " – ".join(dict.fromkeys(span))
            report.reported_how_often = ", ".join(
                f"{labels[key]}: {count}" for key, count in often.get(report._origin, ()) if key
            )
            report.reported_where = "\n".join(
                f"{place}: {count}" for place, count in places.get(report._origin, ()) if place
            )

    def _group_reported(self, groupby, aggregates):
        """The rows of what is told on these reports' lines: {report: [row]}."""
        domain = [
            ("eight_d_id", "in", self.ids),
            ("state", "not in", ("refused", "cancelled")),
        ]
        lines = self.env["rma.case.line"].sudo()
        rows = {}
        for report, *row in lines._read_group(domain, ["eight_d_id", *groupby], aggregates):
            rows.setdefault(self.browse(report.id), []).append(row)
        return rows
