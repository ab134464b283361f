from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from .inspection_common import InspectionCommon


@tagged("post_install", "-at_install")
class TestReviewMeeting(InspectionCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.case = cls._request(*cls._sell_serials(1))
        cls.meeting = (
            cls.env["rma.review.meeting"]
            .with_user(cls.user_quality)
            .create(
                {
                    "name": "Returned drives of May",
                    "case_ids": [Command.set(cls.case.ids)],
                    "participant_ids": [Command.set(cls.user_quality.partner_id.ids)],
                    "action_ids": [
                        Command.create(
                            {
                                "name": "Check the coil supplier",
                                "user_id": cls.user_engineering.id,
                                "date_deadline": "2026-06-30",
                            }
                        )
                    ],
                }
            )
        )

    def test_the_actions_of_a_held_meeting_become_activities(self):
        self.meeting.conclusion = "<p>Coils burn out</p>"

        self.meeting.action_hold()

        activity = self.case.activity_ids.filtered(lambda a: a.user_id == self.user_engineering)
        self.assertRecordValues(activity, [{"summary": "Check the coil supplier"}])
        self.assertEqual(self.meeting.action_ids.state, "open")
        self.assertIn("Coils burn out", self.case.message_ids[0].body)
        activity.action_feedback()
        self.meeting.action_ids.invalidate_recordset()
        self.assertEqual(self.meeting.action_ids.state, "done")

    def test_an_action_that_is_dropped_is_nobodys_to_do(self):
        self.meeting.conclusion = "<p>Coils burn out</p>"
        self.meeting.action_hold()
        activity = self.meeting.action_ids.activity_id

        self.meeting.action_ids.unlink()

        self.assertFalse(activity.exists())

    def test_a_meeting_without_a_conclusion_was_not_held(self):
        with self.assertRaisesRegex(UserError, "lacks: Conclusion"):
            self.meeting.action_hold()

        self.assertEqual(self.meeting.state, "planned")
        self.assertFalse(self.meeting.action_ids.activity_id)

    def test_a_held_meeting_stays_as_it_was_held(self):
        self.meeting.conclusion = "<p>Coils burn out</p>"
        self.meeting.action_hold()

        for vals in (
            {"conclusion": "<p>Nothing</p>"},
            {"participant_ids": [Command.clear()]},
            {"action_ids": [Command.clear()]},
        ):
            with self.subTest(vals=vals), self.assertRaisesRegex(UserError, "was held"):
                self.meeting.write(vals)
        self.assertTrue(self.meeting.participant_ids)
        self.assertTrue(self.meeting.action_ids)
        self.assertIn("Coils", self.meeting.conclusion)
        self.meeting.message_post(body="Thank you all")
