import math

from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .inspection_common import InspectionCommon

TEN_MEGABYTES = b"RIFF\0\0\0\0WEBPVP8 " + b"0" * 10**7


@tagged("post_install", "-at_install")
class TestBadInput(InspectionCommon):
    """Wrong input gets a clear message, and nothing of it is saved."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lots = cls._sell_serials(2)

    def _refuse(self, message, model, vals):
        """Creating `vals` is refused with `message`, and no record is there afterwards."""
        before = self.env[model].search([])
        with self.assertRaisesRegex(ValidationError, message), self.cr.savepoint():
            self.env[model].create(vals)
        self.env.invalidate_all()
        self.assertEqual(self.env[model].search([]), before)

    def test_a_serial_of_another_product_leaves_no_case_behind(self):
        self._refuse(
            "SN0001 is a number of Drive, not of Oil",
            "rma.case",
            {
                "partner_id": self.customer.id,
                "line_ids": [
                    Command.create({"lot_id": self.lots[1].id}),
                    Command.create({"lot_id": self.lots[0].id, "product_id": self.oil.id}),
                ],
            },
        )

    def test_a_serial_of_another_product_is_not_received(self):
        check = self._check(self._authorize(self._request(*self.lots)))
        self._stock(self.oil, 1, lots=["OIL-1"])
        oil = self._lots(self.oil, ["OIL-1"])

        refused = "OIL-1 is a number of Oil, not of Drive"
        with self.assertRaisesRegex(ValidationError, refused), self.cr.savepoint():
            check.line_ids[0].write({"quantity": 1, "lot_id": oil.id})

        self.assertRecordValues(check.line_ids, [{"quantity": 0, "lot_id": False}] * 2)

    def test_windows_that_overlap_save_neither(self):
        sold = {"kind": "warranty", "duration": 12, "unit": "month", "categ_id": False}
        product = {"product_tmpl_id": self.drive.product_tmpl_id.id}
        self._refuse(
            "Winter and Spring would both hold|Spring and Winter would both hold",
            "rma.policy",
            [
                {**sold, **product, "name": "Winter", "date_from": "2026-01-01",
                 "date_to": "2026-03-31"},
                {**sold, **product, "name": "Spring", "date_from": "2026-03-31"},
            ],
        )  # fmt: skip

    def test_negative_periods_are_refused(self):
        rule = {"step": "plan", "unit": "hour"}
        for model, vals in (
            ("rma.policy", {"name": "Back in time", "duration": -1, "kind": "return"}),
            ("rma.deadline.rule", {**rule, "duration": -1}),
            ("rma.deadline.rule", {**rule, "duration": 1, "batch_extra_hours": -48}),
        ):
            before = self.env[model].search_count([])
            with (
                self.subTest(model=model, vals=vals),
                mute_logger("odoo.sql_db"),
                self.assertRaisesRegex(IntegrityError, "duration_positive"),
                self.cr.savepoint(),
            ):
                self.env[model].create(vals)
            self.assertEqual(self.env[model].search_count([]), before)

    def test_negative_limits_of_the_company_are_refused(self):
        for name in (
            "rma_batch_product_quantity", "rma_duplicate_days", "rma_reminder_hours",
        ):  # fmt: skip
            kept = self.company[name]
            with (
                self.subTest(name=name),
                self.assertRaisesRegex(ValidationError, "negative"),
                self.cr.savepoint(),
            ):
                self.company[name] = -1
            self.env.invalidate_all()
            self.assertEqual(self.company[name], kept)

    def test_the_company_s_calendar_without_hours_is_named(self):
        calendar = self.company.resource_calendar_id
        calendar.attendance_ids.unlink()
        message = f"{calendar.name} has no working hours"

        rule = {"step": "plan", "duration": 8, "unit": "working_hour"}
        self._refuse(message, "rma.deadline.rule", rule)
        policy = {"name": "Week", "kind": "return", "duration": 5, "unit": "working_day"}
        self._refuse(message, "rma.policy", {**policy, "categ_id": self.drive.categ_id.id})

    def test_a_photo_of_10_megabytes_is_not_kept_with_the_unit(self):
        check = self._check(self._authorize(self._request(self.lots[0])))
        photo = Command.create({"name": "label.webp", "raw": TEN_MEGABYTES})

        refused = "9.5 MB; a photo may have 8 MB"
        with self.assertRaisesRegex(ValidationError, refused), self.cr.savepoint():
            check.line_ids.write({"packing_state": "damaged", "photo_ids": [photo]})

        self.assertRecordValues(check.line_ids, [{"packing_state": False, "photo_ids": []}])
        self.assertFalse(self.env["ir.attachment"].search([("name", "=", "label.webp")]))

    def test_a_measured_value_that_is_no_number_is_refused(self):
        self._add_checklist()
        voltage = self._open_inspection(self._received_case(self.lots[0]).line_ids).result_ids[1]

        for value in (math.inf, math.nan):
            with self.assertRaisesRegex(ValidationError, "Voltage: enter a number"):
                voltage.write({"value": value})

        self.assertRecordValues(voltage, [{"value": 0.0, "outcome": "open"}])

    def test_a_measured_value_out_of_range_is_kept_as_a_result_that_fails(self):
        self._add_checklist()
        voltage = self._open_inspection(self._received_case(self.lots[0]).line_ids).result_ids[1]

        voltage.value = 12.6

        self.assertRecordValues(voltage, [{"value": 12.6, "outcome": "failed"}])
        self.assertEqual(voltage.message, "12.6 V is above 12.5 V")

    def test_a_measured_value_in_the_wrong_unit_changes_nothing(self):
        self._add_checklist()
        voltage = self._open_inspection(self._received_case(self.lots[0]).line_ids).result_ids[1]
        kilogram = self.env.ref("uom.product_uom_kgm")

        refused = "Voltage is measured in V; kg can not"
        with self.assertRaisesRegex(ValidationError, refused), self.cr.savepoint():
            voltage.write({"value": 12.0, "uom_id": kilogram.id})

        self.assertRecordValues(
            voltage, [{"value": 0.0, "uom_id": self.volt.id, "outcome": "open"}]
        )
