import base64
import shutil
import subprocess
from unittest.mock import patch

from lxml import html

from odoo import Command
from odoo.tests import HttpCase, new_test_user, tagged

from ..models.activity_kinds import INSPECT, TELL
from .inspection_common import GOOD, InspectionCommon

PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


GREETINGS = {"en_US": "Hello %s,", "zh_CN": "%s，您好："}


@tagged("post_install", "-at_install")
class TestPapers(InspectionCommon, HttpCase):
    """Each paper as a PDF of a Chinese customer."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("zh_CN")
        cls.env["ir.module.module"]._load_module_terms(["rma_repair"], ["zh_CN"])
        cls.customer.write(
            {"name": "深圳驱动有限公司", "lang": "zh_CN", "email": "dealer@example.com"}
        )
        cls.lots = cls._sell_serials(2)
        cls.drive.with_context(lang="zh_CN").name = "驱动电机"
        cls.plug.with_context(lang="zh_CN").name = "电源插头"

    def _print(self, report, records):
        """The text of the PDF that `report` makes of `records`."""
        if not shutil.which("pdftotext"):
            self.skipTest("needs pdftotext")
        reports = self.env["ir.actions.report"].with_context(force_report_rendering=True)
        content, kind = reports._render_qweb_pdf(f"rma_repair.{report}", records.ids)
        self.assertEqual(kind, "pdf")
        command = ["pdftotext", "-layout", "-", "-"]
        return subprocess.run(
            command, input=content, capture_output=True, check=True
        ).stdout.decode()

    def assertPrinted(self, text, *parts):
        """Every part stands in the text, blanks aside: CJK glyphs are set apart."""
        packed = "".join(text.split())
        for part in parts:
            self.assertIn("".join(part.split()), packed)

    def test_the_return_slip(self):
        self._add_accessory(quantity=2)
        self.company.rma_packing_guide = "<p>请使用原包装</p>"
        case = self._authorize(self._request(self.lots[0]))

        text = self._print("action_report_return_slip", case)

        self.assertPrinted(
            text, "退货单", case.name, "驱动电机", "SN0001", "2 × 电源插头", "深圳驱动有限公司",
            "包装方法", "请使用原包装", "Factory",
        )  # fmt: skip

    def test_the_receipt_confirmation(self):
        self._add_accessory(quantity=2)
        case = self._authorize(self._request(*self.lots))
        check = self._check(case)
        unit = check.line_ids[0]
        unit.action_found()
        seen = {"packing_state": "damaged", "seal_state": "broken", "note": "进水"}
        unit.write({**GOOD, **seen, "accessory_state": "incomplete"})
        unit.accessory_ids.quantity_received = 1
        check.write(
            {"parked_place": "Cage", "parked_ids": [Command.create({"lot_name": "XX-999"})]}
        )
        check.action_confirm()

        text = self._print("action_report_receipt_confirmation", check.picking_id)

        self.assertPrinted(
            text, "接收确认单", case.name, "驱动电机", "SN0001", "包装", "1 × 电源插头", "进水",
            "XX-999", "SN0002",
        )  # fmt: skip

    def test_the_inspection_report(self):
        self._add_checklist()
        self.user_quality.name = "李质检"
        self.env["rma.checklist.item"].search([("name", "=", "Voltage")]).with_context(
            lang="zh_CN"
        ).name = "电压"
        case = self._received_case(*self.lots)
        inspection = self._open_inspection(case.line_ids, **self._verdict(note="线圈烧毁"))
        self._fill_in(inspection, voltage=12.9)
        inspection.photo_ids = [Command.create({"name": "coil.png", "raw": PIXEL})]
        inspection.action_pass()

        text = self._print("action_report_inspection", inspection)

        self.assertPrinted(
            text, "客退品检验报告", inspection.name, case.name, "驱动电机", "SN0001, SN0002",
            "退货检验", "实际", "电压", "11.5 … 12.5 V", "12.9", "不合格", "线圈烧毁", "coil.png",
            "李质检",
        )  # fmt: skip

    def test_the_report_of_a_sample_tells_each_unit(self):
        self._add_checklist()
        case = self._received_case(*self.lots)
        inspection = self._open_inspection(
            case.line_ids, inspection_type="sample", sample_size=2, **self._verdict()
        )
        first, second = inspection.unit_ids
        self._fill_in_results(first.result_ids, voltage=13)
        self._fill_in_results(second.result_ids)
        inspection.action_pass()

        text = self._print("action_report_inspection", inspection)

        self.assertPrinted(text, "SN0001", "SN0002", "客退品检验报告", "13", "12")
        packed = "".join(text.split())
        self.assertLess(packed.index(f"·{first.lot_id.name}"), packed.index("13V"))
        self.assertLess(packed.index("13V"), packed.index(f"·{second.lot_id.name}"))

    def test_authorizing_plans_the_slip_and_sends_it_later(self):
        case = self._authorize(self._request(self.lots[0]))
        self.assertEqual(case.slip_state, "to_send")
        self.assertFalse(case.message_ids.attachment_ids)

        case.sudo()._send_slip()

        self.assertEqual(case.slip_state, "sent")
        message = case.message_ids[0]
        self.assertEqual(message.partner_ids, self.customer)
        self.assertIn("Return Slip", message.attachment_ids.name)

    def test_receiving_tells_the_customer_and_quality(self):
        self.company.rma_quality_user_id = self.user_quality
        case = self._authorize(self._request(self.lots[0]))

        self._receive(case)

        receipt = self.env["stock.picking"].search([("rma_case_id", "=", case.id)])
        self.assertEqual(receipt.rma_confirmation_state, "to_send")
        self.assertEqual(
            case.activity_ids.filtered(lambda a: a.user_id == self.user_quality).summary,
            "Inspect returned goods",
        )
        receipt._send_confirmation()
        self.assertEqual(receipt.rma_confirmation_state, "sent")
        self.assertEqual(receipt.message_ids[0].partner_ids, self.customer)
        self.assertTrue(receipt.message_ids[0].attachment_ids)

    def test_the_request_to_inspect_ends_with_the_last_inspection(self):
        self.company.rma_quality_user_id = self.user_quality
        case = self._receive(self._authorize(self._request(*self.lots[:2])))
        asked = case.activity_ids.filtered(lambda a: a.user_id == self.user_quality)

        self._inspect(case.line_ids[0])
        self.assertEqual(len(asked.exists()), 1)
        self._inspect(case.line_ids[1])

        self.assertFalse(asked.exists())

    def test_goods_decided_in_advance_are_not_asked_to_be_inspected(self):
        self.company.rma_quality_user_id = self.user_quality
        case = self._authorize(self._request(self.lots[0]))
        self._decide(case.line_ids, "scrap", "replace", is_advance=True)

        self._receive(case)

        self.assertFalse(case.activity_ids.filtered(lambda a: a.user_id == self.user_quality))

    def test_every_mail_greets_alike_and_names_its_sender(self):
        case = self._authorize(self._request(self.lots[0]))
        decision = self._propose(case.line_ids, "scrap", "replace", is_advance=True)
        records = {record._name: record for record in (case, self._receipt(case), decision)}
        mails = self.env["ir.model.data"].search(
            [("module", "=", "rma_repair"), ("model", "=", "mail.template")]
        )
        mails = self.env["mail.template"].browse(mails.mapped("res_id"))
        self.assertEqual(len(mails), 9)

        for mail in mails:
            for lang, greeting in GREETINGS.items():
                record = records[mail.model]
                body = mail._render_field("body_html", record.ids, set_lang=lang)[record.id]
                texts = [
                    " ".join(p.text_content().split()) for p in html.fromstring(body).iter("p")
                ]
                with self.subTest(mail=mail.name, lang=lang):
                    self.assertEqual(texts[0], greeting % self.customer.name)
                    self.assertFalse(texts[1][0].islower())
                    self.assertEqual(texts[-1], self.company.name)

    def test_mails_of_transfers_are_valid_where_transfers_have_no_case(self):
        """Odoo tries a template on any transfer it finds: a company installs this among its own."""
        delivery = self._sell_cables(1).move_ids.picking_id

        for name in ("receipt_confirmation", "shipment"):
            mail = self.env.ref(f"rma_repair.mail_template_{name}")
            body = mail._render_field("body_html", delivery.ids)[delivery.id]
            self.assertNotIn("/my/", body)
            self.assertIn(self.company.name, body)

    def test_a_mail_that_fails_takes_nothing_back(self):
        case = self._receive(self._authorize(self._request(self.lots[0])))
        receipt = self.env["stock.picking"].search([("rma_case_id", "=", case.id)])

        with patch.object(
            type(receipt), "message_post_with_source", side_effect=ValueError("no printer")
        ):
            receipt._send_confirmation()

        self.assertEqual(receipt.rma_confirmation_state, "failed")
        self.assertEqual(case.line_ids.state, "received")
        self.assertIn("was not mailed: no printer", case.message_ids[0].body)

    def test_a_customer_without_address_is_noted(self):
        self.customer.email = False
        case = self._authorize(self._request(self.lots[0]))

        case.sudo()._send_slip()

        self.assertEqual(case.slip_state, "failed")
        self.assertTrue(
            case.message_ids.filtered(lambda message: "no e-mail address" in message.body)
        )

    def _search_receipts(self, case):
        return self.env["stock.picking"].search([("rma_case_id", "=", case.id)])

    def test_who_got_no_mail_is_told_by_the_responsible(self):
        self.customer.email = False
        case = self._receive(self._authorize(self._request(self.lots[0])))

        case.sudo()._send_slip()
        self._search_receipts(case)._send_confirmation()

        told = case.activity_search([TELL])
        self.assertEqual(told.user_id, case.user_id)
        self.assertIn("no e-mail address", told.note)

    def test_quality_without_anybody_is_the_after_sales_manager(self):
        gone = self.user_quality.copy({"login": "gone", "active": False})
        for nobody in (gone.browse(), gone):
            self.company.rma_quality_user_id = nobody
            self.company.rma_escalation_user_id = self.user_manager
            case = self._receive(self._authorize(self._request(self.lots[len(nobody)])))

            self._search_receipts(case)._send_confirmation()

            asked = case.activity_search([INSPECT])
            self.assertEqual(asked.user_id, self.user_manager)
            self._inspect(case.line_ids)
            self.assertFalse(asked.exists())

    def test_the_manager_sees_to_cases_of_who_left_or_has_no_role(self):
        self.company.rma_escalation_user_id = self.user_manager
        case = self._request(self.lots[0])
        self.assertEqual(case._get_responsible(), case.user_id)

        outsider = new_test_user(self.env, "outsider", "base.group_user")
        case.sudo().user_id = outsider
        self.assertEqual(case._get_responsible(), self.user_manager)

        case.sudo().user_id = self.user_service
        self.user_service.sudo().active = False
        self.assertEqual(case._get_responsible(), self.user_manager)

    def test_the_cron_sends_what_is_due(self):
        case = self._receive(self._authorize(self._request(self.lots[0])))
        self.env.ref("rma_repair.ir_cron_send_papers").method_direct_trigger()

        receipt = self.env["stock.picking"].search([("rma_case_id", "=", case.id)])
        self.assertEqual(case.slip_state, "sent")
        self.assertEqual(receipt.rma_confirmation_state, "sent")

    def test_a_scanned_slip_opens_the_check_or_the_case(self):
        case = self._authorize(self._request(self.lots[0]))
        cases = self.env["rma.case"]

        check = cases.with_user(self.user_warehouse).action_open_scanned(case.name)
        opened = cases.with_user(self.user_service).action_open_scanned(case.name)

        self.assertEqual(check["res_model"], "rma.receipt.check")
        self.assertEqual((opened["res_model"], opened["res_id"]), ("rma.case", case.id))
        self.assertFalse(cases.with_user(self.user_service).action_open_scanned("SN0001"))
