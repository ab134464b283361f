from odoo.tests import tagged
from odoo.tools.misc import file_open

from .common import RmaCommon

FIELDS = [
    "partner_id",
    "line_ids/lot_id",
    "line_ids/product_id",
    "line_ids/quantity",
    "line_ids/reason",
]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
OPTIONS = {"quoting": '"', "separator": ",", "has_headers": True}


@tagged("post_install", "-at_install")
class TestImport(RmaCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lots = cls._sell_serials(2)
        cls._sell_cables(12)

    def _import(self, *rows):
        """Import rows (customer, serial, product, quantity, reason) as the service desk."""
        wizard = (
            self.env["base_import.import"]
            .with_user(self.user_service)
            .create(
                {
                    "res_model": "rma.case",
                    "file": "\n".join(["Customer,Serial,Product,Quantity,Reason", *rows]).encode(),
                    "file_type": "text/csv",
                }
            )
        )
        return wizard.execute_import(FIELDS, FIELDS, dict(OPTIONS))

    def _cases(self):
        return self.env["rma.case"].search([("partner_id", "=", self.customer.id)])

    def test_circumstances_are_imported(self):
        names = ["partner_id", "line_ids/lot_id", "line_ids/date_failed", "line_ids/occurrence",
                 "line_ids/environment"]  # fmt: skip
        rows = [["Dealer", "SN0001", "2026-01-05", "Intermittent", "Outdoors"]]
        result = self.env["rma.case"].with_user(self.user_service).load(names, rows)

        self.assertFalse(result["messages"])
        self.assertEqual(
            self._cases().line_ids.problem_details, "Failed on 01/05/2026 · Intermittent · Outdoors"
        )

    def test_a_case_with_three_lines_is_imported(self):
        result = self._import(
            "Dealer,SN0001,,1,No power", ",SN0002,,1,Noise", ",,Cable,12,Wrong connector"
        )

        self.assertFalse(result["messages"])
        self.assertRecordValues(
            self._cases().line_ids,
            [
                {"lot_id": self.lots[0].id, "product_id": self.drive.id, "quantity": 1,
                 "reason": "No power", "origin_verdict": "found", "state": "requested"},
                {"lot_id": self.lots[1].id, "product_id": self.drive.id, "quantity": 1,
                 "reason": "Noise", "origin_verdict": "found", "state": "requested"},
                {"lot_id": False, "product_id": self.cable.id, "quantity": 12,
                 "reason": "Wrong connector", "origin_verdict": "found", "state": "requested"},
            ],
        )  # fmt: skip

    def test_an_unknown_serial_stops_the_import(self):
        result = self._import("Dealer,SN0001,,1,No power", ",NOPE,,1,Noise")

        self.assertIn("NOPE", result["messages"][0]["message"])
        self.assertFalse(self._cases())

    def test_a_serial_of_an_open_case_stops_the_import(self):
        case = self._request(self.lots[0])

        result = self._import("Dealer,SN0002,,1,No power", ",SN0001,,1,Noise")

        self.assertIn(case.name, result["messages"][0]["message"])
        self.assertEqual(self._cases(), case)

    def test_a_late_state_can_not_be_imported(self):
        wizard = (
            self.env["base_import.import"]
            .with_user(self.user_service)
            .create(
                {
                    "res_model": "rma.case",
                    "file": b"Customer,Serial,State\nDealer,SN0001,Closed",
                    "file_type": "text/csv",
                }
            )
        )

        fields = ["partner_id", "line_ids/lot_id", "line_ids/state"]
        result = wizard.execute_import(fields, fields, dict(OPTIONS))

        self.assertTrue(result["messages"])
        self.assertFalse(self._cases())

    def test_the_template_s_headings_find_their_fields(self):
        template = self.env["rma.case"].get_import_templates()[0]["template"]
        with file_open(template.lstrip("/"), "rb") as file:
            wizard = self.env["base_import.import"].create(
                {
                    "res_model": "rma.case",
                    "file": file.read(),
                    "file_type": XLSX,
                }
            )

        preview = wizard.parse_preview({"has_headers": True})

        self.assertEqual(
            preview["matches"],
            {
                0: ["partner_id"],
                1: ["customer_reference"],
                2: ["line_ids", "lot_id"],
                3: ["line_ids", "product_id"],
                4: ["line_ids", "quantity"],
                5: ["line_ids", "wish"],
                6: ["line_ids", "reason"],
            },
        )

    def test_headings_of_a_chinese_return_slip_are_understood(self):
        wizard = self.env["base_import.import"].create(
            {
                "res_model": "rma.case",
                "file": "客户,序列号,数量,退货原因\nDealer,SN0001,1,不通电".encode(),
                "file_type": "text/csv",
            }
        )

        preview = wizard.parse_preview(dict(OPTIONS))

        self.assertEqual(
            list(preview["matches"].values()),
            [
                ["partner_id"],
                ["line_ids", "lot_id"],
                ["line_ids", "quantity"],
                ["line_ids", "reason"],
            ],
        )
