from freezegun import freeze_time

from odoo.tests import tagged

from .common import RmaCommon
from .test_deadline_rule import moment


class DeadlineCommon(RmaCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.resource_calendar_id.tz = "UTC"
        cls.lots = cls._sell_serials(2)
        cls.env["rma.deadline.rule"].search([]).action_archive()
        rule = {"batch_extra_hours": 48}
        cls.env["rma.deadline.rule"].create(
            [
                {**rule, "step": "requested", "duration": 24, "unit": "hour"},
                {**rule, "step": "requested", "severity": "3", "duration": 4, "unit": "hour"},
                {**rule, "step": "received", "duration": 2, "unit": "working_day"},
                {**rule, "step": "total", "duration": 28, "unit": "day"},
                {**rule, "step": "total", "defect_class": "cosmetic", "duration": 7, "unit": "day"},
                {"step": "notice", "duration": 15, "unit": "working_day", "batch_extra_hours": 0},
            ]
        )

    def _new(self, requested="2026-05-04 10:00:00", **values):
        return self._request(self.lots[0], date_request=requested, **values)

    @freeze_time("2026-05-04 10:00:00")
    def _received(self):
        return self._receive(self._authorize(self._new()))


@tagged("post_install", "-at_install")
class TestDeadlines(DeadlineCommon):
    def test_the_first_answer_is_due_in_24_hours(self):
        case = self._new()

        self.assertRecordValues(
            case.line_ids,
            [
                {
                    "date_deadline": moment("2026-05-05 10:00:00"),
                    "deadline_step": "requested",
                }
            ],
        )
        self.assertEqual(case.date_step_deadline, moment("2026-05-05 10:00:00"))
        self.assertEqual(str(case.date_deadline), "2026-05-05")

    def test_severity_shortens(self):
        case = self._new()

        case.severity = "3"

        self.assertEqual(case.date_step_deadline, moment("2026-05-04 14:00:00"))

    def test_a_batch_gets_48_hours_more(self):
        case = self._new()

        case.is_batch = True

        self.assertEqual(case.date_step_deadline, moment("2026-05-07 10:00:00"))

    def test_the_whole_return_may_be_due_before_its_step(self):
        line = self._received().line_ids
        self.assertEqual(line.date_deadline, moment("2026-05-06 23:59:59"))
        self.assertEqual(line.date_total_deadline, moment("2026-06-01 23:59:59"))

        self.failure.defect_class = "cosmetic"
        line.with_user(self.user_quality).failure_code_id = self.failure

        self.assertEqual(line.date_total_deadline, moment("2026-05-11 23:59:59"))

    def test_the_repair_limit_is_15_working_days(self):
        self.assertEqual(
            self._received().line_ids.date_notice_deadline, moment("2026-05-25 23:59:59")
        )

    def test_what_is_closed_is_not_due(self):
        case = self._new()

        case.with_user(self.user_service).action_refuse()

        self.assertFalse(case.line_ids.date_deadline)
        self.assertFalse(case.date_deadline)

    def test_a_new_rule_moves_open_lines(self):
        case = self._new()

        self.env["rma.deadline.rule"].search([("step", "=", "requested")]).duration = 2

        self.assertEqual(case.date_step_deadline, moment("2026-05-04 12:00:00"))

    def test_a_code_s_other_class_moves_the_deadline(self):
        line = self._received().line_ids
        line.with_user(self.user_quality).failure_code_id = self.failure
        self.assertEqual(line.date_total_deadline, moment("2026-06-01 23:59:59"))
        self.env.flush_all()
        self.env.invalidate_all()

        self.failure.defect_class = "cosmetic"
        self.env.flush_all()
        self.env.invalidate_all()

        self.assertEqual(line.date_total_deadline, moment("2026-05-11 23:59:59"))

    def test_late_and_due_today_are_found(self):
        case = self._new()
        line = case.line_ids
        for now, is_late, is_due_today in (
            ("2026-05-04 23:00:00", False, False),
            ("2026-05-05 10:00:00", False, True),
            ("2026-05-05 10:00:01", True, True),
            ("2026-05-06 00:00:00", True, False),
        ):
            with self.subTest(now=now), freeze_time(now):
                for record in (case, line):
                    record.invalidate_recordset(["is_late", "is_due_today"])
                    found = record.search([("id", "=", record.id), ("is_late", "=", True)])
                    today = record.search([("id", "=", record.id), ("is_due_today", "=", True)])
                    self.assertEqual((record.is_late, record.is_due_today), (is_late, is_due_today))
                    self.assertEqual((bool(found), bool(today)), (is_late, is_due_today))
