"""The month's reconciliation signed, and the list of the customers' goods."""

import io

import openpyxl

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .test_reconciliation import CockpitCommon


@tagged("post_install", "-at_install")
class TestSignoff(CockpitCommon):
    def _signoff(self):
        return (
            self.env["rma.reconciliation.signoff"]
            .with_user(self.user_finance)
            .create({"month": fields.Date.today()})
        )

    def test_signing_freezes_the_figures_in_the_users_name(self):
        decision = self._returned()
        self._inspected_case(*self._sell_serials(1, prefix="OTHER"))
        signoff = self._signoff()
        self.env.flush_all()

        signoff.action_sign()
        decision.credit_note_ids.action_post()

        self.assertEqual((signoff.state, signoff.user_id), ("signed", self.user_finance))
        names = ("reason", "row_count", "amount_owed", "amount_draft", "amount_posted")
        frozen = [
            ("received_not_credited", 1, 100, 100, 0),
            ("received_not_decided", 1, 0, 0, 0),
        ]
        self.assertEqual(
            [tuple(figure[name] for name in names) for figure in signoff.figure_ids], frozen
        )
        self.assertEqual(signoff.figure_ids.partner_id, self.customer)
        self.assertEqual(signoff.customer_goods_quantity, 1)

    def test_signed_month_can_not_be_changed_or_deleted(self):
        signoff = self._signoff()
        signoff.action_sign()

        with self.assertRaises(UserError):
            signoff.comment = "Later thought"
        with self.assertRaises(UserError):
            signoff.unlink()

        self.assertFalse(signoff.comment)

    def test_figures_are_not_entered_by_hand(self):
        signoff = self._signoff()

        with self.assertRaises(AccessError):
            signoff.stock_value = 1
        with self.assertRaises(AccessError):
            signoff.figure_ids.create({"signoff_id": signoff.id, "reason": "settled"})

    def test_future_month_is_not_signed(self):
        signoff = self._signoff()
        signoff.month = fields.Date.add(fields.Date.today(), months=2)

        with self.assertRaises(UserError):
            signoff.action_sign()

        self.assertEqual(signoff.state, "draft")

    def test_stock_and_its_account_agree_once_credits_are_posted(self):
        self._stock_account_opening()
        decision = self._returned()
        decision.credit_note_ids.action_post()
        signoff = self._signoff()

        signoff.action_sign()

        self.assertEqual(signoff.stock_value, 60)
        self.assertEqual(signoff.stock_difference, 0)

    def test_spreadsheet_of_every_row_is_kept(self):
        self._returned()
        signoff = self._signoff()
        self.env.flush_all()

        signoff.action_sign()

        attachment = self.env["ir.attachment"].search(
            [("res_model", "=", signoff._name), ("res_id", "=", signoff.id)]
        )
        sheet = openpyxl.load_workbook(io.BytesIO(attachment.raw)).active
        header = [cell.value for cell in sheet[1]]
        self.assertEqual(sheet.cell(2, header.index("Owed") + 1).value, 100)
        self.assertEqual(sheet.cell(2, header.index("Reason") + 1).value, "Received, not credited")
        self.assertEqual(sheet.cell(3, header.index("Owed") + 1).value, 100)

    def _stock_account_opening(self):
        """Book what the test's stock cost, as the vendor's bill would."""
        account = self.company.account_stock_valuation_id
        other = self.company.expense_account_id
        entry = self.env["account.move"].create(
            {
                "line_ids": [
                    Command.create({"account_id": account.id, "debit": 60}),
                    Command.create({"account_id": other.id, "credit": 60}),
                ]
            }
        )
        entry.action_post()


@tagged("post_install", "-at_install")
class TestCustomerGoods(CockpitCommon):
    def test_returned_goods_are_listed_without_value(self):
        lots = self._sell_serials(2)
        self._inspected_case(lots[0])

        action = self.env["stock.quant"].with_user(self.user_manager).action_view_customer_goods()
        quants = self.env["stock.quant"].search(action["domain"])

        self.assertRecordValues(
            quants,
            [{"lot_id": lots[0].id, "owner_id": self.customer.id, "quantity": 1, "value": 0}],
        )

    def test_taken_over_goods_leave_the_list(self):
        self._returned()

        action = self.env["stock.quant"].with_user(self.user_manager).action_view_customer_goods()

        self.assertFalse(self.env["stock.quant"].search(action["domain"]))
