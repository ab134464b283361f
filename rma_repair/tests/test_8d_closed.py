from lxml import etree

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools.safe_eval import safe_eval

from .eight_d_common import EightDCommon


@tagged("post_install", "-at_install")
class TestEightDClosed(EightDCommon):
    """What a closed report allows, and what opens it again."""

    def _closed_report(self):
        """The golden report, closed; its actions took effect 130 days ago."""
        return self._story(until="d8").report

    def _ship(self, days_ago, prefix):
        """A serial that was shipped `days_ago`."""
        lot = self._sell_serials(1, prefix=prefix)
        move_lines = self.env["stock.move.line"].search(
            [("lot_id", "=", lot.id), ("location_dest_id.usage", "=", "customer")]
        )
        date = fields.Datetime.subtract(fields.Datetime.now(), days=days_ago)
        move_lines.write({"date": date})
        move_lines.move_id.write({"date": date})
        return lot

    def test_nobody_changes_a_closed_report(self):
        report = self._closed_report().with_env(self.env)
        self.assertEqual(report.state, "closed")

        for change in (
            lambda: report.write({"title": "Other"}),
            lambda: report.cause_ids[0].write({"name": "Other"}),
            lambda: report.action_ids[0].write({"proof": "Other"}),
            lambda: report.discipline_ids[0].write({"state": "open", "reopen_reason": "x"}),
            lambda: report.containment_ids[0].unlink(),
            lambda: report.unlink(),
        ):
            with self.assertRaises(UserError):
                change()
        self.assertEqual(report.title, "Drives stop with E17 after warm-up")

    def _offered_steps(self, row, report_state):
        """The buttons of the row's lists and form that show, by the state of its report."""
        views = self.env["ir.ui.view"].search(
            [("model", "=", row._name), ("type", "in", ("list", "form"))]
        )
        values = {"state": row.state, "report_state": report_state}
        return {
            (view.xml_id, button.get("name"))
            for view in views
            for button in etree.fromstring(view.arch).iter("button")
            if not safe_eval(button.get("invisible"), values)
        }

    def test_rows_of_a_closed_report_offer_no_step(self):
        report = self._closed_report()

        for row in (report.action_ids[0], report.discipline_ids[0]):
            with self.subTest(row=row._name):
                self.assertEqual(row.report_state, "closed")
                self.assertTrue(self._offered_steps(row, "open"))
                self.assertEqual(self._offered_steps(row, row.report_state), set())

    def test_reopening_needs_a_reason(self):
        report = self._closed_report()

        with self.assertRaisesRegex(UserError, "Reopen Reason"):
            report.write({"state": "open"})
        self.assertEqual(report.state, "closed")
        report.write({"state": "open", "reopen_reason": "Customer saw it again"})

        self.assertEqual(report.discipline, "d6")
        self.assertFalse(report.date_closed)

    def test_a_recurrence_in_the_window_opens_the_report_again(self):
        report = self._closed_report()
        report._get_profile().review_days = 200
        lot = self._ship(20, "NEW")

        case = self._inspected_case(lot)

        self.assertEqual(report.state, "open")
        self.assertEqual(case.line_ids.eight_d_id, report)
        self.assertIn("failed again", report.reopen_reason)

    def test_an_old_unit_is_linked_and_opens_nothing(self):
        report = self._closed_report()
        lot = self._ship(400, "OLD")

        case = self._inspected_case(lot)

        self.assertEqual(report.state, "closed")
        self.assertEqual(case.line_ids.eight_d_id, report)

    def test_a_repeat_after_the_window_opens_a_new_report_that_says_so(self):
        report = self._closed_report()
        lot = self._ship(5, "NEW")

        case = self._inspected_case(lot)

        new = case.line_ids.eight_d_id
        self.assertRecordValues(new, [{"trigger": "repeat", "repeat_of_id": report.id}])
        self.assertEqual(report.state, "closed")
