"""After-sales costs by kind: the report, the 8D's figures and the ledger say the same."""

from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import SQL

from .test_books import PARTS_COST, BooksCommon

COSTS_OF_8D = (
    "cost_of_repairs", "cost_of_replacements", "cost_of_scrap", "cost_of_credits",
    "value_taken_over",
)  # fmt: skip


class CostReportCommon(BooksCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.rma_labour_rate = 20.0
        cls.company.rma_compensation_product_id.taxes_id = False

    def _costs(self, case, user=None):
        """{kind: cost} of the case, as finance reads it."""
        self.env.flush_all()
        self.env.invalidate_all()
        rows = (
            self.env["rma.cost"]
            .with_user(user or self.user_finance)
            ._read_group([("case_id", "=", case.id)], ["kind"], ["amount:sum"])
        )
        return {kind: round(amount, 2) for kind, amount in rows}

    def _decided(self, outcome, settlement, count=1, **values):
        return self._decide(self._returned(count), outcome, settlement, **values).sudo()

    def _assert_8d(self, lines, *expected):
        """An 8D report of these lines says `expected`: COSTS_OF_8D, in order."""
        report = (
            self.env["rma.8d.report"]
            .sudo()
            .create({"title": "8D", "product_id": self.drive.id, "company_id": self.company.id})
        )
        lines.sudo().eight_d_id = report
        report = report.with_user(self.user_manager)
        self.assertEqual([round(report[name], 2) for name in COSTS_OF_8D], list(expected))


@tagged("post_install", "-at_install")
class TestCostReport(CostReportCommon):
    def test_refund_costs_what_resale_does_not_bring_back(self):
        """Sold for 100, delivered at 60, back in stock at 60: 40."""
        decision = self._decided("restock", "credit")
        self.assertEqual(self._costs(decision.case_id), {"refund": -60.0})

        self._carry_out(decision)

        self.assertEqual(self._costs(decision.case_id), {"refund": 40.0})
        self._assert_8d(decision.line_ids, 0, 0, 0, 100, 60)
        [credit] = self.env["rma.cost"].search([("source", "=", "credit")])
        self.assertRecordValues(
            credit,
            [
                {
                    "entry_id": decision.credit_note_ids.id,
                    "date": decision.credit_note_ids.date,
                    "partner_id": self.customer.id,
                    "product_categ_id": self.drive.categ_id.id,
                    "failure_code_id": self.failure.id,
                    "disposition_id": decision.disposition_id.id,
                    "currency_id": self.company.currency_id.id,
                }
            ],
        )

    def test_exchange_and_scrap_cost_what_the_ledger_says(self):
        """One new unit at 90 and one taken over at 60 lie together: each leaves at 75."""
        decision = self._decided("scrap", "replace")
        self._carry_out(decision)

        self.assertEqual(self._costs(decision.case_id), {"exchange": 15.0, "scrap": 75.0})
        self.assertEqual(self._balance(self.accounts["warranty"]), 15)
        self.assertEqual(self._balance(self.accounts["loss"]), 75)
        self._assert_8d(decision.line_ids, 0, 75, 75, 0, 60)

    def test_scrapping_the_customers_own_unit_costs_nothing(self):
        decision = self._decided("scrap", "none")
        self._carry_out(decision)

        self.assertEqual(self._costs(decision.case_id), {})

    def test_repair_costs_parts_and_hours_once_it_has_ended(self):
        """Two parts at 7, and an hour and a half at 20."""
        decision = self._decided("repair", "return")
        repair = decision.repair_ids
        self._add_part(repair, self.part, 2)
        self._start(repair)
        self.env["rma.repair.labour"].with_user(self.user_workshop).create(
            {"repair_id": repair.id, "hours": 1.5, "user_id": self.user_workshop.id}
        )
        self.assertEqual(self._costs(decision.case_id), {})

        repair.with_user(self.user_workshop).action_control_request()
        repair.with_user(self.user_quality).action_control_pass()

        self.assertEqual(self._costs(decision.case_id), {"parts": 2 * PARTS_COST, "labor": 30.0})
        self.assertEqual(self._balance(self.accounts["parts"]), 2 * PARTS_COST)
        self._assert_8d(decision.line_ids, 44, 0, 0, 0, 0)

    def test_compensation_is_shared_by_the_lines_of_its_decision(self):
        decision = self._decided("as_is", "compensate", count=2, compensation_amount=25)
        self.assertEqual(self._costs(decision.case_id), {})
        decision.credit_note_ids.action_post()

        self.assertEqual(self._costs(decision.case_id), {"compensation": 25.0})
        rows = self.env["rma.cost"].search([("case_id", "=", decision.case_id.id)])
        self.assertEqual(rows.mapped("amount"), [12.5, 12.5])
        self.assertEqual(rows.line_id, decision.line_ids)
        self._assert_8d(decision.line_ids[0], 0, 0, 0, 12.5, 0)

    def test_what_the_customer_is_charged_lessens_the_cost_and_freight_given_adds(self):
        """100 credited less a fee of 10, 60 in stock again, and 4 for his freight: 34."""
        decision = self._propose(self._returned(1), "restock", "credit")
        charge = {"decision_id": decision.id, "quantity": 1}
        self.env["rma.decision.charge"].with_user(self.user_service).create(
            [
                {**charge, "kind": "restocking", "price_unit": 10},
                {**charge, "kind": "freight", "price_unit": -4},
            ]
        )
        decision.sudo().charge_ids.product_id.taxes_id = False
        decision = self._put_into_force(decision).sudo()
        self._carry_out(decision)

        costs = self._costs(decision.case_id)
        self.assertEqual(costs, {"refund": 40.0, "charged": -10.0, "freight": 4.0})
        credited = decision.credit_note_ids.amount_untaxed
        self.assertEqual(credited - 60, sum(costs.values()))
        case = decision.case_id.with_user(self.user_manager)
        self.assertEqual(case.cost_total, 34.0)

    def test_every_row_has_an_id_of_its_own(self):
        for flow in (("scrap", "replace"), ("as_is", "compensate")):
            values = {"compensation_amount": 25} if flow[1] == "compensate" else {}
            lots = self._sell_serials(2, prefix=flow[0])
            self._stock(self.drive, 2, lots=[f"{flow[0]}-NEW1", f"{flow[0]}-NEW2"])
            lines = self._inspected_case(*lots).line_ids
            self._carry_out(self._decide(lines, *flow, **values).sudo())
        rows = self.env["rma.cost"].search([("company_id", "=", self.company.id)])

        self.assertEqual(len(set(rows.ids)), len(rows))
        self.assertLess(max(rows.ids), 2**53)
        self.assertEqual(
            len(rows), self.env["rma.cost"].search_count([("company_id", "=", self.company.id)])
        )
        self.assertEqual(
            rows[0].with_user(self.user_manager).action_open_document()["type"],
            "ir.actions.act_window",
        )

    def test_who_may_not_see_costs_reads_none(self):
        case = self._decided("restock", "credit").case_id
        self.env.flush_all()

        for user in (self.user_service, self.user_sales, self.user_warehouse, self.user_quality):
            with self.subTest(user=user.login):
                with self.assertRaises(AccessError):
                    self._costs(case, user)
                with self.assertRaises(AccessError):
                    case.with_user(user).read(["cost_total"])

    def test_purchasing_reads_what_suppliers_caused(self):
        lines = self._decided("restock", "credit", count=2).line_ids
        lines[0].liability = "material"

        rows = self.env["rma.cost"].with_user(self.user_purchasing).search([])

        self.assertEqual(rows.line_id, lines[0])

    def test_another_companys_costs_are_not_read(self):
        decision = self._decided("restock", "credit")
        self.env.flush_all()
        abroad = self.env["res.company"].create({"name": "Abroad"})
        self.user_finance.company_ids += abroad
        costs = self.env["rma.cost"].with_user(self.user_finance)
        domain = [("case_id", "=", decision.case_id.id)]

        self.assertTrue(costs.search(domain))
        self.assertFalse(costs.with_context(allowed_company_ids=abroad.ids).search(domain))

    def test_a_filter_on_the_date_reaches_every_part(self):
        query = self.env["rma.cost"]._search([("date", ">=", "2026-01-01")])
        plan = self.env.execute_query(SQL("EXPLAIN (FORMAT JSON) %s", query.select()))[0][0]
        parts = len(dict(self.env["rma.cost"]._fields["source"].selection)) - 2
        self.assertGreaterEqual(str(plan).count("2026-01-01"), parts)

    def test_what_is_found_is_fetched_whole(self):
        case = self._decided("scrap", "credit").case_id
        self.env.flush_all()
        costs = self.env["rma.cost"].with_user(self.user_finance)
        found = costs.search_fetch([("case_id", "=", case.id)], ["date"])
        self.assertTrue(found)
        with self.assertQueryCount(0):
            self.assertTrue(all(found.mapped("source")))

    def test_analysis_of_a_case_reads_the_case_alone(self):
        """PostgreSQL is told the case in every part of the statement."""
        query = self.env["rma.cost"].sudo()._search([("case_id", "=", 1)])
        plan = "\n".join(
            row for (row,) in self.env.execute_query(SQL("EXPLAIN %s", query.select("amount")))
        )

        self.assertGreaterEqual(plan.count("case_id = 1"), 7)


@tagged("post_install", "-at_install")
class TestCostAnalytic(CostReportCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        plan = next(iter(cls.env["account.analytic.plan"]._get_all_plans()))
        cls.analytic = cls.env["account.analytic.account"].create(
            {"name": "After-sales", "plan_id": plan.id, "company_id": cls.company.id}
        )

    def _assert_posted(self, note, amount):
        """One analytic item of the note, of this amount, on the account."""
        note.invalidate_recordset()
        lines = note.invoice_line_ids.filtered("analytic_distribution")
        self.assertEqual(lines.mapped("analytic_distribution"), [{str(self.analytic.id): 100}])
        items = (
            self.env["account.analytic.line"]
            .sudo()
            .search([("move_line_id", "in", note.line_ids.ids)])
        )
        self.assertEqual(items.mapped("amount"), [amount])

    def test_compensation_posts_on_the_analytic_account(self):
        self.company.rma_analytic_account_id = self.analytic
        decision = self._decided("as_is", "compensate", compensation_amount=25)

        decision.credit_note_ids.with_user(self.user_finance).action_post()

        self._assert_posted(decision.credit_note_ids, -25.0)

    def test_charge_posts_on_it_and_the_credited_goods_do_not(self):
        self.company.rma_analytic_account_id = self.analytic
        decision = self._propose(self._returned(1), "restock", "credit")
        self.env["rma.decision.charge"].with_user(self.user_service).create(
            {"decision_id": decision.id, "kind": "restocking", "price_unit": 10}
        )
        decision.sudo().charge_ids.product_id.taxes_id = False
        decision = self._put_into_force(decision).sudo()

        decision.credit_note_ids.with_user(self.user_finance).action_post()

        self._assert_posted(decision.credit_note_ids, 10.0)

    def test_without_an_account_nothing_is_set(self):
        decision = self._decided("as_is", "compensate", compensation_amount=25)

        self.assertFalse(decision.credit_note_ids.invoice_line_ids.analytic_distribution)
