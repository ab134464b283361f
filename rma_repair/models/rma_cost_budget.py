"""The yearly budget of after-sales by kind of cost, and what of it is used."""

from odoo import api, fields, models
from odoo.tools import SQL

from .rma_cost import COST_DEPENDS, COST_KINDS
from .rma_cost_query import COMPARISON


class RmaCostBudget(models.Model):
    """What a company plans to spend on one kind of after-sales cost in one year."""

    _name = "rma.cost.budget"
    _description = "After-sales Budget"
    _order = "year desc, company_id, kind"
    _rec_name = "kind"

    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    year = fields.Integer(
        required=True, aggregator=None, default=lambda self: fields.Date.context_today(self).year
    )
    kind = fields.Selection(COST_KINDS, required=True, default="parts")
    amount = fields.Monetary("Budget", required=True)
    actual = fields.Monetary(compute="_compute_actual", help="What the documents of the year say.")
    remaining = fields.Monetary(compute="_compute_actual")
    used_percent = fields.Float("Used (%)", compute="_compute_actual", digits=(16, 1))
    remaining_percent = fields.Float("Remaining (%)", compute="_compute_actual", digits=(16, 1))

    _kind_uniq = models.Constraint(
        "UNIQUE(company_id, year, kind)",
        "This kind of cost has a budget for this year already. Change that one.",
    )
    _amount_positive = models.Constraint(
        "CHECK(amount >= 0)", "A budget is not negative. Enter what may be spent."
    )
    _year_valid = models.Constraint(
        "CHECK(year BETWEEN 2000 AND 2999)", "Enter the year with four digits, as 2026."
    )

    @api.depends("company_id", "year", "kind", "amount")
    def _compute_actual(self):
        spent = self._get_spent()
        for budget in self:
            actual = spent.get((budget.company_id.id, budget.kind, budget.year), 0.0)
            share = 100 * actual / budget.amount if budget.amount else 0.0
            budget.actual = actual
            budget.remaining = budget.amount - actual
            budget.used_percent = share
            budget.remaining_percent = 100 - share if budget.amount else 0.0

    def _get_spent(self):
        """{(company id, kind, year): cost} of the years of these budgets."""
        years = [year for year in self.mapped("year") if year]
        if not years:
            return {}
        rows = self.env["rma.cost"]._read_group(
            [
                ("company_id", "in", self.company_id.ids),
                ("date", ">=", f"{min(years):04}-01-01"),
                ("date", "<=", f"{max(years):04}-12-31"),
            ],
            ["company_id", "kind", "date:year"],
            ["amount:sum"],
        )
        return {(company.id, kind, date.year): amount for company, kind, date, amount in rows}


class RmaCostComparison(models.Model):
    """A month of one kind of cost beside a twelfth of its yearly budget.

    What customers were charged is no budget's: it is left out.
    """

    _name = "rma.cost.comparison"
    _description = "After-sales Cost against Budget"
    _inherit = "rma.one.currency.mixin"
    _auto = False
    _order = "date desc, kind, id"
    _rec_name = "kind"
    _depends = {
        **COST_DEPENDS,
        "rma.cost.budget": ["company_id", "year", "kind", "amount"],
        "res.company": ["currency_id"],
    }

    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    kind = fields.Selection(COST_KINDS, readonly=True)
    date = fields.Date("Month", readonly=True)
    budget = fields.Monetary(readonly=True)
    actual = fields.Monetary(readonly=True)
    remaining = fields.Monetary(readonly=True)
    used_percent = fields.Float("Used (%)", readonly=True, aggregator=None, digits=(16, 1))
    remaining_percent = fields.Float(
        "Remaining (%)", readonly=True, aggregator=None, digits=(16, 1)
    )

    @property
    def _table_query(self):
        return SQL(
            "SELECT comparison.*, company.currency_id FROM (%s) comparison "
            "JOIN res_company company ON company.id = comparison.company_id",
            SQL(COMPARISON, self.env["rma.cost.row"]._get_costs()),
        )
