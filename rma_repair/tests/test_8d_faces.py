import base64
import io
import json
import shutil
import subprocess

import openpyxl

from odoo.tests import HttpCase, tagged

from .eight_d_common import EightDCommon

SECRET = "Secret recipe 4711"


@tagged("post_install", "-at_install")
class TestEightDFaces(EightDCommon, HttpCase):
    """Two faces of one report: what is internal or cancelled leaves on no way."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.report = cls._story(until="d7").report.with_env(cls.env)
        cls._hide_a_row_of_each_kind()

    @classmethod
    def _hide_a_row_of_each_kind(cls):
        """One internal row per table that names the secret, and what points at it."""
        report = cls.report
        hidden = report.cause_ids.filtered(lambda cause: cause.level == 2)
        hidden.write({"name": SECRET, "is_internal": True})
        root = report._root_causes("systemic")
        root.write({"name": SECRET, "is_internal": True})
        report.isnot_ids[0].write({"difference": SECRET, "is_internal": True})
        row = report.containment_ids.filtered("marking")[0]
        row.write({"marking": SECRET, "is_internal": True})
        report.document_ids[0].write({"name": SECRET, "is_internal": True})
        report.deployment_ids[0].write({"action": SECRET, "is_internal": True})
        report.member_ids[-1].write({"skills": SECRET, "department": SECRET, "is_internal": True})
        cancelled = cls.story_action(f"{SECRET} cancelled")
        cancelled.write({"state": "cancelled"})

    @classmethod
    def story_action(cls, name):
        return cls.env["rma.8d.action"].create({"report_id": cls.report.id, "name": name})

    def _workbook(self, edition):
        book = openpyxl.load_workbook(io.BytesIO(self.report._make_xlsx(edition)))
        return "\n".join(
            str(cell.value) for sheet in book for row in sheet for cell in row if cell.value
        )

    def _html(self, edition):
        action = self.env.ref(f"rma_repair.rma_8d_report_{edition}_action_report")
        return action._render_qweb_html(action.report_name, self.report.ids)[0].decode()

    def test_the_paper_of_the_customer_hides_what_is_internal_or_cancelled(self):
        self.assertIn(SECRET, self._html("internal"))
        self.assertNotIn(SECRET, self._html("customer"))
        self.assertNotIn(SECRET, self._html("supplier"))

    def test_no_drawing_of_the_customer_shows_it(self):
        for edition, count in (("internal", 2), ("customer", 0)):
            pictures = [self.report._draw_why(path, edition) for path in ("occurrence", "systemic")]
            texts = [self._svg(picture) for picture in pictures if picture]
            self.assertEqual(sum(SECRET[:12] in text for text in texts), count, edition)

    @staticmethod
    def _svg(image):
        data = str(image).split("base64,")[1].split('"')[0]
        return base64.b64decode(data).decode()

    def test_the_workbook_of_the_customer_hides_it(self):
        self.assertIn(SECRET, self._workbook("internal"))
        self.assertNotIn(SECRET, self._workbook("customer"))
        self.assertIn("Hot test 70 °C, 30 min", self._workbook("customer"))

    def test_what_is_frozen_for_the_customer_hides_it(self):
        revision = self.report._freeze("customer", "d7", self.customer, False)

        self.assertNotIn(SECRET, json.dumps(revision.snapshot, ensure_ascii=False))
        self.assertNotIn(SECRET, base64.b64decode(revision.attachment_id.datas).decode())
        self.assertIn(SECRET, json.dumps(self.report._get_snapshot("internal")))

    def test_the_pdf_has_the_layout_and_hides_it(self):
        text = self._pdf("customer")

        for words in (
            "D1 Team", "D2 Problem", "D3 Containment", "D4 Root Causes", "D5 Corrective Actions",
            "D6 Implementation", "D7 Prevention", "INTERIM", "Page 1 / ", "Rev.", "SHA-256",
            "Issued without acknowledgement of any legal obligation",
        ):  # fmt: skip
            self.assertIn(words.lower(), text.lower())
        self.assertNotIn(SECRET, text)

    def _pdf(self, edition):
        """The text of the printed PDF."""
        if not shutil.which("pdftotext"):
            self.skipTest("needs pdftotext")
        reports = self.env["ir.actions.report"].with_context(force_report_rendering=True)
        content, kind = reports._render_qweb_pdf(
            f"rma_repair.rma_8d_report_{edition}_action_report", self.report.ids
        )
        self.assertEqual(kind, "pdf")
        command = ["pdftotext", "-layout", "-", "-"]
        return subprocess.run(
            command, input=content, capture_output=True, check=True
        ).stdout.decode()

    def test_the_download_of_each_edition_differs(self):
        for edition, action in (
            ("internal", self.report.action_export_xlsx()),
            ("customer", self.report.action_export_xlsx_customer()),
        ):
            attachment_id = int(action["url"].split("/")[3].split("?")[0])
            attachment = self.env["ir.attachment"].browse(attachment_id)
            book = openpyxl.load_workbook(io.BytesIO(base64.b64decode(attachment.datas)))
            texts = [str(cell.value) for row in book["D4 Root Causes"] for cell in row]
            self.assertEqual(any(SECRET in text for text in texts), edition == "internal")
