from unittest.mock import patch

from odoo.models import BaseModel
from odoo.tests import tagged

from ..models import rma_narrowed_search_mixin
from .common import RmaCommon

# Rows, columns and aggregates of some analyses.
PIVOTS = {
    "rma.case.line": (["case_id"], ["state"], ["__count", "quantity:sum"]),
    "rma.case": (["partner_id"], ["date_request:month"], ["__count"]),
    "rma.decision": (
        ["disposition_id", "state"], ["create_date:month"],
        ["currency_id:array_agg_distinct", "amount:sum_currency", "amount:sum"],
    ),
    "rma.line.stay": (["state"], ["waiting_on"], ["__count", "hours:avg"]),
    "rma.reconciliation": (
        ["reason", "partner_id"], ["date:month"],
        ["__count", "currency_id:array_agg_distinct", "amount_owed:sum_currency",
         "amount_owed:sum", "age_days:avg"],
    ),
}  # fmt: skip


@tagged("post_install", "-at_install")
class TestLarge(RmaCommon):
    """What is made for a million records answers as the ORM does."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        lots = cls._sell_serials(6, prefix="LARGE")
        cls.first = cls._request(lots[0])
        cls._authorize(cls._request(lots[1]))
        case = cls._inspected_case(*lots[2:])
        cls._propose(case.line_ids[0], "restock", "credit").action_submit()
        cls._propose(case.line_ids[1], "scrap", "credit").action_submit()
        cls.env.flush_all()

    def _lines(self):
        return self.env["rma.case.line"].with_user(self.user_manager)

    def test_groups_stand_in_the_order_of_what_they_link_to(self):
        asked = [
            (["case_id"], "case_id"),
            (["case_id"], "case_id desc"),
            (["failure_code_id", "state"], "failure_code_id, state desc"),
            (["user_id", "create_date:month"], "create_date:month desc, user_id"),
            (["product_id"], "__count desc, product_id"),
        ]
        aggregates = ["quantity:sum", "__count"]
        for groupby, order in asked:
            for options in ({}, {"limit": 1}, {"offset": 1}):
                with self.subTest(order=order, **options):
                    found = self._lines()._read_group(
                        [], groupby, aggregates, order=order, **options
                    )
                    expected = BaseModel._read_group(
                        self._lines(), [], groupby, aggregates, order=order, **options
                    )
                    self.assertEqual(found, expected)

    def test_a_page_of_groups_and_their_number_are_those_of_the_orm(self):
        asked = [["case_id"], ["failure_code_id"], ["user_id"]]
        for groupby in asked:
            for options in ({"limit": 1}, {"limit": 1, "offset": 1}, {"limit": 80}):
                with self.subTest(groupby=groupby, **options):
                    order = f"{groupby[0]} desc"
                    options = {"order": order, **options}
                    found, length = self._lines()._formatted_read_group_with_length(
                        [], groupby, ["quantity:sum", "__count"], **options
                    )
                    expected = self._lines().formatted_read_group(
                        [], groupby, ["quantity:sum", "__count"], **options
                    )
                    self.assertEqual(found, expected)
                    everything = BaseModel._read_group(self._lines(), [], groupby, order=order)
                    self.assertEqual(length, len(everything) if expected else 0)

    def test_rows_columns_and_totals_are_those_of_the_orm(self):
        for name, (rows, columns, aggregates) in PIVOTS.items():
            model = self.env[name].with_user(self.user_manager)
            sets = [
                rows[:depth] + columns[:width]
                for depth in range(len(rows) + 1)
                for width in range(len(columns) + 1)
            ]
            order = ", ".join([*columns, *rows])
            with self.subTest(model=name):
                found = model._read_grouping_sets([], sets, aggregates, order=order)
                expected = BaseModel._read_grouping_sets(model, [], sets, aggregates, order=order)
                self.assertEqual(found, expected)
                self.assertTrue(any(found))

    def test_nothing_found_is_told_as_the_orm_does(self):
        nothing = [("quantity", "<", 0)]
        sets = [[], ["product_id"]]
        lines = self._lines()

        found = lines._read_grouping_sets(nothing, sets, ["quantity:sum"], order="product_id")

        expected = BaseModel._read_grouping_sets(
            lines, nothing, sets, ["quantity:sum"], order="product_id"
        )
        self.assertEqual(found, expected)

    def test_serial_product_or_case_is_looked_up_before_the_lines(self):
        domain = ["|", ("lot_id.name", "ilike", "LARGE"), ("case_id", "ilike", self.first.name)]

        query = self._lines()._search(domain)

        self.assertNotIn("stock_lot", query.select().code)
        expected = BaseModel._search(self._lines(), domain)
        self.assertEqual(set(query), set(expected))
        self.assertEqual(len(query), 6)

    def test_cases_are_found_by_the_serials_of_their_lines(self):
        cases = self.env["rma.case"].with_user(self.user_manager)
        name = self.first.line_ids.lot_id.name

        self.assertEqual(cases.search([("line_ids", "ilike", name)]), self.first)
        self.assertFalse(cases.search([("line_ids", "ilike", "no such serial")]))

    def test_text_that_many_match_is_left_to_postgresql(self):
        domain = [("lot_id.name", "ilike", "LARGE")]

        with patch.object(rma_narrowed_search_mixin, "FEW", 2):
            query = self._lines()._search(domain)

        self.assertIn("stock_lot", str(query.select()))
        self.assertEqual(len(query), 6)

    def test_a_search_shows_no_line_beyond_the_record_rules(self):
        lines = self._lines().with_user(self.user_workshop)

        self.assertFalse(lines.search([("lot_id.name", "ilike", "LARGE")]))
