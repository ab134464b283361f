from unittest.mock import patch

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import Form, freeze_time, tagged

from odoo.addons.rma_repair.tools import exact_tests

from .eight_d_common import EightDCommon


@tagged("post_install", "-at_install")
class TestEightDAdvice(EightDCommon):
    """Weak answers are pointed out while writing; dates and numbers set themselves."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.story = cls._story(until="d7")
        cls.report = cls.story.report

    def test_the_golden_report_has_no_weak_answer(self):
        self.assertFalse(self.report.advice)

    def test_an_operator_error_as_last_why_is_pointed_out(self):
        self.report._root_causes("occurrence").name = "Operator error at station 4"

        self.assertIn("“Operator error at station 4” ends at a person", self.report.advice)

    def test_a_chinese_operator_error_is_pointed_out_too(self):
        self.report._root_causes("escape").name = "检验员疏忽"

        self.assertIn("“检验员疏忽” ends at a person", self.report.advice)

    def test_a_cause_without_action_is_pointed_out(self):
        self.report._root_causes("escape").action_ids = False

        self.assertIn("has no action", self.report.advice)

    def test_an_action_without_cause_is_pointed_out(self):
        self.report._live_actions("corrective")[0].cause_ids = False

        self.assertIn("answers no cause", self.report.advice)

    def test_containment_never_withdrawn_is_pointed_out(self):
        self.report.containment_ids.date_withdrawn = False

        self.assertIn("containment is still in place", self.report.advice)

    def test_no_revision_of_fmea_or_control_plan_is_pointed_out(self):
        rows = self.report.document_ids.filtered(lambda r: r.kind in ("fmea", "control_plan"))
        rows.write({"revision_after": False, "is_not_affected": True})

        self.assertIn("neither the FMEA nor the control plan", self.report.advice)

    def test_training_as_the_only_action_is_pointed_out(self):
        self.report._live_actions("corrective").name = "Train the operators"

        self.assertIn("training or reminding is the only action", self.report.advice)

    def test_advice_comes_while_writing(self):
        with Form(self._report()) as form:
            form.what = "Drive does not work"
            self.assertIn("no measured value with a unit", form.advice)
            form.measured_unit = "V"
            self.assertFalse(form.advice)

    def test_the_review_date_sets_itself_and_is_put_off_while_nothing_is_provable(self):
        effective, review = self.report.date_effective, self.report.date_review
        self.assertEqual(review, fields.Date.add(effective, days=90))

        with freeze_time(fields.Datetime.to_datetime(review)):
            self.env["rma.8d.report"]._review_effectiveness()

        self.assertEqual(self.report.date_review, fields.Date.add(review, days=30))
        summaries = self.report.activity_ids.mapped("summary")
        self.assertIn(f"Review the effectiveness of {self.report.name}", summaries)

    def test_the_lesson_of_a_report_is_judged_by_what_is_shipped_later(self):
        action = self.report.action_create_lesson()
        lesson = self.env["rma.lesson"].browse(action["res_id"])
        self.assertTrue(self.report.date_effective)

        for days, result in ((80, "waiting"), (100, "held")):
            moment = fields.Date.add(self.report.date_effective, days=days)
            with self.subTest(days), freeze_time(fields.Datetime.to_datetime(moment)):
                lesson.invalidate_recordset()
                self.assertEqual(lesson.result_90d, result)

    def _ship(self, days_ago, prefix):
        lots = self._sell_serials(1, prefix=prefix)
        lines = self.env["stock.move.line"].search([("lot_id", "in", lots.ids)])
        self._date_moves(lines, fields.Datetime.subtract(fields.Datetime.now(), days=days_ago))

    def test_without_scipy_the_report_says_what_is_missing(self):
        self._ship(200, "OLD")
        self._ship(50, "NEW")
        missing = ImportError("No module named 'scipy'")
        with patch.object(exact_tests, "import_module", side_effect=missing):
            self.report.invalidate_recordset()
            self.assertEqual(self.report.effectiveness_state, "not_provable")
            self.assertIn("pip install scipy", self.report.effectiveness_text)
            self.assertFalse(self.report.effectiveness_chart)

    def test_without_scipy_nothing_is_proposed_and_nothing_lost(self):
        before = self.report.isnot_ids
        missing = exact_tests.SciPyMissing()
        method = "odoo.addons.rma_repair.models.rma_8d_report_isnot.Rma8dReportIsnot._get_contrasts"
        with patch(method, side_effect=missing), self.assertRaisesRegex(UserError, "SciPy"):
            self.report.action_propose_isnot()

        self.assertEqual(self.report.isnot_ids, before)
