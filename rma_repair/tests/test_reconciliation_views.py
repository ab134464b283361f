"""What accountants do with the cockpit: age, group, dispute, export; the customers' goods."""

import io

import openpyxl

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .test_reconciliation import CockpitCommon


@tagged("post_install", "-at_install")
class TestCockpitGroups(CockpitCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lots = cls._sell_serials(3)
        cls.lines = cls._inspected_case(*cls.lots).line_ids.sudo()
        cls._sell_serials(1, prefix="THEIRS", customer=cls.other_customer)
        theirs = cls._lots(cls.drive, ["THEIRS0001"])
        cls.lines |= cls._inspected_case(theirs, customer=cls.other_customer).line_ids.sudo()
        for line, days in zip(cls.lines, (0, 45, 75, 200), strict=True):
            line.date_received = fields.Datetime.subtract(fields.Datetime.now(), days=days)
        cls.env.flush_all()
        cls.rows = (
            cls.env["rma.reconciliation"]
            .with_user(cls.user_finance)
            .with_context(lang="en_US", tz="UTC")
        )

    def test_rows_are_aged(self):
        rows = self.rows.browse(self.lines.ids)

        self.assertEqual(rows.mapped("age"), ["030", "060", "090", "999"])
        self.assertEqual(rows.mapped("age_days"), [0, 45, 75, 200])
        self.assertEqual(
            self.rows.search([("age_days", ">", 60), ("id", "in", rows.ids)]), rows[2:]
        )

    def test_rows_are_grouped_by_month_customer_and_company(self):
        domain = [("id", "in", self.lines.ids)]
        groups = self.rows._read_group(
            domain, ["partner_id", "company_id"], ["__count", "amount_owed:sum"]
        )
        months = self.rows._read_group(domain, ["date:month"], ["__count"])

        self.assertEqual(
            groups,
            [
                (self.customer.with_env(self.rows.env), self.rows.env.company, 3, 0),
                (self.other_customer.with_env(self.rows.env), self.rows.env.company, 1, 0),
            ],
        )
        self.assertEqual(sum(count for _month, count in months), 4)
        self.assertGreaterEqual(len(months), 3)

    def test_rows_of_an_invoice_line_stand_together(self):
        groups = self.rows._read_group(
            [("id", "in", self.lines.ids)], ["invoice_line_id"], ["quantity_received:sum"]
        )

        self.assertFalse([line for line, _quantity in groups if line])
        self._decide(self.lines[:3], "restock", "credit")
        self.env.flush_all()
        [(line, quantity)] = self.rows._read_group(
            [("id", "in", self.lines[:3].ids)], ["invoice_line_id"], ["quantity_received:sum"]
        )
        self.assertEqual((line.quantity, quantity), (3, 3))

    def test_spreadsheet_has_the_rows_and_their_totals(self):
        decision = self._decide(self.lines[:3], "restock", "credit").sudo()
        decision.credit_note_ids.action_post()
        self.env.flush_all()

        rows = self.rows.search([("id", "in", self.lines.ids)])
        sheet = openpyxl.load_workbook(io.BytesIO(rows._get_xlsx())).active

        header = [cell.value for cell in sheet[1]]
        posted = header.index("Posted") + 1
        self.assertEqual(sheet.max_row, 1 + len(rows) + 1)
        self.assertEqual(sheet.cell(sheet.max_row, posted).value, 300)

    def test_the_list_is_downloaded_as_it_is_filtered(self):
        rows = self.rows.with_context(active_domain=[("id", "in", self.lines[:2].ids)])

        for chosen, count in ((rows, 2), (rows.browse(self.lines[0].id), 1)):
            url = chosen.action_export_xlsx()["url"]
            attachment = rows.env["ir.attachment"].browse(int(url.split("/")[-1].split("?")[0]))
            sheet = openpyxl.load_workbook(io.BytesIO(attachment.raw)).active
            self.assertEqual(sheet.max_row, 1 + count + 1)
            with self.assertRaises(AccessError):
                attachment.with_user(self.user_service).check_access("read")


@tagged("post_install", "-at_install")
class TestDisputedDeduction(CockpitCommon):
    def _deducted(self):
        """A credit of 100 with 10 deducted for what is missing."""
        decision = self._returned("scrap")
        note = decision.credit_note_ids
        fee = {"name": "Missing adapter", "price_unit": -10, "tax_ids": [Command.clear()]}
        note.invoice_line_ids = [Command.create(fee)]
        note.action_post()
        return decision

    def test_disputed_deduction_is_shown_until_it_is_settled(self):
        decision = self._deducted()
        row = self._row(decision.line_ids)
        self.assertEqual((row.amount_posted, row.amount_deducted), (100, 10))

        row.action_dispute_deduction()
        self._assert_row(decision.line_ids, reason="deduction_disputed", is_open=True)

        self._row(decision.line_ids).action_settle_dispute()
        self._assert_row(decision.line_ids, reason="settled", is_open=False)
        self.assertIn("dispute", decision.credit_note_ids.message_ids[0].body)

    def test_nothing_deducted_can_not_be_disputed(self):
        decision = self._returned("scrap")

        with self.assertRaises(UserError):
            self._row(decision.line_ids).action_dispute_deduction()

        self.assertFalse(decision.credit_note_ids.rma_is_disputed)


@tagged("post_install", "-at_install")
class TestCustomerGoodsList(CockpitCommon):
    def _goods(self):
        self.env.flush_all()
        goods = self.env["rma.customer.goods"].with_user(self.user_finance)
        return goods.search([("company_id", "=", self.company.id)])

    def test_accountants_list_the_customers_goods_at_no_value(self):
        lots = self._sell_serials(2)
        case = self._inspected_case(lots[0])

        self.assertRecordValues(
            self._goods(),
            [
                {
                    "partner_id": self.customer.id,
                    "lot_id": lots[0].id,
                    "case_id": case.id,
                    "quantity": 1,
                    "value": 0,
                    "location_id": self.warehouse.rma_location_id.id,
                }
            ],
        )
        action = self._goods().action_open_case()
        self.assertEqual((action["res_model"], action["res_id"]), ("rma.case", case.id))

    def test_what_is_taken_over_or_sent_back_leaves_the_list(self):
        self._returned()
        back = self._inspected_case(*self._sell_serials(1, prefix="BACK"))
        decision = self._decide(back.line_ids, "as_is", "return").sudo()
        self.assertEqual(self._goods().lot_id, back.line_ids.lot_id)

        self._deliver(decision.move_ids.picking_id)

        self.assertFalse(self._goods())

    def test_the_workshop_does_not_see_the_accountants_list(self):
        with self.assertRaises(AccessError):
            self.env["rma.customer.goods"].with_user(self.user_workshop).search([])
