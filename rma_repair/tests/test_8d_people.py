from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .eight_d_common import EightDCommon


@tagged("post_install", "-at_install")
class TestEightDPeople(EightDCommon):
    """Nobody judges their own work, and what is closed stays closed."""

    def test_sponsor_and_leader_differ(self):
        report = self._report()

        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            report.write({"leader_id": self.user_quality.id, "sponsor_id": self.user_quality.id})
            self.env.flush_all()

    def test_nobody_confirms_the_cause_they_found(self):
        story = self._story(until="d3")
        cause = story._cause(name="Cold joint", path="occurrence")

        with self.assertRaises(UserError):
            cause.with_user(self.user_engineering).write({"status": "confirmed"})
        self.assertRecordValues(cause, [{"status": "open", "verified_by_id": False}])
        cause.with_user(self.user_quality).write({"status": "confirmed"})

        self.assertEqual(cause.verified_by_id, self.user_quality)

    def test_a_posted_verifier_is_not_believed(self):
        story = self._story(until="d3")
        cause = story._cause(name="Cold joint", path="occurrence")

        cause.with_user(self.user_manager).write(
            {"status": "confirmed", "verified_by_id": self.user_quality.id}
        )

        self.assertEqual(cause.verified_by_id, self.user_manager)

    def test_nobody_validates_their_own_action_administrator_included(self):
        story = self._story(until="d4")
        story.d5()
        action = story.report._live_actions("corrective")[0]
        action.owner_id = self.env.user
        action.sudo().write({"proof": "Released"})
        action.with_user(self.user_engineering).action_done()

        with self.assertRaisesRegex(UserError, "needs a second person. .*rma_quality.* may"):
            action.with_env(self.env).write({"validation_result": "passed"})
        self.assertFalse(action.validation_result)
        action.owner_id = self.user_engineering
        with self.assertRaisesRegex(UserError, "rma_engineering .* did this .*rma_quality.* may"):
            action.with_user(self.user_engineering).write({"validation_result": "passed"})
        self.assertFalse(action.validation_result)

    def test_the_owner_can_not_be_changed_to_the_one_who_validated(self):
        story = self._story(until="d6")
        action = story.report._live_actions("corrective")[0]

        with self.assertRaises(ValidationError):
            action.owner_id = action.validated_by_id

    def test_a_member_who_owns_an_action_can_not_be_removed(self):
        story = self._story(until="d4")
        story.d5()
        member = story.report.member_ids.filtered(lambda m: m.user_id == self.user_engineering)

        with self.assertRaisesRegex(UserError, "owns"):
            member.unlink()
        with self.assertRaisesRegex(UserError, "owns"):
            member.user_id = self.user_quality
        self.assertTrue(member.exists())

    def test_a_moved_due_time_keeps_the_first_and_the_reason(self):
        part = self._part(self._report(), "d3")
        first = part.date_due

        with self.assertRaisesRegex(UserError, "Reason for Moving"):
            part.date_due = "2030-01-01 12:00:00"
        part.write({"date_due": "2030-01-01 12:00:00", "date_due_reason": "Holiday"})
        part.write({"date_due": "2030-02-01 12:00:00", "date_due_reason": "Flood"})

        self.assertEqual(part.date_due_original, first)

    def test_the_customers_words_are_kept(self):
        report = self._report(customer_words="They stop when warm.")

        with self.assertRaisesRegex(UserError, "kept unaltered"):
            report.customer_words = "Thermal issue"
        self.assertEqual(report.customer_words, "They stop when warm.")

    def test_a_cancelled_report_is_read_only_for_everybody(self):
        report = self._report()
        report.action_cancel()

        with self.assertRaises(UserError):
            report.with_env(self.env).write({"title": "Other"})
        with self.assertRaises(UserError):
            report.with_env(self.env).containment_ids[0].write({"method": "None"})
        with self.assertRaises(UserError):
            report.with_env(self.env).isnot_ids.create(
                {"report_id": report.id, "dimension": "what"}
            )
        self.assertEqual(report.title, "Drive stops")

    def test_service_reads_and_does_not_write(self):
        report = self._report()

        self.assertEqual(report.with_user(self.user_service).title, "Drive stops")
        with self.assertRaises(AccessError):
            report.with_user(self.user_service).write({"title": "Other"})

    def test_engineering_without_rights_on_stock_works_on_a_report(self):
        lot = self._sell_serials(1)
        report = self._report(lot_ids=[Command.set(lot.ids)], lot_id=lot.id)
        report.invalidate_recordset()

        with Form(report.with_user(self.user_engineering)) as form:
            form.what = "Stops"
        paper = report.with_user(self.user_engineering)._get_paper("internal")

        self.assertEqual(report.what, "Stops")
        self.assertTrue(paper["fingerprint"])
