"""The yearly budget by kind of cost, spread over the months, beside what the documents say."""

from datetime import date

from psycopg2 import IntegrityError

from odoo import fields
from odoo.tests import tagged
from odoo.tools import mute_logger

from .test_cost import CostReportCommon


@tagged("post_install", "-at_install")
class TestCostBudget(CostReportCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = fields.Date.today()
        cls.budget = (
            cls.env["rma.cost.budget"]
            .with_user(cls.user_finance)
            .create({"year": cls.today.year, "kind": "compensation", "amount": 30})
        )

    def _compensate(self, amount):
        decision = self._decided("as_is", "compensate", compensation_amount=amount)
        decision.credit_note_ids.action_post()
        self.env.flush_all()
        self.env.invalidate_all()

    def _months(self, kind):
        return (
            self.env["rma.cost.comparison"]
            .with_user(self.user_finance)
            .search([("kind", "=", kind)], order="date")
        )

    def test_budget_of_a_year_is_spread_over_its_months(self):
        months = self._months("compensation")

        year = self.today.year
        self.assertEqual(months.mapped("date"), [date(year, month, 1) for month in range(1, 13)])
        self.assertEqual(set(months.mapped("budget")), {2.5})

    def test_what_was_spent_stands_beside_the_budget(self):
        """24 of 30 are 80 % of the year; 24 of the month's 2.50 are 960 %."""
        self._compensate(24)

        self.assertRecordValues(
            self.budget,
            [{"actual": 24.0, "remaining": 6.0, "used_percent": 80.0, "remaining_percent": 20.0}],
        )
        month = self._months("compensation").filtered("actual")
        self.assertRecordValues(
            month,
            [
                {
                    "date": self.today.replace(day=1),
                    "budget": 2.5,
                    "actual": 24.0,
                    "remaining": -21.5,
                    "used_percent": 960.0,
                    "remaining_percent": -860.0,
                }
            ],
        )

    def test_costs_without_a_budget_are_compared_too(self):
        self._carry_out(self._decided("restock", "credit"))
        self.env.flush_all()

        self.assertRecordValues(
            self._months("refund"),
            [{"budget": 0.0, "actual": 40.0, "remaining": -40.0, "used_percent": 0.0}],
        )

    def test_a_kind_has_one_budget_a_year(self):
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            self.budget.copy()

    def test_last_month_is_a_filter(self):
        """The filters of both reports are domains that the server understands."""
        domain = [("date", ">=", "=1d -1m"), ("date", "<", "=1d")]
        last = fields.Date.subtract(self.today.replace(day=1), months=1)
        rows = self.env["rma.cost.comparison"].search(
            [("company_id", "=", self.company.id), *domain]
        )

        self.assertEqual(
            set(rows.mapped("date")), {last} if last.year == self.today.year else set()
        )
        self.env["rma.cost"].search(domain)
