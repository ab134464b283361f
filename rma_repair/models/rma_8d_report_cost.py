from collections import Counter

from odoo import api, fields, models

from .field_groups import DOCUMENT_COST_READERS, PROBLEM_COST_READERS

ENTERED = (
    "cost_containment", "cost_repair", "cost_freight", "cost_compensation", "cost_other",
)  # fmt: skip
LIVE_COSTS = (
    "cost_of_repairs", "cost_of_replacements", "cost_of_scrap", "cost_of_credits",
    "value_taken_over",
)  # fmt: skip


class Rma8dReportCost(models.Model):
    """What a problem costs: entered by people, and read live from the documents of its returns.

    Repairs at parts and hours, replacements and scrapped units at the value they left stock with,
    credit notes before tax, less what the units taken over are worth. Company currency; only done
    transfers, ended repairs and posted credit notes count.
    """

    _inherit = "rma.8d.report"

    cost_containment = fields.Monetary(groups=PROBLEM_COST_READERS)
    cost_repair = fields.Monetary("Sorting and Rework", groups=PROBLEM_COST_READERS)
    cost_freight = fields.Monetary(groups=PROBLEM_COST_READERS)
    cost_compensation = fields.Monetary(groups=PROBLEM_COST_READERS)
    cost_other = fields.Monetary("Other Cost", groups=PROBLEM_COST_READERS)
    cost_total = fields.Monetary(
        "Costs Entered", compute="_compute_cost_total", store=True, groups=PROBLEM_COST_READERS
    )
    is_cost_complete = fields.Boolean("Costs Are Complete", groups=PROBLEM_COST_READERS)
    cost_of_repairs = fields.Monetary(
        "Repairs", compute="_compute_live_costs", compute_sudo=True, groups=DOCUMENT_COST_READERS
    )
    cost_of_replacements = fields.Monetary(
        "Replacements",
        compute="_compute_live_costs",
        compute_sudo=True,
        groups=DOCUMENT_COST_READERS,
    )
    cost_of_scrap = fields.Monetary(
        "Scrapped Units",
        compute="_compute_live_costs",
        compute_sudo=True,
        groups=DOCUMENT_COST_READERS,
    )
    cost_of_credits = fields.Monetary(
        "Credited before Tax",
        compute="_compute_live_costs",
        compute_sudo=True,
        groups=DOCUMENT_COST_READERS,
    )
    value_taken_over = fields.Monetary(
        "Less Value of Units Taken Over",
        compute="_compute_live_costs",
        compute_sudo=True,
        groups=DOCUMENT_COST_READERS,
    )
    cost_all = fields.Monetary(
        "Total Cost", compute="_compute_live_costs", compute_sudo=True, groups=DOCUMENT_COST_READERS
    )

    @api.depends(*ENTERED)
    def _compute_cost_total(self):
        for report in self:
            report.cost_total = sum(report[name] for name in ENTERED)

    @api.depends("cost_total", "line_ids")
    def _compute_live_costs(self):
        for report in self:
            amounts = Counter(self.env["rma.cost"]._get_amounts(report.line_ids))
            report.cost_of_repairs = amounts["part"] + amounts["labor"]
            report.cost_of_replacements = amounts["replacement"]
            report.cost_of_scrap = amounts["scrap"]
            report.cost_of_credits = amounts["credit"] + amounts["compensation"]
            report.value_taken_over = -amounts["take_over"]
            costs = sum(report[name] for name in LIVE_COSTS[:-1])
            report.cost_all = report.cost_total + costs - report.value_taken_over

    def _get_cost_names(self):
        """The costs this user may see, their total last."""
        if self.env.su or self.env.user.has_groups(DOCUMENT_COST_READERS):
            return [*ENTERED, *LIVE_COSTS, "cost_all"]
        return [*ENTERED, "cost_total"] if self.env.user.has_groups(PROBLEM_COST_READERS) else []

    def _get_cost_rows(self, names=None):
        """(label, amount) of these costs, or of all the user may see; zeros only as the total."""
        names = self._get_cost_names() if names is None else names
        report = self.sudo()
        return [
            (_label(report, name), -report[name] if name == "value_taken_over" else report[name])
            for name in names
            if report[name] or name == names[-1]
        ]


def _label(record, name):
    return record._fields[name]._description_string(record.env)
