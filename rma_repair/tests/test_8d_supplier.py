import io
import zipfile

import openpyxl

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .eight_d_common import EightDCommon


@tagged("post_install", "-at_install")
class TestEightDSupplier(EightDCommon):
    """A fault of a supplier: what it cost, the proof for purchasing, and the supplier's ppm."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.rma_8d_count = 0
        cls.supplier = cls.env["res.partner"].create({"name": "Capacitor Works"})
        lots = cls._sell_serials(4)
        cls.case = cls._receive(cls._authorize(cls._request(*lots)))
        cls._check_units(cls.case.line_ids)
        cls.report = cls._report()
        cls.case.line_ids.sudo().eight_d_id = cls.report
        story = cls._story(cls.report, "d4")
        cls.root = story.report._root_causes("occurrence")

    @classmethod
    def _check_units(cls, lines):
        """Quality measures and confirms three of them."""
        inspection = (
            cls.env["rma.inspection"]
            .with_user(cls.user_quality)
            .create(
                {
                    "line_ids": [Command.set(lines[:3].ids)],
                    "finding": "confirmed",
                    "failure_code_id": cls.failure.id,
                    "defect_class": "functional",
                    "grade": "b",
                    "repairable": "yes",
                    "result_ids": [
                        Command.create({"name": "Ripple at 70 °C", "test": "load", "answer": "no"})
                    ],
                }
            )
        )
        inspection.action_pass()

    def _buy(self, quantity):
        """Goods of the supplier that arrive."""
        source = self.env.ref("stock.stock_location_suppliers")
        common = {"location_id": source.id, "location_dest_id": self.warehouse.lot_stock_id.id}
        move = {"product_id": self.cable.id, "product_uom_qty": quantity, **common}
        receipt = self.env["stock.picking"].create(
            {
                "partner_id": self.supplier.id,
                "picking_type_id": self.warehouse.in_type_id.id,
                "move_ids": [Command.create(move)],
                **common,
            }
        )
        receipt.action_confirm()
        receipt.move_ids.write({"quantity": quantity, "picked": True})
        receipt._action_done()

    def _sheets(self, user):
        content = self.report.with_user(user)._make_supplier_pack()
        pack = zipfile.ZipFile(io.BytesIO(content))
        book = openpyxl.load_workbook(io.BytesIO(pack.read("serials-and-costs.xlsx")))
        texts = {
            sheet.title: [[cell.value for cell in row] for row in sheet.iter_rows()]
            for sheet in book
        }
        return pack, texts

    def test_ppm_is_confirmed_units_per_million_received(self):
        self._buy(1500)
        self.assertEqual(self.supplier.rma_supplier_ppm, 0)

        self.root.supplier_id = self.supplier

        self.supplier.invalidate_recordset()
        self.report.invalidate_recordset()
        self.assertEqual(self.supplier.rma_supplier_ppm, 2000)
        self.assertEqual(self.report.supplier_ppm, 2000)
        self.assertEqual(self.report.supplier_ppm_text, "3 confirmed of 1500 received in 12 months")

    def test_a_cause_that_is_not_confirmed_does_not_count(self):
        self._buy(1500)
        self.root.supplier_id = self.supplier

        self.root.status = "ruled_out"

        self.supplier.invalidate_recordset()
        self.assertEqual(self.supplier.rma_supplier_ppm, 0)

    def test_purchasing_gets_serials_measurements_photos_and_costs(self):
        self.root.supplier_id = self.supplier
        self.report.sudo().cost_freight = 950

        pack, sheets = self._sheets(self.user_purchasing)

        self.assertEqual(
            [row[1] for row in sheets["Units"][1:]], self.case.line_ids.lot_id.mapped("name")
        )
        self.assertIn("Ripple at 70 °C", sheets["Measurements"][1])
        self.assertEqual(sheets["Costs"][-1], ["Total Cost", 950, "USD"])
        self.assertTrue([name for name in pack.namelist() if name.startswith("evidence/")])
        self.assertNotIn(self.customer.name, str(sheets))

    def test_quality_sees_what_the_team_entered_and_not_what_customers_got(self):
        self.root.supplier_id = self.supplier
        self.report.sudo().cost_freight = 950

        _pack, sheets = self._sheets(self.user_quality)

        self.assertEqual(sheets["Costs"][-1], ["Costs Entered", 950, "USD"])
        with self.assertRaises(AccessError):
            self.report.with_user(self.user_quality).read(["cost_all"])

    def test_the_warehouse_gets_no_costs(self):
        self.root.supplier_id = self.supplier

        _pack, sheets = self._sheets(self.user_warehouse)

        self.assertEqual(list(sheets), ["Units", "Measurements"])

    def test_purchasing_hears_of_a_confirmed_cause_at_a_supplier(self):
        self.company.rma_8d_purchaser_id = self.user_purchasing
        part = self._part(self.report, "d4")
        part.write({"state": "open", "reopen_reason": "Cause at the supplier"})
        self.root.supplier_id = self.supplier
        self.assertNotIn(self.user_purchasing, self.report.activity_ids.user_id)

        part.action_complete()

        task = self.report.activity_ids.filtered(lambda a: a.user_id == self.user_purchasing)
        self.assertIn("Capacitor Works", task.summary)
        part.write({"state": "open", "reopen_reason": "Another cause"})
        self.assertFalse(task.exists())

    def test_purchasing_downloads_the_pack_itself(self):
        self.root.supplier_id = self.supplier

        action = self.report.with_user(self.user_purchasing).action_supplier_pack()

        self.assertIn("/web/content/", action["url"])

    def test_field_analysis_counts_what_was_tested(self):
        """Three of four units went through the load test, and failed it."""
        self.assertRecordValues(
            self.report,
            [
                {
                    "qty_analysed": 3,
                    "ntf_share": 0,
                    "standard_failed_share": 0,
                    "load_failed_share": 100,
                }
            ],
        )

    def test_field_analysis_tells_how_long_return_and_analysis_took(self):
        """Two units came back after 4 and 6 days, two less on their way, and one has not come."""
        self.case.line_ids.sudo().write({"date_received": False, "date_inspected": False})
        self.case.sudo().date_request = "2026-09-01 08:00:00"
        self.case.line_ids.sudo().date_authorized = "2026-09-03 08:00:00"
        for line, received, inspected in zip(
            self.case.line_ids,
            ("2026-09-05 08:00:00", "2026-09-07 08:00:00"),
            ("2026-09-06 08:00:00", "2026-09-09 08:00:00"),
            strict=False,
        ):
            line.sudo().write({"date_received": received, "date_inspected": inspected})
        self.report.invalidate_recordset()

        self.assertRecordValues(
            self.report, [{"return_days": 5.0, "shipping_days": 3.0, "analysis_days": 1.5}]
        )

    def test_costs_are_read_from_the_documents_of_the_cases(self):
        lines = self.case.line_ids
        credit = self._decide(lines[:2], "restock", "credit")
        self._stock(self.drive, 1, lots=["NEW-1"])
        exchange = self._decide(lines[2], "scrap", "replace").sudo()
        self.assertEqual(self.report.with_user(self.user_manager).cost_of_credits, 0)

        credit.credit_note_ids.with_user(self.user_finance).action_post()
        moves = exchange.move_ids.filtered(lambda move: move.rma_operation == "replacement")
        self._deliver(moves.picking_id)

        self.report.invalidate_recordset()
        self.assertRecordValues(
            self.report.with_user(self.user_manager),
            [
                {
                    "cost_of_credits": 200.0,
                    "value_taken_over": 120.0 + self._scrapped_value(),
                    "cost_of_replacements": 60.0,
                    "cost_of_scrap": self._scrapped_value(),
                    "cost_all": 140.0,
                }
            ],
        )

    def _scrapped_value(self):
        moves = self.env["stock.move"].search(
            [("rma_operation", "=", "scrap"), ("rma_line_id", "in", self.case.line_ids.ids)]
        )
        return sum(abs(value) for value in moves.mapped("value"))
