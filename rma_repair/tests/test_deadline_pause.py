from freezegun import freeze_time

from odoo.tests import tagged

from .common import RmaCommon
from .test_deadline_rule import moment


@tagged("post_install", "-at_install")
class TestDeadlinePause(RmaCommon):
    """Waiting on others stops the clock. The company works 8-12 and 13-17 UTC, Monday to Friday."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.resource_calendar_id.tz = "UTC"
        cls.env["rma.deadline.rule"].search([]).action_archive()
        cls.inspection_rule, cls.total_rule, cls.notice_rule = cls.env["rma.deadline.rule"].create(
            [
                {"step": "received", "duration": 48, "unit": "hour"},
                {"step": "total", "duration": 28, "unit": "day"},
                {"step": "notice", "duration": 15, "unit": "working_day"},
            ]
        )
        cls.lots = cls._sell_serials(2)
        with freeze_time("2026-05-04 10:00:00"):
            cls.line = cls._receive(cls._authorize(cls._request(cls.lots[0]))).line_ids

    def _wait(self, on, begin, end=False):
        with freeze_time(begin):
            self.line.with_user(self.user_quality).waiting_on = on
        if end:
            with freeze_time(end):
                self.line.with_user(self.user_quality).waiting_on = "own"

    def _assert_deadline(self, expected):
        self.assertEqual(self.line.date_deadline, expected and moment(expected))

    def test_nothing_is_due_while_others_are_waited_for(self):
        self.total_rule.action_archive()
        self._assert_deadline("2026-05-06 10:00:00")

        self._wait("parts", "2026-05-05 10:00:00")

        self._assert_deadline(False)
        self.assertTrue(self.line.is_clock_stopped)
        with freeze_time("2026-05-20 10:00:00"):
            self.line.invalidate_recordset()
            self.assertFalse(self.line.is_late)
            self.assertFalse(self.line.case_id.is_late)
        stopped = self.line.search([("id", "=", self.line.id), ("is_clock_stopped", "=", True)])
        self.assertEqual(stopped, self.line)

    def test_afterwards_the_deadline_has_moved_by_what_was_waited(self):
        self._wait("parts", "2026-05-05 10:00:00", "2026-05-06 16:00:00")

        self._assert_deadline("2026-05-07 16:00:00")
        self.assertFalse(self.line.is_clock_stopped)

    def test_every_wait_counts_once(self):
        self._wait("parts", "2026-05-04 12:00:00", "2026-05-04 18:00:00")
        self._wait("supplier", "2026-05-05 00:00:00")
        self._wait("customer", "2026-05-05 10:00:00", "2026-05-05 12:00:00")

        self._assert_deadline("2026-05-07 04:00:00")

    def test_waiting_after_the_time_was_over_excuses_nothing(self):
        self._wait("parts", "2026-05-06 10:00:01", "2026-05-09 10:00:00")
        self._assert_deadline("2026-05-06 10:00:00")

        self._wait("parts", "2026-05-10 10:00:00")

        self._assert_deadline("2026-05-06 10:00:00")
        self.assertFalse(self.line.is_clock_stopped)

    def test_a_wait_begun_in_the_last_second_counts(self):
        self._wait("parts", "2026-05-06 10:00:00", "2026-05-06 11:00:00")

        self._assert_deadline("2026-05-06 11:00:00")

    def test_working_hours_count_working_hours_of_waiting(self):
        """Friday 16:00 to Monday 10:00 are three working hours."""
        self.inspection_rule.write({"duration": 40, "unit": "working_hour"})
        self._assert_deadline("2026-05-11 10:00:00")

        self._wait("parts", "2026-05-08 16:00:00", "2026-05-11 10:00:00")

        self._assert_deadline("2026-05-11 14:00:00")

    def test_working_days_step_over_a_holiday_they_waited_through(self):
        """From Thursday to Monday with Friday off, only Monday is a working day."""
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Holiday",
                "company_id": self.company.id,
                "date_from": "2026-05-08 00:00:00",
                "date_to": "2026-05-08 23:59:59",
            }
        )
        self.inspection_rule.write({"duration": 4, "unit": "working_day"})
        self._assert_deadline("2026-05-11 23:59:59")

        self._wait("supplier", "2026-05-07 09:00:00", "2026-05-11 09:00:00")

        self._assert_deadline("2026-05-12 23:59:59")

    def test_days_count_the_nights_waited(self):
        self.inspection_rule.write({"duration": 3, "unit": "day"})
        self._wait("parts", "2026-05-05 09:00:00", "2026-05-05 18:00:00")
        self._assert_deadline("2026-05-07 23:59:59")

        self._wait("parts", "2026-05-06 18:00:00", "2026-05-08 09:00:00")

        self._assert_deadline("2026-05-09 23:59:59")

    def test_what_the_customer_was_promised_stops_for_the_customer_only(self):
        self._wait("parts", "2026-05-05 10:00:00", "2026-05-08 10:00:00")
        self.assertEqual(self.line.date_total_deadline, moment("2026-06-01 23:59:59"))
        self.assertEqual(self.line.date_notice_deadline, moment("2026-05-25 23:59:59"))

        self._wait("customer", "2026-05-11 10:00:00", "2026-05-13 10:00:00")

        self.assertEqual(self.line.date_total_deadline, moment("2026-06-03 23:59:59"))
        self.assertEqual(self.line.date_notice_deadline, moment("2026-05-27 23:59:59"))

    def test_the_rule_says_for_whom_its_clock_stops(self):
        self.assertEqual(
            [rule.pause_on for rule in (self.inspection_rule, self.total_rule, self.notice_rule)],
            ["others", "customer", "customer"],
        )
        self._wait("supplier", "2026-05-05 10:00:00")

        self.inspection_rule.pause_on = "nobody"
        self._assert_deadline("2026-05-06 10:00:00")
        self.inspection_rule.pause_on = "others"

        self._assert_deadline("2026-06-01 23:59:59")
        self.assertEqual(self.line.deadline_step, "total")

    def test_goods_on_their_way_are_waited_for_until_their_deadline(self):
        rule = self.env["rma.deadline.rule"].create(
            {"step": "authorized", "duration": 30, "unit": "day"}
        )
        with freeze_time("2026-05-04 10:00:00"):
            line = self._authorize(self._request(self.lots[1])).line_ids

        self.assertEqual(rule.pause_on, "nobody")
        self.assertEqual(line.waiting_on, "customer")
        self.assertEqual(line.date_deadline, moment("2026-06-03 23:59:59"))

    def test_many_lines_that_waited_cost_what_a_few_cost(self):
        few, many = self._query_count(5), self._query_count(50)

        self.assertLessEqual(many, few + 5)

    def _query_count(self, count):
        self.inspection_rule.write({"duration": 40, "unit": "working_hour"})
        lots = self._sell_serials(count, prefix=f"P{count}-")
        self.company.rma_batch_product_quantity = 0
        with freeze_time("2026-05-04 10:00:00"):
            lines = self._receive(self._authorize(self._request(*lots))).line_ids.sudo()
        for number, line in enumerate(lines):
            with freeze_time(f"2026-05-05 10:{number:02}:00"):
                line.waiting_on = "parts"
        with freeze_time("2026-05-06 10:00:00"):
            lines.waiting_on = "own"
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        lines._set_deadlines_again()
        self.env.flush_all()
        self.assertEqual(len(set(lines.mapped("date_deadline"))), count)
        return self.env.cr.sql_log_count - before
