from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from .eight_d_common import EightDCommon

CONFIRMED = 45


@tagged("post_install", "-at_install")
class TestEightDGolden(EightDCommon):
    """The pallet of 60 drives: opened by its batch, walked from D0 to D8, proved by its returns."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.rma_inspection_threshold = 1000
        cls.bad = cls._sell_serials(60, prefix="SD200-")
        cls._backdate(cls.bad, 260)
        case = cls._request(*cls.bad, is_batch=True, severity="2")
        cls._receive(cls._authorize(cls._approve(case)))
        cls._inspect(case.line_ids[:CONFIRMED])
        cls._inspect(case.line_ids[CONFIRMED:], finding="ntf")
        cls.case = case.with_env(cls.env)
        cls.report = cls.case.line_ids.eight_d_id
        start = fields.Datetime.now() - timedelta(days=150)
        cls.case.date_request = start
        cls.report.date_start = start

    @classmethod
    def _backdate(cls, lots, days):
        """As if these serials had been shipped `days` ago."""
        move_lines = cls.env["stock.move.line"].search(
            [("lot_id", "in", lots.ids), ("location_dest_id.usage", "=", "customer")]
        )
        date = fields.Datetime.now() - timedelta(days=days)
        move_lines.write({"date": date})
        move_lines.move_id.write({"date": date})

    def test_the_batch_opened_the_report_with_its_quantities(self):
        self.assertRecordValues(
            self.report,
            [
                {
                    "trigger": "batch",
                    "failure_code_id": self.failure.id,
                    "qty_complained": 60,
                    "qty_returned": 60,
                    "qty_analysed": 60,
                    "qty_confirmed": CONFIRMED,
                    "qty_ntf": 15,
                }
            ],
        )

    def test_it_goes_from_d0_to_d8_and_is_proved_by_later_deliveries(self):
        self._backdate(self._sell_serials(100, prefix="NEW-"), 110)

        self._story(self.report, "d8")

        self.assertRecordValues(self.report, [{"state": "closed", "effectiveness_state": "proven"}])
        self.assertIn("Before: 45 failures", self.report.effectiveness_text)
        self.assertTrue(all(p.state == "done" for p in self.report.discipline_ids))

    def test_its_paper_says_what_the_report_says(self):
        self._story(self.report, "d8")
        action = self.env.ref("rma_repair.rma_8d_report_customer_action_report")

        paper = action._render_qweb_html(action.report_name, self.report.ids)[0].decode()

        for text in (
            "45 of 60 drives SD-200 stop with error E17",
            "Maintenance plan has no calibration step for oven sensors",
            "Hot test was dropped in 2024 without risk analysis",
            "PFMEA SMT line 2",
            "Issued without acknowledgement of any legal obligation",
            'alt="Fishbone"',
        ):
            self.assertIn(text, paper)
        self.assertEqual(paper.count('alt="5-Why"'), 3)

    def test_too_few_unit_months_are_said_in_words(self):
        self._backdate(self._sell_serials(1, prefix="NEW-"), 1)
        self._story(self.report, "d7")

        self.assertEqual(self.report.effectiveness_state, "not_provable")
        self.assertRegex(self.report.effectiveness_text, r"needs about \d+ more unit-months")

    def test_is_and_is_not_are_proposed_from_the_deliveries(self):
        self._sell_serials(40, prefix="OK-", customer=self.other_customer)

        self.report.action_propose_isnot()

        rows = self.report.isnot_ids
        self.assertTrue(all(rows.mapped("is_proposed")))
        customer = rows.filtered(lambda row: row.source.startswith("customer="))
        self.assertEqual(customer.dimension, "where")
        self.assertIn("45 of 45 affected", customer.is_text)
        self.assertIn("15 of 55 unaffected", customer.is_not_text)
        self.assertLess(customer.p_value, 0.001)

    def test_a_weak_answer_is_pointed_out(self):
        story = self._story(self.report, "d3")
        story.d4()
        self.report._root_causes("occurrence").name = "Operator error"

        self.assertIn("“Operator error” ends at a person", self.report.advice)
        self.assertIn("has no action", self.report.advice)

    def test_the_lesson_is_offered_where_the_same_failure_is_inspected(self):
        self._story(self.report, "d8")

        self.assertEqual(self.case.line_ids[0].lesson_ids, self.report.lesson_ids)
        self.assertFalse(self.case.line_ids[-1].lesson_ids)
