from datetime import datetime

from odoo import fields
from odoo.tests import freeze_time, tagged

from .eight_d_common import EightDCommon


@tagged("post_install", "-at_install")
class TestEightDDue(EightDCommon):
    """Due times by profile, and who hears when they run out."""

    def _due(self, report):
        return {part.code: part.date_due for part in report.discipline_ids}

    def _people(self, report):
        report.write(
            {
                "leader_id": self.user_quality.id,
                "sponsor_id": self.user_engineering.id,
                "manager_id": self.user_manager.id,
            }
        )

    def test_the_standard_profile_leaves_out_the_weekend(self):
        due = self._due(self._report(date_start="2026-01-09 09:00:00"))

        self.assertEqual(due["d0"], datetime(2026, 1, 12, 9))
        self.assertEqual(due["d3"], datetime(2026, 1, 13, 9))
        self.assertEqual(due["d4"], datetime(2026, 1, 23, 9))

    def test_the_customers_own_profile_wins(self):
        self.env["rma.8d.profile"].create(
            [
                {"name": "Urgent", "severity": "3", "line_ids": [(0, 0, self._line("d4", 3))]},
                {
                    "name": "Dealer",
                    "partner_id": self.customer.id,
                    "line_ids": [(0, 0, self._line("d4", 2))],
                },
            ]
        )

        report = self._report(date_start="2026-01-05 09:00:00", severity="3")
        other = self._report(
            date_start="2026-01-05 09:00:00", severity="3", partner_id=self.other_customer.id
        )

        self.assertEqual(self._due(report)["d4"], datetime(2026, 1, 7, 9))
        self.assertEqual(self._due(other)["d4"], datetime(2026, 1, 8, 9))

    def _line(self, code, days):
        return {"code": code, "amount": days, "unit": "work_day"}

    def test_a_holiday_moves_the_due_time(self):
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Holiday",
                "calendar_id": self.company.resource_calendar_id.id,
                "company_id": self.company.id,
                "date_from": "2026-01-06 00:00:00",
                "date_to": "2026-01-06 23:59:59",
            }
        )

        due = self._due(self._report(date_start="2026-01-05 09:00:00"))

        self.assertEqual(due["d0"], datetime(2026, 1, 7, 9))

    def test_leader_sponsor_and_manager_hear_at_50_80_and_100_percent(self):
        report = self._report(date_start="2026-01-05 08:00:00", report_type="short")
        self._people(report)
        part = self._part(report, "d4")
        told = [
            ("2026-01-08 08:00:00", "0", self.env["res.users"]),
            ("2026-01-13 08:00:00", "50", self.user_quality),
            ("2026-01-16 08:00:00", "80", self.user_engineering),
            ("2026-01-20 08:00:00", "100", self.user_manager),
        ]

        for moment, level, user in told:
            with self.subTest(moment), freeze_time(moment):
                before = report.activity_ids
                part._escalate()
                part._escalate()
                self.assertEqual(part.escalation, level)
                self.assertEqual((report.activity_ids - before).user_id, user)

    def test_a_complete_discipline_escalates_no_more(self):
        story = self._story(until="d0")
        part = self._part(story.report, "d0")

        self.env["rma.8d.report"]._cron_escalate()

        self.assertEqual(part.escalation, "0")

    def _late_report(self):
        """A report of three months ago whose leader, sponsor and manager were told."""
        report = self._report(date_start=fields.Datetime.subtract(fields.Datetime.now(), days=90))
        self._people(report)
        self.env["rma.8d.report"]._cron_escalate()
        return report

    def test_what_was_told_of_a_discipline_ends_with_it(self):
        report = self._late_report()
        part = self._part(report, "d7")
        told, kept = part.activity_ids, self._part(report, "d4").activity_ids
        self.assertEqual(len(told), 3)

        report.report_type = "5d"
        part.state = "na"

        self.assertFalse(told.exists())
        self.assertEqual(len(kept.exists()), 3)

    def test_a_later_due_time_is_told_anew(self):
        part = self._part(self._late_report(), "d4")
        told = part.activity_ids
        now = fields.Datetime.now()

        part.write(
            {
                "date_due": fields.Datetime.add(now, days=900),
                "date_due_reason": "Parts from overseas",
            }
        )

        self.assertFalse(told.exists())
        self.assertEqual(part.escalation, "0")

    def test_an_ended_report_asks_nobody_for_anything(self):
        report = self._late_report()
        report._tell_leader()
        report._ask_to_warn(self.customer)

        report.action_cancel()

        self.assertFalse(report.activity_ids)

    def test_the_leader_who_prepares_knows_that_the_report_is_open(self):
        story = self._story()
        report = story.report
        self._people(report)
        report._tell_leader()
        opened = report.activity_ids

        story.tell("d0")

        self.assertEqual(len(opened), 1)
        self.assertFalse(opened.exists())

    def test_running_the_cron_again_tells_nobody_twice(self):
        report = self._late_report()
        count = len(report.activity_ids)

        self.env["rma.8d.report"]._cron_escalate()

        self.assertTrue(count)
        self.assertEqual(len(report.activity_ids), count)
