"""Stock value and ledger stay in step (R10): every disposition, costing, valuation and chart.

The product is bought at 60, sold, and bought again at 90 before anything comes back, so that
nothing agrees by accident. What core itself leaves between value and account (the rounding of an
average, the revaluation of a standard) is counted move by move: the equation holds exactly.
"""

from unittest import SkipTest

from odoo import Command
from odoo.tests import tagged

from .test_books import BooksCommon

PRICE, COST, LATER_COST = 100, 60, 90
COST_METHODS = ("standard", "average", "fifo")
VALUATIONS = ("real_time", "periodic")
COMPENSATION = 25


class BooksTable(BooksCommon):
    """Sells one serial per disposition, and carries the decisions out one after the other."""

    is_tax_included = False
    later_standard = COST

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.rma_vendor_location_id.valuation_account_id = cls.accounts["loss"].copy(
            {"name": "Claims on vendors", "code": "140900", "account_type": "asset_current"}
        )
        cls.company.write({"rma_batch_product_quantity": 0, "rma_batch_total_quantity": 0})
        cls.dispositions = cls.env["rma.disposition"].search([])
        cls.taxes = cls.company.account_sale_tax_id
        if cls.is_tax_included:
            cls.taxes = cls.taxes.copy(
                {"name": "Included", "price_include_override": "tax_included"}
            )

    def _assert_books_agree(self, cost_method, valuation):
        product = self._valued_product(cost_method, valuation)
        lines = self._get_lines(product)
        for disposition, line in zip(self.dispositions, lines, strict=True):
            with self.subTest(f"{cost_method} {valuation} {disposition.code}"):
                self._assert_disposition(disposition, line)
        self.assertFalse(self.env["rma.check"]._prove())

    def _valued_product(self, cost_method, valuation):
        category = self.env["product.category"].create(
            {
                "name": f"{cost_method} {valuation}",
                "property_cost_method": cost_method,
                "property_valuation": valuation,
            }
        )
        return self._create_product(
            f"Drive {cost_method} {valuation}",
            tracking="serial",
            categ_id=category.id,
            taxes_id=[Command.set(self.taxes.ids)],
            standard_price=COST,
        )

    def _get_lines(self, product):
        """A line per disposition: inspected, or authorized where the customer keeps the unit."""
        lots = self._sell_one_per_disposition(product)
        pairs = list(zip(self.dispositions, lots, strict=True))
        kept = [lot for disposition, lot in pairs if disposition.unit_outcome == "not_returned"]
        lines = self._authorize(self._request(*kept)).line_ids
        lines |= self._inspected_case(*(lot for lot in lots if lot not in kept)).line_ids
        line_of = {line.lot_id: line for line in lines}
        return [line_of[lot] for lot in lots]

    def _sell_one_per_disposition(self, product):
        names = [f"{product.id}-{number:03}" for number in range(len(self.dispositions))]
        self._stock(product, len(names), cost=COST, lots=names)
        self._sell(product, len(names), lots=names, price=PRICE)
        if product.cost_method == "standard":
            product.with_company(self.company).standard_price = self.later_standard
        self._stock(product, len(names), cost=LATER_COST, lots=[f"NEW-{name}" for name in names])
        return self._lots(product, names)

    def _assert_disposition(self, disposition, line):
        """The difference between stock and its account is the same before and after."""
        product = line.product_id
        before = self._get_difference(product) - self._get_explained(product)
        decision = self._decide_on(disposition, line)
        self._carry_out(decision)

        after = self._get_difference(product) - self._get_explained(product)
        self.assertAlmostEqual(after, before, delta=0.0001)
        self._assert_credit(disposition, decision)

    def _get_explained(self, product):
        """What core leaves between the value of the stock and its account, by its own moves."""
        product = product.with_company(self.company)
        if product.valuation != "real_time":
            return 0.0
        moves = product.stock_move_ids.filtered(
            lambda move: move.state == "done" and (move.is_in or move.is_out)
        ).sorted(lambda move: (move.date, move.id))
        explain = {"average": self._get_rounding, "standard": self._get_revaluation}
        method = product.cost_method
        return explain[method](product, moves) if method in explain else 0.0

    def _get_rounding(self, _product, moves):
        """Core keeps the average unrounded; what leaves is booked at the rounded one."""
        quantity = value = rounding = 0.0
        for move in moves:
            moved = move._get_valued_qty()
            leaving = value / quantity * moved if move.is_out else -move.value
            rounding += move.value - leaving if move.is_out else 0.0
            quantity += moved if move.is_in else -moved
            value -= leaving
        return rounding

    def _get_revaluation(self, product, moves):
        """What comes back at its cost counts at the standard of the day, like all on stock."""
        standard = product.standard_price
        return sum(
            (standard * move._get_valued_qty() - move.value) * (1 if move.is_in else -1)
            for move in moves
        )

    def _decide_on(self, disposition, line):
        decision = self._propose(
            line,
            disposition.unit_outcome,
            disposition.settlement,
            disposition_id=disposition.id,
            compensation_amount=COMPENSATION if disposition.settlement == "compensate" else 0,
        )
        decision.action_submit()
        decision.with_user(self.user_finance).action_authorize()
        return decision.sudo()

    def _assert_credit(self, disposition, decision):
        """A credit returns what the customer paid for the unit, and what it had cost."""
        if disposition.settlement != "credit":
            return
        note = decision.credit_note_ids
        invoice = decision.line_ids.invoice_line_id.move_id
        self.assertAlmostEqual(note.amount_total, invoice.amount_total / len(self.dispositions), 2)
        product = decision.line_ids.product_id
        has_cogs = product.valuation == "real_time" and disposition.takes_over
        cogs = note.line_ids.filtered(lambda line: line.display_type == "cogs" and line.balance > 0)
        self.assertEqual(sum(cogs.mapped("balance")), COST if has_cogs else 0)

    def _get_difference(self, product):
        """Stock value less stock account, of the product under perpetual valuation."""
        product = product.with_company(self.company)
        product.invalidate_recordset(["total_value"])
        account = product.product_tmpl_id.get_product_accounts()["stock_valuation"]
        [(balance,)] = self.env["account.move.line"]._read_group(
            [
                ("account_id", "=", account.id),
                ("product_id", "=", product.id),
                ("parent_state", "=", "posted"),
            ],
            aggregates=["balance:sum"],
        )
        return self._get_value(product) - (balance or 0.0)

    def _get_value(self, product):
        if product.valuation != "real_time":
            return 0.0
        is_average = product.cost_method == "average"
        return product._run_avco()[1] if is_average else product.total_value


@tagged("post_install", "-at_install")
class TestBooksTable(BooksTable):
    def test_every_disposition_keeps_the_books_in_step(self):
        for valuation in VALUATIONS:
            for cost_method in COST_METHODS:
                self._assert_books_agree(cost_method, valuation)


@tagged("post_install", "-at_install")
class TestBooksStandardChanged(BooksTable):
    later_standard = 80

    def test_every_disposition_after_the_standard_cost_changed(self):
        """The credit note takes back 60; the unit lies in stock at 80 like every other."""
        self._assert_books_agree("standard", "real_time")


@tagged("post_install", "-at_install")
class TestBooksTaxIncluded(BooksTable):
    is_tax_included = True

    def test_every_disposition_with_tax_included_prices(self):
        self._assert_books_agree("average", "real_time")


class LocalBooks(BooksTable):
    is_tax_included = True

    @classmethod
    def _set_up_company(cls):
        """Skip where the module of the chart is not installed: a test can not install it."""
        if cls.env["ir.module.module"]._get(cls.chart_module).state != "installed":
            raise SkipTest(f"{cls.chart_module} is not installed")
        return super()._set_up_company()


@tagged("post_install", "-at_install")
class TestBooksChina(LocalBooks):
    chart, chart_module, country = "cn", "l10n_cn", "base.cn"

    def test_every_disposition_on_the_chinese_chart(self):
        self._assert_books_agree("average", "real_time")


@tagged("post_install", "-at_install")
class TestBooksFrance(LocalBooks):
    chart, chart_module, country = "fr", "l10n_fr_account", "base.fr"

    def test_every_disposition_on_the_french_chart(self):
        self._assert_books_agree("fifo", "real_time")
