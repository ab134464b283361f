from psycopg2 import IntegrityError

from odoo import fields
from odoo.exceptions import ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import RmaCommon


def moment(text):
    return fields.Datetime.to_datetime(text)


@tagged("post_install", "-at_install")
class TestDeadlineRule(RmaCommon):
    """When the time of a rule is over. The company works 8-12 and 13-17, Monday to Friday."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.calendar = cls.company.resource_calendar_id
        cls.calendar.tz = "Asia/Shanghai"

    def _end(self, start, duration, unit, is_batch=False):
        rule = self.env["rma.deadline.rule"].new(
            {
                "step": "total",
                "duration": duration,
                "unit": unit,
                "batch_extra_hours": 48,
            }
        )
        start = moment(start)
        run = (start, duration)
        return fields.Datetime.to_string(rule._get_ends({run}, self.company, is_batch).get(run))

    def test_rules_stand_in_the_order_of_the_road(self):
        steps = self.env["rma.deadline.rule"].search([]).mapped("step")

        road = ["requested", "authorized", "received", "inspected", "plan", "total", "notice"]
        self.assertEqual([step for step in dict.fromkeys(steps) if step in road], road)

    def test_hours_pass_day_and_night(self):
        self.assertEqual(self._end("2026-05-01 10:00:00", 24, "hour"), "2026-05-02 10:00:00")

    def test_a_batch_gets_two_more_days(self):
        self.assertEqual(
            self._end("2026-05-01 10:00:00", 24, "hour", is_batch=True), "2026-05-04 10:00:00"
        )

    def test_days_end_with_the_company_s_day(self):
        self.assertEqual(self._end("2026-05-01 10:00:00", 7, "day"), "2026-05-08 15:59:59")
        self.assertEqual(self._end("2026-05-01 16:00:00", 7, "day"), "2026-05-09 15:59:59")

    def test_days_follow_daylight_saving(self):
        self.calendar.tz = "Europe/Berlin"

        self.assertEqual(self._end("2026-03-28 12:00:00", 1, "day"), "2026-03-29 21:59:59")
        self.assertEqual(self._end("2026-03-27 12:00:00", 1, "day"), "2026-03-28 22:59:59")

    def test_24_hours_over_the_change_of_clocks_are_24_hours(self):
        self.calendar.tz = "Europe/Berlin"

        self.assertEqual(self._end("2026-03-28 12:00:00", 24, "hour"), "2026-03-29 12:00:00")

    def test_working_hours_step_over_nights_and_weekends(self):
        """Friday 16:00 in Shanghai: an hour on Friday, four on Monday morning, three after noon."""
        self.assertEqual(self._end("2026-05-08 08:00:00", 8, "working_hour"), "2026-05-11 08:00:00")
        self.assertEqual(self._end("2026-05-09 03:00:00", 4, "working_hour"), "2026-05-11 04:00:00")

    def test_working_hours_follow_daylight_saving(self):
        """Friday 16:00 in Berlin is 15:00 UTC, Monday 16:00 is 14:00 UTC."""
        self.calendar.tz = "Europe/Berlin"

        self.assertEqual(self._end("2026-03-27 15:00:00", 8, "working_hour"), "2026-03-30 14:00:00")

    def test_15_working_days_step_over_a_holiday(self):
        self.assertEqual(self._end("2026-04-24 02:00:00", 15, "working_day"), "2026-05-15 15:59:59")
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Labour Day",
                "calendar_id": self.calendar.id,
                "date_from": "2026-04-30 16:00:00",
                "date_to": "2026-05-05 15:59:59",
            }
        )

        self.assertEqual(self._end("2026-04-24 02:00:00", 15, "working_day"), "2026-05-20 15:59:59")

    def _end_anew(self):
        """The end of eight hours begun on Friday at 16:00 in Shanghai, nothing in the cache."""
        self.env.invalidate_all()
        return self._end("2026-05-08 08:00:00", 8, "working_hour")

    def _take_monday_off(self, **values):
        return self.env["resource.calendar.leaves"].create(
            {
                "name": "Day off",
                "calendar_id": self.calendar.id,
                "date_from": "2026-05-10 16:00:00",
                "date_to": "2026-05-11 15:59:59",
                **values,
            }
        )

    def test_changed_working_time_counts_at_once(self):
        """What was kept in memory is forgotten whoever changes hours, holidays or the calendar."""
        monday, tuesday = "2026-05-11 08:00:00", "2026-05-12 08:00:00"
        self.assertEqual(self._end_anew(), monday)
        leave = self._take_monday_off()
        self.assertEqual(self._end_anew(), tuesday)
        leave.time_type = "other"
        self.assertEqual(self._end_anew(), monday)
        leave.time_type = "leave"
        self.assertEqual(self._end_anew(), tuesday)
        leave.unlink()
        self.assertEqual(self._end_anew(), monday)
        hours = self.calendar.attendance_ids.filtered(lambda hours: hours.dayofweek == "0")
        hours.dayofweek = "5"
        self.assertNotEqual(self._end_anew(), monday)
        hours.unlink()
        self.assertEqual(self._end_anew(), tuesday)
        self.company.resource_calendar_id = self.calendar.copy({"tz": "UTC"})
        self.assertEqual(self._end_anew(), "2026-05-08 17:00:00")

    def test_one_person_s_day_off_is_no_holiday(self):
        self._end_anew()
        self._take_monday_off(resource_id=self.env["resource.resource"].create({"name": "Li"}).id)

        self.assertEqual(self._end_anew(), "2026-05-11 08:00:00")

    def test_long_work_is_found_far_ahead(self):
        self.assertEqual(
            self._end("2026-01-05 00:00:00", 2080, "working_hour"), "2027-01-01 09:00:00"
        )

    def test_no_hours_no_deadline(self):
        self.calendar.attendance_ids.unlink()

        self.assertFalse(self._end("2026-05-01 10:00:00", 1, "working_hour"))
        self.assertFalse(self._end("2026-05-01 10:00:00", 1, "working_day"))

    def test_a_rule_on_a_calendar_without_hours_is_refused(self):
        empty = self.calendar.copy()
        empty.attendance_ids.unlink()

        with self.assertRaisesRegex(ValidationError, "has no working hours"), self.cr.savepoint():
            self.env["rma.deadline.rule"].create(
                {
                    "step": "plan",
                    "duration": 8,
                    "unit": "working_hour",
                    "calendar_id": empty.id,
                }
            )

        self.assertFalse(self.env["rma.deadline.rule"].search([("calendar_id", "=", empty.id)]))

    def test_no_time_and_half_days_are_refused(self):
        rule = {"step": "plan", "unit": "day"}
        for duration in (0, -1):
            with (
                self.subTest(duration=duration),
                mute_logger("odoo.sql_db"),
                self.assertRaises(IntegrityError),
            ):
                self.env["rma.deadline.rule"].create({**rule, "duration": duration})
        with self.assertRaisesRegex(ValidationError, "whole days"):
            self.env["rma.deadline.rule"].create({**rule, "duration": 1.5})
