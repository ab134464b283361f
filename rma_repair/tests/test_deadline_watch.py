from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from .test_deadline_rule import moment
from .test_deadlines import DeadlineCommon


@tagged("post_install", "-at_install")
class TestDeadlineWatch(DeadlineCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.write({"rma_reminder_hours": 4, "rma_escalation_user_id": cls.user_manager.id})
        cls.customer.email = "dealer@example.com"

    def _watch(self, now):
        with freeze_time(now):
            self.env["rma.case"]._cron_watch_deadlines()

    def _activities(self, case, kind):
        kind = self.env.ref(f"rma_repair.mail_activity_{kind}")
        return case.activity_ids.filtered(lambda activity: activity.activity_type_id == kind)

    def test_the_responsible_is_reminded_before(self):
        case = self._new()
        self._watch("2026-05-05 05:59:00")
        self.assertFalse(case.activity_ids)

        self._watch("2026-05-05 06:00:00")
        self._watch("2026-05-05 07:00:00")

        reminder = self._activities(case, "deadline_near")
        self.assertRecordValues(reminder, [{"user_id": self.user_service.id}])
        self.assertIn("First answer. Lines: 1.", reminder.note)
        self.assertFalse(self._activities(case, "deadline_passed"))

    def test_the_manager_is_told_after(self):
        case = self._new()

        self._watch("2026-05-05 11:00:00")
        self._watch("2026-05-05 12:00:00")

        self.assertRecordValues(
            self._activities(case, "deadline_passed"), [{"user_id": self.user_manager.id}]
        )

    def test_what_was_done_in_time_is_taken_away(self):
        case = self._new()
        self._watch("2026-05-05 07:00:00")

        case.with_user(self.user_service).action_refuse()
        self._watch("2026-05-05 08:00:00")

        self.assertFalse(case.activity_ids)

    def test_a_long_repair_asks_for_a_delay_notice(self):
        case = self._received()
        self._watch("2026-05-25 23:59:59")
        self.assertFalse(self._activities(case, "delay_notice"))

        self._watch("2026-05-26 00:00:00")
        self._watch("2026-05-26 01:00:00")

        self.assertRecordValues(
            self._activities(case, "delay_notice"), [{"user_id": self.user_service.id}]
        )

    def test_what_came_too_late_to_notify_is_taken_away(self):
        case = self._received()
        self._watch("2026-05-26 00:00:00")
        self.assertTrue(self._activities(case, "delay_notice"))

        case.line_ids.sudo().date_notice_deadline = False
        self._watch("2026-05-26 01:00:00")

        self.assertFalse(self._activities(case, "delay_notice"))

    def _notice(self, case, **values):
        notice = self.env["rma.delay.notice"].with_user(self.user_service)
        with Form(notice.with_context(default_case_id=case.id)) as form:
            form.reason = "The bearing is on order."
            form.date_expected = "2026-06-10"
        return form.record

    def test_the_notice_is_mailed_and_kept(self):
        case = self._received()
        self._watch("2026-05-26 00:00:00")

        with freeze_time("2026-05-26 08:00:00"):
            self._notice(case).action_send()

        self.assertEqual(case.line_ids.date_delay_notice, moment("2026-05-26 08:00:00"))
        self.assertEqual(str(case.date_expected), "2026-06-10")
        message = case.message_ids.filtered(lambda message: message.subject)
        self.assertIn("The bearing is on order.", message.body)
        self.assertEqual(message.partner_ids, self.customer)
        self.assertFalse(self._activities(case, "delay_notice"))
        self._watch("2026-05-26 09:00:00")
        self.assertFalse(self._activities(case, "delay_notice"))

    def test_a_notice_without_an_address_is_refused(self):
        case = self._received()
        self.customer.email = False

        with freeze_time("2026-05-26 08:00:00"):
            notice = self._notice(case)
            with self.assertRaisesRegex(UserError, "no e-mail address"):
                notice.action_send()

        self.assertFalse(case.line_ids.date_delay_notice)
        self.assertFalse(case.date_expected)
