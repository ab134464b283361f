from datetime import datetime, time

from odoo import api, fields, models
from odoo.fields import Domain

from ..tools import due_bar
from ..tools.exact_tests import SciPyMissing, compare_rates, exposure_needed, rate_interval
from .activity_kinds import REVIEW
from .rma_case_line import DROPPED_STATES

ALPHA = 0.05
DAYS_BEFORE = 365
DAYS_PER_MONTH = 30.4375


class Rma8dReportEffectiveness(models.Model):
    """Effectiveness from returns: failures per unit-month shipped before and after the actions.

    A unit counts from its shipment to the end of the period (before: to the day the actions took
    effect; after: to today). The fall of the rate is tested exactly (`tools.exact_tests`).
    """

    _inherit = "rma.8d.report"

    date_effective = fields.Date(
        "Actions Effective since", compute="_compute_date_effective", store=True, readonly=False
    )
    date_review = fields.Date(
        "Effectiveness Review",
        compute="_compute_date_review",
        store=True,
        readonly=False,
        index=True,
        help="Sets itself when the actions take effect; put off while nothing can be proved yet.",
    )
    effectiveness_state = fields.Selection(
        [
            ("not_started", "Actions not in effect"),
            ("not_provable", "Not yet provable"),
            ("proven", "Proven"),
            ("recurred", "Failed again"),
        ],
        compute="_compute_effectiveness",
    )
    effectiveness_text = fields.Text("Effectiveness", compute="_compute_effectiveness")
    effectiveness_chart = fields.Html(compute="_compute_effectiveness", sanitize=False)

    @api.depends("action_ids.date_effective", "action_ids.state", "action_ids.kind")
    def _compute_date_effective(self):
        for report in self:
            dates = report._live_actions("corrective", {"done"}).mapped("date_effective")
            report.date_effective = max(
                (date for date in dates if date), default=report.date_effective
            )

    @api.depends("date_effective")
    def _compute_date_review(self):
        for report in self:
            report.date_review = report._get_window_end()

    def _get_window_end(self):
        """The last day a recurrence reopens this report."""
        days = self._get_profile().review_days or 90
        return self.date_effective and fields.Date.add(self.date_effective, days=days)

    @api.depends("date_effective")
    @api.depends_context("lang")
    def _compute_effectiveness(self):
        for report in self:
            if not report.date_effective or not report.product_id:
                report.effectiveness_state = "not_started"
                report.effectiveness_text = report.effectiveness_chart = False
                continue
            before, after = report._get_rates()
            try:
                report.effectiveness_state, report.effectiveness_text = report._judge(before, after)
                report.effectiveness_chart = report._draw_rates(before, after)
            except SciPyMissing:
                report.effectiveness_state = "not_provable"
                report.effectiveness_text = report._get_scipy_message()
                report.effectiveness_chart = False

    @api.model
    def _get_scipy_message(self):
        return self.env._(
            "The exact tests need the Python package SciPy on the server (pip install scipy)."
        )

    def _get_rates(self):
        """((failures, unit-months) before, the same after) the actions took effect."""
        effective = datetime.combine(self.date_effective, time.min)
        start = fields.Datetime.subtract(effective, days=DAYS_BEFORE)
        now = fields.Datetime.now()
        return self._get_rate(start, effective), self._get_rate(effective, max(now, effective))

    def _get_rate(self, start, end):
        """Confirmed failures and unit-months of the units shipped between `start` and `end`, up
        to `end`."""
        shipped = (
            self.env["stock.move.line"]
            .sudo()
            ._read_group(
                self._shipped_domain() & Domain("date", ">=", start) & Domain("date", "<", end),
                ["date:day"],
                ["quantity_product_uom:sum"],
            )
        )
        months = sum(
            quantity * max((end - fields.Datetime.to_datetime(day)).total_seconds(), 0)
            for day, quantity in shipped
        ) / (86400 * DAYS_PER_MONTH)
        failures = self._failure_domain() & Domain("case_id.date_request", "<", end)
        failures &= Domain("origin_move_id.date", ">=", start) & Domain(
            "origin_move_id.date", "<", end
        )
        groups = self.env["rma.case.line"].sudo()._read_group(failures, [], ["quantity:sum"])
        return round(groups[0][0] or 0), months

    def _shipped_domain(self):
        """Done deliveries of the product to customers; goods sent back to them do not count."""
        return Domain(
            [
                ("state", "=", "done"),
                ("company_id", "=", self.company_id.id),
                ("product_id", "=", self.product_id.id),
                ("location_dest_id.usage", "=", "customer"),
                ("location_id.usage", "!=", "customer"),
                ("move_id.rma_operation", "in", (False, "replacement")),
            ]
        )

    def _failure_domain(self):
        """Lines with this report's failure confirmed on its product."""
        domain = Domain(
            [
                ("company_id", "=", self.company_id.id),
                ("product_id", "=", self.product_id.id),
                ("finding", "=", "confirmed"),
                ("state", "not in", DROPPED_STATES),
            ]
        )
        return domain & Domain("failure_code_id", "=", self.failure_code_id.id)

    def _judge(self, before, after):
        """(state, sentence) on these rates."""
        test = compare_rates(*before, *after)
        text = self.env._(
            "Before: %(count1)s failures on %(months1).0f unit-months. After: %(count2)s "
            "failures on "
            "%(months2).0f unit-months. Exact conditional test of two Poisson rates: %(p)s.",
            count1=before[0],
            months1=before[1],
            count2=after[0],
            months2=after[1],
            p="p < 0.0001" if test.p_value < 0.0001 else f"p = {test.p_value:.4f}",
        )
        if after[1] and after[0] and test.after >= test.before:
            state, verdict = "recurred", self.env._("The rate has not fallen.")
        elif test.p_value < ALPHA:
            state, verdict = "proven", self.env._("The fall is proven at 5 %.")
        else:
            state, verdict = "not_provable", self._describe_needed(before, after)
        return state, f"{text} {verdict}"

    def _describe_needed(self, before, after):
        """What would still have to be seen to prove the fall."""
        needed = exposure_needed(*before, *after, alpha=ALPHA)
        if needed is None:
            return self.env._("Not provable: too few failures before to tell a fall from chance.")
        return self.env._(
            "Not yet provable: needs about %(months).0f more unit-months without more failures "
            "than seen so far.",
            months=max(needed - after[1], 1),
        )

    def _draw_rates(self, before, after):
        labels = (self.env._("Before"), self.env._("After"))
        bars = []
        for label, (count, months) in zip(labels, (before, after), strict=True):
            low, high = rate_interval(count, months)
            rate = 1000 * count / months if months else 0.0
            bars.append((label, rate, 1000 * low, 1000 * high, f"{count} / {months:.0f}"))
        title = self.env._("Failures per 1000 unit-months, 95 % interval")
        return self._as_image(due_bar.draw_rates(bars, title), title)

    def _get_recurrences(self):
        """Lines that failed again: shipped after the actions took effect, asked for in the
        window."""
        if not self.date_effective or not self.product_id:
            return self.env["rma.case.line"]
        effective = datetime.combine(self.date_effective, time.min)
        end = datetime.combine(self._get_window_end(), time.max)
        return self.env["rma.case.line"].search(
            self._failure_domain()
            & Domain("origin_move_id.date", ">=", effective)
            & Domain("case_id.date_request", "<=", end)
        )

    def _missing_effectiveness(self):
        """The window has passed, or the fall is proven before, and nothing failed again."""
        missing = self._missing_fields("date_effective")
        if missing:
            return missing
        if lines := self._get_recurrences():
            return [
                self.env._(
                    "Units shipped after the actions that failed again: %(count)s. Back to D4.",
                    count=len(lines),
                )
            ]
        end = self._get_window_end()
        if self.effectiveness_state != "proven" and end > fields.Date.context_today(self):
            return [self.env._("The effectiveness window ends on %(date)s.", date=end)]
        return []

    @api.model
    def _review_effectiveness(self):
        """At the review date tell the leader what the numbers say, and put off what is not
        provable."""
        reports = self.search([("state", "=", "open"), ("date_review", "<=", "today")])
        for report in reports.filtered(lambda r: r.effectiveness_state != "not_started"):
            report._ask(
                REVIEW,
                report.leader_id,
                summary=self.env._("Review the effectiveness of %(report)s", report=report.name),
                note=report.effectiveness_text,
            )
            report.date_review = fields.Date.add(fields.Date.context_today(self), days=30)
