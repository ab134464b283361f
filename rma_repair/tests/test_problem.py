from datetime import date

from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .eight_d_common import EightDCommon


@tagged("post_install", "-at_install")
class TestProblem(EightDCommon):
    """Since when, how often and where a unit failed goes from the customer to bench and 8D."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lots = cls._sell_serials(3)
        told = (
            {"date_failed": "2026-01-05", "occurrence": "always", "environment": "Outdoors"},
            {"date_failed": "2026-02-01", "occurrence": "once", "environment": "Outdoors"},
            {"reason": "Noise"},
        )
        cls.case = cls._request(
            *({"lot_id": lot.id, **values} for lot, values in zip(cls.lots, told, strict=True))
        )
        cls.first, cls.second, cls.last = cls.case.line_ids

    def test_the_circumstances_are_told_in_one_line(self):
        self.assertEqual(self.first.problem_details, "Failed on 01/05/2026 · Always · Outdoors")
        self.assertFalse(self.last.problem_details)

    def test_a_day_to_come_is_refused(self):
        with self.assertRaises(ValidationError) as refused:
            self.first.date_failed = "2999-01-01"

        self.assertIn("still to come", str(refused.exception))
        self.first.invalidate_recordset()
        self.assertEqual(self.first.date_failed, date(2026, 1, 5))

    def test_the_workshop_reads_it_on_the_repair(self):
        self._receive(self._authorize(self.case))
        self._inspect(self.case.line_ids)
        self._decide(self.first, "repair", "return")

        repair = self.first.sudo().repair_ids.with_user(self.user_workshop)
        self.assertEqual(repair.rma_problem_details, self.first.problem_details)

    def test_the_8d_tells_what_its_lines_say_as_they_say_it(self):
        report = self._report()
        self.case.line_ids.sudo().eight_d_id = report.id
        self.assertRecordValues(
            report,
            [{
                "reported_when": "01/05/2026 – 02/01/2026",
                "reported_how_often": "Always: 1, Once: 1",
                "reported_where": "Outdoors: 2",
            }],
        )  # fmt: skip

        self.last.sudo().write({"occurrence": "once", "environment": "Indoors"})
        self.assertEqual(report.reported_how_often, "Always: 1, Once: 2")
        self.assertEqual(set(report.reported_where.split("\n")), {"Outdoors: 2", "Indoors: 1"})

    def test_a_kits_components_say_it_too(self):
        vals = self.first._prepare_component_line_vals(self.first.origin_move_id, 1)

        self.assertEqual(vals["environment"], "Outdoors")
        self.assertEqual(vals["date_failed"], date(2026, 1, 5))
