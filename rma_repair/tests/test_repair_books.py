from odoo import Command
from odoo.tests import tagged

from .common_repair import RepairCommon


class RepairBooks:
    """Same goods, same owner, and the parts' cost lands once: the equation of R10."""

    is_perpetual = True

    def _stock_balance(self):
        account = self.board._get_product_accounts()["stock_valuation"]
        lines = self.env["account.move.line"].search(
            [
                ("account_id", "=", account.id),
                ("parent_state", "=", "posted"),
            ]
        )
        return round(sum(lines.mapped("balance")), 2)

    def _cost_of(self, location):
        """What the location's moves posted to its account."""
        moves = self.env["stock.move"].search([("location_dest_id", "=", location.id)])
        lines = moves.account_move_id.line_ids.filtered(
            lambda line: line.account_id == location.valuation_account_id
        )
        return round(sum(lines.mapped("balance")), 2)

    def _invoice(self, order):
        """Post the invoice that was drafted when the repair ended."""
        order.invoice_ids.action_post()
        return order.invoice_ids

    def _assert_customers(self, repair):
        quants = self.env["stock.quant"].search(
            [
                ("lot_id", "=", repair.lot_id.id),
                ("location_id.usage", "=", "internal"),
                ("quantity", "!=", 0),
            ]
        )
        self.assertRecordValues(
            quants,
            [
                {
                    "owner_id": self.customer.id,
                    "location_id": self.warehouse.rma_location_id.id,
                    "quantity": 1,
                }
            ],
        )

    def test_the_unit_stays_the_customers_whatever_contact_stands_on_the_repair(self):
        contact = self.env["res.partner"].create(
            {"name": "His buyer", "parent_id": self.customer.id}
        )
        repair = self._open_repairs()
        repair.partner_id = contact
        self._add_part(repair, self.board)

        self._repair(repair)

        self._assert_customers(repair)
        self.assertEqual(repair.move_id.value, 0)

    def test_warranty_parts_cost_once(self):
        gap = self._get_books_gap(self.board)
        repair = self._open_repairs()
        gap = self._get_books_gap(self.board)
        self._add_part(repair, self.board, 2)

        self._repair(repair)

        if self.is_perpetual:
            self.assertEqual(self._get_books_gap(self.board), gap)
            self.assertEqual(self._cost_of(self.company.rma_parts_location_id), 60)
        else:
            self.assertFalse(repair.move_ids.account_move_id)

    def test_charged_parts_cost_once(self):
        repair = self._open_charged_repair()
        order = self._sign(self._quote(repair))
        gap, balance = self._get_books_gap(self.board), self._stock_balance()
        repair.action_repair_start()
        repair.action_control_request()
        repair.with_user(self.user_quality).action_control_pass()
        self.assertFalse(repair.move_ids.account_move_id)

        invoice = self._invoice(order)

        self.assertEqual(invoice.amount_untaxed, 80 + 2 * 50 + 25 + 15)
        if self.is_perpetual:
            self.assertEqual(self._get_books_gap(self.board), gap)
            self.assertEqual(self._stock_balance() - balance, -30)
        else:
            self.assertEqual(self._stock_balance(), balance)

    def test_each_part_of_a_partly_covered_repair_costs_once(self):
        repair = self._open_repairs()
        self._add_part(repair, self.board)
        self._stock(self.cable, 5, cost=7)
        self._add_part(repair, self.cable, 2, is_rma_charged=True)
        self._plan(repair)
        order = self._sign(self._quote(repair))
        gap, balance = self._get_books_gap(self.board), self._stock_balance()
        repair.action_repair_start()
        repair.action_control_request()
        repair.with_user(self.user_quality).action_control_pass()
        self._invoice(order)

        if self.is_perpetual:
            self.assertEqual(self._get_books_gap(self.board), gap)
            self.assertEqual(self._cost_of(self.company.rma_parts_location_id), 30)
            self.assertEqual(self._stock_balance() - balance, -30 - 14)
        else:
            self.assertEqual(self._stock_balance(), balance)

    def test_a_part_that_becomes_charged_changes_its_place(self):
        repair = self._open_repairs()
        part = self._add_part(repair, self.board)

        repair.under_warranty = False
        self._plan(repair)
        self._sign(self._quote(repair))
        repair.action_repair_start()
        repair.action_control_request()
        repair.with_user(self.user_quality).action_control_pass()

        place = self.company.rma_paid_parts_location_id
        self.assertEqual(part.location_dest_id, place)
        self.assertEqual(part.move_line_ids.location_dest_id, place)


@tagged("post_install", "-at_install")
class TestRepairBooksPerpetual(RepairBooks, RepairCommon):
    """Perpetual average cost."""


@tagged("post_install", "-at_install")
class TestRepairBooksFifo(RepairBooks, RepairCommon):
    """Perpetual first in, first out."""

    cost_method = "fifo"


@tagged("post_install", "-at_install")
class TestRepairBooksPeriodic(RepairBooks, RepairCommon):
    """Periodic valuation: nothing is posted before the closing."""

    valuation = "periodic"
    is_perpetual = False


@tagged("post_install", "-at_install")
class TestRefurbish(RepairCommon):
    """Taken-over units enter stock at cost, or at what they can be sold for."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lots = cls._sell_serials(1)
        cls.second = cls._create_product("Drive B", tracking="serial", list_price=70.0)

    def _refurbish(self, unit_outcome="refurbish"):
        case = self._inspected_case(*self.lots)
        self._decide(case.line_ids, unit_outcome, "credit")
        case.line_ids.credit_line_id.move_id.with_user(self.user_finance).action_post()
        return case.line_ids.repair_ids.with_user(self.user_workshop)

    def _stocked(self, repair):
        return self.env["stock.move"].search(
            [
                ("rma_line_id", "=", repair.rma_line_id.id),
                ("rma_operation", "=", "restock"),
            ]
        )

    def test_a_refurbished_unit_is_worth_its_cost_and_its_refurbishing(self):
        repair = self._refurbish()
        gap = self._get_books_gap(self.drive)
        self._add_part(repair, self.board)
        self._start(repair)
        self.env["rma.repair.labour"].with_user(self.user_workshop).create(
            {"repair_id": repair.id, "hours": 1}
        )
        repair.action_control_request()
        repair.with_user(self.user_quality).action_control_pass()

        self.assertRecordValues(
            self._stocked(repair),
            [
                {
                    "state": "done",
                    "value": 60 + 30 + 20,
                    "product_id": self.drive.id,
                    "location_dest_id": self.warehouse.lot_stock_id.id,
                }
            ],
        )
        self.assertEqual(self._get_books_gap(self.drive), gap)
        self.assertEqual(repair.rma_line_id.state, "closed")

    def test_it_is_written_down_to_what_it_can_be_sold_for(self):
        repair = self._refurbish()
        gap = self._get_books_gap(self.drive)
        self._add_part(repair, self.board)
        repair.sudo().write({"stock_product_id": self.second.id, "nrv_price": 50})

        self._repair(repair)

        self.assertRecordValues(
            self._stocked(repair), [{"state": "done", "value": 50, "product_id": self.second.id}]
        )
        self.assertRecordValues(
            repair.sudo(),
            [
                {
                    "refurbished_value": 50,
                    "written_down_value": 40,
                }
            ],
        )
        self.assertEqual(self._stocked(repair).lot_ids.name, self.lots.name)
        self.assertEqual(self._get_books_gap(self.drive), gap)

    def test_accepted_parts_of_a_dismantled_unit_enter_stock_at_the_set_value(self):
        self.company.rma_recovered_percent = 40
        repair = self._refurbish("dismantle")
        gap = self._get_books_gap(self.drive)
        good = self._add_part(repair, self.board, line_type="recycle")
        bad = self._add_part(repair, self.cable, line_type="recycle")
        self._start(repair)
        repair.action_control_request()
        control = repair.with_user(self.user_quality)
        good.with_user(self.user_quality).part_verdict = "accepted"
        with self.assertRaisesRegex(Exception, "must accept or reject Cable"):
            control.action_control_pass()
        bad.with_user(self.user_quality).part_verdict = "rejected"
        control.action_control_pass()

        self.assertRecordValues(
            good | bad,
            [
                {"state": "done", "value": 12, "location_dest_id": self.warehouse.lot_stock_id.id},
                {"state": "done", "value": 0, "location_dest_id": repair.parts_location_id.id},
            ],
        )
        self.assertEqual(repair.move_id.location_dest_id, self.company.rma_loss_location_id)
        self.assertEqual(self._get_books_gap(self.drive), gap)
        self.assertEqual(repair.rma_line_id.state, "closed")

    def test_only_quality_accepts_recovered_parts(self):
        repair = self._refurbish("dismantle")
        part = self._add_part(repair, self.board, line_type="recycle")

        with self.assertRaisesRegex(Exception, "quality's to say"):
            part.part_verdict = "accepted"

        self.assertFalse(part.part_verdict)

    def test_a_dismantled_unit_of_the_customer_needs_his_consent(self):
        repair = self._open_repairs()
        wizard = (
            self.env["rma.repair.redecide"]
            .with_user(self.user_service)
            .create(
                {
                    "repair_ids": [Command.set(repair.ids)],
                    "disposition_id": self._disposition("dismantle", "none").id,
                    "reason": "No spare parts",
                }
            )
        )

        with self.assertRaisesRegex(Exception, "his consent"):
            wizard.action_redecide()

        self.assertEqual(repair.state, "confirmed")
