from odoo.tests import tagged

from .common import RmaCommon

PARTS_COST = 7.0


class BooksCommon(RmaCommon):
    """The books before and after a return, once its credit notes are posted (R10)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.part = cls._create_product("Part")
        cls._stock(cls.part, 50, cost=PARTS_COST)
        accounts = {
            name: cls.env["account.account"].create(
                {
                    "name": name,
                    "code": f"68000{index}",
                    "account_type": "expense",
                    "company_ids": cls.company.ids,
                }
            )
            for index, name in enumerate(("warranty", "parts", "loss"))
        }
        for name, account in accounts.items():
            cls.company[f"rma_{name}_location_id"].valuation_account_id = account
        cls.accounts = accounts

    def _returned(self, count=2):
        """Serials sold at cost 60, back while the stock costs 90; spare serials in stock."""
        lots = self._sell_serials(count)
        self._stock(self.drive, count, cost=90, lots=[f"NEW{number}" for number in range(count)])
        return self._inspected_case(*lots).line_ids

    def _difference(self):
        """Stock value minus the balance of the stock account."""
        products = self.drive | self.part
        products.invalidate_recordset(["total_value"])
        value = sum(products.with_company(self.company).mapped("total_value"))
        return value - self._balance(self.company.account_stock_valuation_id)

    def _balance(self, account):
        lines = self.env["account.move.line"]._read_group(
            [("account_id", "=", account.id), ("parent_state", "=", "posted")],
            aggregates=["balance:sum"],
        )
        return lines[0][0] or 0.0

    def _carry_out(self, decision, parts=0):
        """Post, ship, repair and stock all that the decision asks for."""
        for repair in decision.repair_ids if parts else ():
            self._add_part(repair, self.part, parts)
        self._repair(decision.repair_ids)
        for picking in decision.move_ids.picking_id.filtered(lambda p: p.state != "done"):
            picking.action_assign()
            picking.button_validate()
        decision.credit_note_ids.filtered(lambda note: note.state == "draft").action_post()
        self.assertEqual(set(decision.line_ids.mapped("state")), {"closed"})

    def _walk(self, unit_outcome, settlement, parts=0, **values):
        """Take one return through; returns how much the books moved apart, and the costs."""
        lines = self._returned()
        before = self._difference()
        decision = self._decide(lines, unit_outcome, settlement, **values).sudo()
        self._carry_out(decision, parts)
        costs = {name: self._balance(account) for name, account in self.accounts.items()}
        return round(self._difference() - before, 2), costs


@tagged("post_install", "-at_install")
class TestBooksAverage(BooksCommon):
    def _assert_books(self, flow, warranty=0.0, parts=0.0, loss=0.0, used=0, **values):
        apart, costs = self._walk(*flow, parts=used, **values)

        self.assertEqual(apart, 0.0)
        self.assertEqual(costs, {"warranty": warranty, "parts": parts, "loss": loss})

    def test_refund_and_restock(self):
        self._assert_books(("restock", "credit"))

    def test_refund_and_scrap_costs_the_stock_cost_of_the_unit(self):
        lines = self._returned()
        before = self._difference()
        decision = self._decide(lines, "scrap", "credit").sudo()
        loss = sum(decision.scrap_ids.move_ids.mapped("value"))
        self._carry_out(decision)

        self.assertTrue(loss)
        self.assertEqual(round(self._difference() - before, 2), 0.0)
        self.assertEqual(self._balance(self.accounts["loss"]), loss)

    def test_refund_and_refurbish(self):
        self.assertEqual(self._walk("refurbish", "credit", parts=1)[0], 0.0)

    def test_repair_and_return(self):
        self._assert_books(("repair", "return"), used=2, parts=4 * PARTS_COST)

    def test_return_unrepaired(self):
        self._assert_books(("as_is", "return"))

    def test_scrap_with_consent(self):
        self._assert_books(("scrap", "none"))

    def test_exchange_and_scrap_shows_warranty_cost_and_loss(self):
        lines = self._returned()
        before = self._difference()
        decision = self._decide(lines, "scrap", "replace").sudo()
        self._carry_out(decision)

        moves = decision.move_ids.grouped("rma_operation")
        shipped = sum(moves["replacement"].mapped("value"))
        self.assertEqual(round(self._difference() - before, 2), 0.0)
        self.assertEqual(self._balance(self.accounts["warranty"]), shipped - 120)
        self.assertEqual(self._balance(self.accounts["loss"]), sum(moves["scrap"].mapped("value")))

    def test_exchange_and_restock(self):
        lines = self._returned()
        before = self._difference()
        self._carry_out(self._decide(lines, "restock", "replace").sudo())

        self.assertEqual(round(self._difference() - before, 2), 0.0)

    def test_compensation_and_return(self):
        self._assert_books(("as_is", "compensate"), compensation_amount=25)

    def test_compensation_for_a_scrapped_unit(self):
        lines = self._returned()
        before = self._difference()
        self._carry_out(self._decide(lines, "scrap", "compensate", compensation_amount=25).sudo())

        self.assertEqual(round(self._difference() - before, 2), 0.0)
        self.assertEqual(self._balance(self.accounts["warranty"]), -120)

    def test_kept_goods(self):
        lots = self._sell_serials(2)
        before = self._difference()
        case = self._authorize(self._request(*lots))
        self._carry_out(self._decide(case.line_ids, "not_returned", "credit").sudo())

        self.assertEqual(self._difference(), before)

    def test_advance_credit_meets_the_goods(self):
        lots = self._sell_serials(2)
        self._stock(self.drive, 2, cost=90, lots=["N1", "N2"])
        before = self._difference()
        case = self._authorize(self._request(*lots))
        decision = self._decide(case.line_ids, "restock", "credit", is_advance=True).sudo()
        decision.credit_note_ids.action_post()
        self._receive(case)
        self._carry_out(decision)

        self.assertEqual(round(self._difference() - before, 2), 0.0)

    def test_customers_goods_never_have_a_value(self):
        value = self.drive.total_value
        lots = self._sell_serials(2)
        self._inspected_case(*lots)

        self.assertEqual(self.drive.total_value, value)


@tagged("post_install", "-at_install")
class TestBooksFifo(BooksCommon):
    cost_method = "fifo"

    def test_customers_goods_never_have_a_value(self):
        self._stock(self.drive, 1, lots=["OLD"])
        value = self.drive.total_value
        lots = self._sell_serials(2)
        self._inspected_case(*lots)

        self.assertEqual(self.drive.total_value, value)

    def test_refund_and_restock(self):
        self.assertEqual(self._walk("restock", "credit")[0], 0.0)

    def test_exchange_and_scrap(self):
        self.assertEqual(self._walk("scrap", "replace")[0], 0.0)


@tagged("post_install", "-at_install")
class TestBooksStandard(BooksCommon):
    cost_method = "standard"

    def test_refund_and_scrap(self):
        self.assertEqual(self._walk("scrap", "credit")[0], 0.0)

    def test_exchange_and_restock(self):
        self.assertEqual(self._walk("restock", "replace")[0], 0.0)
