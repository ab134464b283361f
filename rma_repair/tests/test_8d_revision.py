import base64
import io
import zipfile
from unittest.mock import patch

import openpyxl

from odoo.exceptions import UserError, ValidationError
from odoo.orm.fields import Field
from odoo.orm.fields_selection import Selection
from odoo.tests import tagged

from .eight_d_common import EightDCommon


@tagged("post_install", "-at_install")
class TestEightDRevision(EightDCommon):
    """Two faces, frozen revisions, the customer's answers, exports."""

    def _paper(self, report, edition):
        action = self.env.ref(f"rma_repair.rma_8d_report_{edition}_action_report")
        return action._render_qweb_html(action.report_name, report.ids)[0].decode()

    def test_only_complete_disciplines_can_be_sent(self):
        story = self._story(until="d1")

        with self.assertRaisesRegex(UserError, "complete D2, D3 first"):
            story.report._freeze("customer", "d3", self.customer, False)
        self.assertFalse(story.report.revision_ids)

    def test_sending_freezes_a_numbered_revision_with_its_paper(self):
        report = self._story(until="d3").report

        revision = report._freeze("customer", "d3", self.customer, False)

        self.assertRecordValues(
            revision, [{"number": 1, "status": "interim", "sent_by_id": self.user_quality.id}]
        )
        self.assertTrue(revision.attachment_id.datas)
        self.assertTrue(self._part(report, "d3").date_sent)
        with self.assertRaises(UserError):
            revision.reason = "Other"
        with self.assertRaises(UserError):
            report.with_env(self.env).unlink()

    def test_a_change_after_sending_needs_a_reason_and_is_listed(self):
        report = self._story(until="d3").report
        report._freeze("customer", "d3", self.customer, False)
        report.what = "Drive stops cold as well"

        with self.assertRaisesRegex(UserError, "say why"):
            report._freeze("customer", "d3", self.customer, False)
        revision = report._freeze("customer", "d3", self.customer, "New finding")

        self.assertEqual(revision.number, 2)
        self.assertIn("Drive stops cold as well", revision.changes)

    def test_rows_marked_internal_never_leave(self):
        report = self._story(until="d4").report
        secret = report.cause_ids.filtered(lambda cause: cause.bone == "environment")
        secret.write({"name": "Secret recipe 4711", "is_internal": True})

        internal, customer = (self._paper(report, edition) for edition in ("internal", "customer"))
        revision = report._freeze("customer", "d4", self.customer, False)

        self.assertIn("Secret recipe 4711", internal)
        self.assertNotIn("Secret recipe 4711", customer)
        self.assertNotIn("Secret recipe 4711", str(revision.snapshot))
        self.assertNotIn(
            "Secret recipe 4711", base64.b64decode(revision.attachment_id.datas).decode()
        )

    def test_costs_are_in_the_internal_edition_only(self):
        report = self._story(until="d8").report

        self.assertIn("8,250.00", self._paper(report, "internal"))
        self.assertNotIn("8,250.00", self._paper(report, "customer"))

    def test_a_rejected_block_comes_back_and_no_other(self):
        report = self._story(until="d4").report
        revision = report._freeze("customer", "d4", self.customer, False)

        self._answer(revision, "d4", "rejected", "Escape not convincing")

        self.assertEqual(self._part(report, "d4").state, "open")
        self.assertEqual(self._part(report, "d3").state, "done")
        self.assertEqual(self._part(report, "d4").reopen_reason, "Escape not convincing")
        self.assertEqual(report.customer_verdict, "rejected")

    def _answer(self, revision, block, verdict, comment=False):
        return self.env["rma.8d.answer"].create(
            {"revision_id": revision.id, "block": block, "verdict": verdict, "comment": comment}
        )

    def test_what_was_not_sent_can_not_be_answered(self):
        revision = self._story(until="d3").report._freeze("customer", "d3", self.customer, False)

        with self.assertRaises(UserError):
            self._answer(revision, "d7", "accepted")
        self.assertFalse(revision.answer_ids)

    def test_a_report_refers_to_another_of_the_same_customer_only(self):
        sent = self._story(until="d4").report
        sent._freeze("customer", "d4", self.customer, False)
        same = self._report(reference_id=sent.id)

        with self.assertRaises(ValidationError):
            self._report(partner_id=self.other_customer.id, reference_id=sent.id)
        with self.assertRaises(ValidationError):
            self._report(reference_id=same.id)

        self.assertIn("E17", self._paper(same, "customer"))

    def test_a_later_change_invalidates_the_signature_visibly(self):
        story = self._story(until="d7")
        story.report.action_sign()
        signature = story.report.signature_ids
        self.assertTrue(signature.is_valid)

        story.report.what = "Changed"

        signature.invalidate_recordset()
        self.assertFalse(signature.is_valid)
        with self.assertRaises(UserError):
            signature.write({"meaning": "released"})

    def _renamed(self):
        """Every label of every field and choice reads differently."""
        return (
            patch.object(Field, "_description_string", lambda field, env: "Renamed"),
            patch.object(
                Selection,
                "_description_selection",
                lambda field, env: [(key, f"Renamed {key}") for key in field.get_values(env)],
            ),
        )

    def _assert_valid(self, signature, is_valid):
        signature.report_id.containment_ids.invalidate_recordset(["display_name"])
        signature.invalidate_recordset()
        self.assertEqual(signature.is_valid, is_valid)

    def test_a_signature_outlives_the_labels(self):
        report = self._story(until="d7").report
        report.action_sign()
        signature = report.signature_ids
        strings, choices = self._renamed()

        with strings, choices:
            self._assert_valid(signature, True)
            report.severity = "1"
            self._assert_valid(signature, False)

    def test_a_signature_over_labels_is_judged_as_it_was_made(self):
        report = self._story(until="d7").report
        report.action_sign()
        signature = report.signature_ids
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE rma_8d_signature SET fingerprint = %s, fingerprint_version = NULL",
            [report._get_fingerprint(1)],
        )
        self._assert_valid(signature, True)

        report.what = "Changed"

        self._assert_valid(signature, False)

    def test_an_accepted_block_stays_accepted_under_other_labels(self):
        report = self._story(until="d3").report
        strings, _choices = self._renamed()
        first = report._freeze("customer", "d3", self.customer, False)
        with strings:
            second = report._freeze("customer", "d3", self.customer, "Printed again")

        self.assertEqual(first._get_block("d1_3"), second._get_block("d1_3"))
        self.assertNotEqual(first.snapshot, second.snapshot)

    def test_only_the_sponsor_releases(self):
        report = self._story(until="d7").report

        with self.assertRaises(UserError):
            self.env["rma.8d.signature"].with_user(self.user_quality).create(
                {"report_id": report.id, "meaning": "released"}
            )
        self.assertFalse(report.signature_ids)

    def test_the_workbook_has_a_sheet_per_discipline(self):
        report = self._story(until="d4").report

        book = openpyxl.load_workbook(io.BytesIO(report._make_xlsx("internal")))

        self.assertEqual(len(book.sheetnames), 10)
        cells = [str(cell.value) for row in book["D4 Root Causes"] for cell in row]
        self.assertIn("Thermocouple exchanged without calibration", cells)

    def test_the_supplier_gets_evidence_without_the_customers_name(self):
        report = self._story(until="d4").report
        with self.assertRaises(UserError):
            report.action_supplier_pack()
        supplier = self.env["res.partner"].create({"name": "Capacitor Works"})
        report._root_causes("occurrence").supplier_id = supplier

        pack = zipfile.ZipFile(io.BytesIO(report._make_supplier_pack()))

        self.assertEqual(report.supplier_id, supplier)
        self.assertIn("serials-and-costs.xlsx", pack.namelist())
        self.assertIn("evidence/01 Ripple, good drive.png", pack.namelist())
        paper = pack.read(next(name for name in pack.namelist() if name.startswith("8D."))).decode()
        self.assertNotIn(self.customer.name, paper)
