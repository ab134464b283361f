from odoo.exceptions import UserError
from odoo.tests import tagged

from .eight_d_common import EightDCommon


@tagged("post_install", "-at_install")
class TestEightDAnswer(EightDCommon):
    """The customer answers block by block; what an answer is worth when the report goes on."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.story = cls._story(until="d4")
        cls.report = cls.story.report
        cls.revision = cls.report._freeze("customer", "d4", cls.customer, False)

    def _answer(self, block, verdict="accepted", revision=None, comment="Not convincing"):
        return self.env["rma.8d.answer"].create(
            {
                "revision_id": (revision or self.revision).id,
                "block": block,
                "verdict": verdict,
                "comment": comment,
            }
        )

    def _assert_verdict(self, verdict):
        self.report.invalidate_recordset()
        self.assertEqual(self.report.customer_verdict, verdict)

    def test_all_blocks_that_were_sent_must_be_accepted(self):
        self._assert_verdict("waiting")
        self._answer("d1_3")
        self._assert_verdict("waiting")
        self._answer("d4")

        self._assert_verdict("accepted")

    def test_the_reminder_ends_when_the_customer_answers(self):
        self.report.date_customer_due = "2020-01-01"
        self.report._remind_customers()
        self.report.date_customer_due = "2020-01-02"
        self.report._remind_customers()
        reminder = self.report.activity_ids.filtered("summary").filtered(
            lambda activity: "Remind the customer" in activity.summary
        )
        self.assertEqual(len(reminder), 1)

        self._answer("d1_3")
        self.assertTrue(reminder.exists())
        self._answer("d4")

        self.assertFalse(reminder.exists())

    def test_an_accepted_block_stays_accepted_while_it_is_unchanged(self):
        self._answer("d1_3")
        self._answer("d4")
        self.story.complete("d5")
        second = self.report._freeze("customer", "d5", self.customer, False)
        self._assert_verdict("waiting")

        self._answer("d5_6", revision=second)

        self._assert_verdict("accepted")

    def test_a_changed_block_waits_for_a_new_answer(self):
        self._answer("d1_3")
        self._answer("d4")
        self.report.what = "Stops cold as well"

        self.report._freeze("customer", "d4", self.customer, "Seen in the field")

        self._assert_verdict("waiting")

    def test_a_rejection_holds_until_the_block_is_sent_again(self):
        self._answer("d4", "rejected")
        self._assert_verdict("rejected")
        part = self._part(self.report, "d4")
        self.assertEqual(part.state, "open")
        part.action_complete()

        self.report._freeze("customer", "d4", self.customer, "Better evidence")

        self._assert_verdict("waiting")

    def test_a_rejection_says_why(self):
        with self.assertRaises(UserError):
            self._answer("d4", "rejected", comment=False)
        self.assertFalse(self.revision.answer_ids)

    def test_an_answer_is_neither_changed_nor_deleted(self):
        answer = self._answer("d4")

        with self.assertRaises(UserError):
            answer.verdict = "rejected"
        with self.assertRaises(UserError):
            answer.unlink()
        self.assertEqual(answer.verdict, "accepted")

    def test_silence_counts_after_the_reminders(self):
        limit = self.report._get_profile().customer_reminders
        for _day in range(limit):
            self.report.date_customer_due = "2020-01-01 12:00:00"
            self.report.invalidate_recordset()
            self.assertEqual(self.report.customer_verdict, "waiting")
            self.env["rma.8d.report"]._remind_customers()
        self.report.date_customer_due = "2020-01-01 12:00:00"

        self._assert_verdict("silent")
        self.assertEqual(self.report.customer_reminder_count, limit)

    def test_accepting_less_than_all_is_no_closure(self):
        self._answer("d1_3")
        self._answer("d4")

        self.assertTrue(self.report._missing_acceptance())

    def test_changes_since_the_last_revision_name_old_and_new(self):
        self.report.problem = "46 of 60 drives stop"

        second = self.report._freeze("customer", "d4", self.customer, "Recount")

        self.assertEqual(
            second.changes,
            "D2 Problem in One Sentence: 45 of 60 drives SD-200 stop with error E17 within 20 "
            "minutes of warm-up → 46 of 60 drives stop",
        )

    def test_a_report_that_refers_to_another_is_sent_with_its_content(self):
        other = self._report(reference_id=self.report.id, title="Same again")

        revision = other._freeze("customer", "d4", self.customer, False)
        with self.assertRaisesRegex(UserError, "D5"):
            other._freeze("customer", "d5", self.customer, False)

        self.assertIn(
            ["problem", "Problem in One Sentence", self.report.problem], revision.snapshot["d2"]
        )
        self.report.problem = "46 of 60 drives stop"
        self.assertIn("46 of 60 drives stop", str(other._get_snapshot("customer")["d2"]))

    def test_own_and_customers_score_stand_side_by_side(self):
        self.report.action_prepare_scores()
        scores = self.report.score_ids
        scores.self_rating = "fulfilled"
        scores.customer_rating = "partly"

        self.assertRecordValues(self.report, [{"score_total": 100, "score_customer": 50}])
        self.assertRecordValues(
            self._part(self.report, "d4"), [{"score_self": 100, "score_customer": 50}]
        )
