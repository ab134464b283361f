from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, ValidationError
from odoo.http import Request
from odoo.tests import tagged

from odoo.addons.rma_repair.models.activity_kinds import COMPLAINT

from .portal_common import COMMENT, PortalCommon


class SatisfactionCommon(PortalCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer.email = "dealer@example.com"
        cls.company.rma_follow_up_days = 5
        cls.done = cls._inspected_case(cls.lots[2])
        cls._decide(cls.done.line_ids, "as_is", "return")
        cls._ship_back(cls.done)

    @classmethod
    def _ship_back(cls, case):
        cls.env["stock.picking"].search(
            [
                ("rma_case_id", "=", case.id),
                ("picking_type_code", "=", "outgoing"),
                ("state", "not in", ("done", "cancel")),
            ]
        ).with_context(skip_sms=True).button_validate()

    def _complaints(self, case=None):
        kind = self.env.ref(COMPLAINT)
        return (case or self.done).activity_ids.filtered(
            lambda activity: activity.activity_type_id == kind
        )


@tagged("post_install", "-at_install")
class TestFollowUp(SatisfactionCommon):
    """Who got his goods back is asked, once, how content he is."""

    def _age(self, days, case=None):
        lines = (case or self.done).line_ids.sudo()
        lines.date_closed = fields.Datetime.now() - timedelta(days=days, hours=1)

    def _ask(self):
        self.env["rma.case"]._cron_follow_up()
        due = self.env["rma.case"].search([("follow_up_state", "=", "to_send")])
        due._send_follow_up()
        return due

    def _mails(self):
        return self.done.message_ids.filtered(lambda m: "are you content" in (m.subject or ""))

    def test_a_finished_return_is_followed_up_once(self):
        self.assertEqual(self.done.state, "closed")
        self._age(4)
        self.assertFalse(self._ask())

        self._age(5)
        self.assertEqual(self._ask(), self.done.sudo())
        self.assertFalse(self._ask())

        self.assertEqual(self.done.follow_up_state, "sent")
        mail = self._mails()
        self.assertEqual(mail.partner_ids, self.customer)
        token = self.done.sudo().rating_ids.access_token
        for rate in (1, 3, 5):
            self.assertIn(f"/rate/{token}/{rate}", mail.body)
        self.assertIn(f"/my/returns/{self.done.id}?access_token=", mail.body)

    def test_nobody_is_asked_about_an_old_open_or_answered_return(self):
        self._age(60)
        self.assertFalse(self._ask())

        self._age(6)
        self.done.sudo()._accept_by_customer("")
        self.assertFalse(self._ask())
        self.assertFalse(self.case.follow_up_state)

    def test_zero_days_and_an_archived_template_ask_nobody(self):
        self._age(6)
        self.company.rma_follow_up_days = 0
        self.assertFalse(self._ask())

        self.company.rma_follow_up_days = 5
        self.env.ref("rma_repair.mail_template_follow_up").active = False
        self.assertFalse(self._ask())

    def test_the_days_are_at_most_a_week(self):
        for days in (-1, 8):
            with self.assertRaisesRegex(ValidationError, "within 7 days"):
                self.company.rma_follow_up_days = days

    def test_a_return_opened_again_waits_until_it_is_closed(self):
        self._age(6)
        self.env["rma.case"]._cron_follow_up()
        self.done.line_ids.with_user(self.user_service)._reopen("Wrong papers")

        self.done.sudo()._send_follow_up()
        self.assertFalse(self.done.follow_up_state)
        self.assertFalse(self._mails())

        self.done.with_user(self.user_service).action_close_again()
        self._age(6)
        self._ask()
        self.assertEqual(self.done.follow_up_state, "sent")

    def test_a_mail_that_fails_is_noted_and_not_repeated(self):
        self._age(6)
        self.customer.email = False
        self._ask()

        self.assertEqual(self.done.follow_up_state, "failed")
        self.assertIn("was not mailed", self.done.message_ids[0].body)
        self.assertFalse(self._ask())

    def test_cron_jobs_ask(self):
        self._age(6)
        self.env.ref("rma_repair.ir_cron_follow_up").method_direct_trigger()
        self.assertEqual(self.done.follow_up_state, "to_send")


@tagged("post_install", "-at_install")
class TestSatisfaction(SatisfactionCommon):
    """What the customer answers, on the page of his return or with the link of the mail."""

    def _answer(self, answer, login="dana", words="", case=None, **form):
        case = case or self.done
        self.authenticate(login, login)
        data = {"answer": answer, "words": words, "csrf_token": Request.csrf_token(self), **form}
        response = self.url_open(f"/my/returns/{case.id}/answer", data=data)
        response.raise_for_status()
        self.env.invalidate_all()

    def _rate(self, rate, feedback=""):
        """As the links of the mail do."""
        token = self.done.sudo()._rating_get_access_token()
        self.authenticate(None, None)
        form = {"rate": rate, "feedback": feedback, "csrf_token": Request.csrf_token(self)}
        response = self.url_open(f"/rate/{token}/submit_feedback", data=form)
        response.raise_for_status()
        self.env.invalidate_all()

    def test_a_closed_return_asks_and_an_open_one_does_not(self):
        question = "Are you content with this return?"
        self.assertIn(question, self._open(f"/my/returns/{self.done.id}", "dana"))
        self.assertIn(question, self._open(self.done.get_portal_url()))
        self.assertNotIn(question, self._open(self.url, "dana"))
        preview = self._open(f"/my/returns/{self.done.id}", "rma_service")
        self.assertIn(self.done.name, preview)
        self.assertNotIn(question, preview)

    def test_a_happy_customer_rates_with_a_click_and_may_correct_himself(self):
        self._answer("neutral", words="Slow")
        self._answer("happy", words="Quick after all")

        self.assertRecordValues(
            self.done.sudo(),
            [{"satisfaction": "satisfied", "rating_last_value": 5, "state": "closed"}],
        )
        self.assertEqual(len(self.done.sudo().rating_ids), 1)
        self.assertIn("Quick after all", self.done.message_ids[0].body)
        self.assertFalse(self._complaints())
        page = self._open(f"/my/returns/{self.done.id}", "dana")
        self.assertIn("Thank you for your rating", page)

    def test_the_tracking_link_accepts_without_an_account(self):
        self._answer("accepted", login=None, access_token=self.done.access_token)

        self.assertTrue(self.done.date_accepted)
        self.assertEqual(self.done.satisfaction, "satisfied")
        message = self.done.message_ids[0]
        self.assertEqual(message.author_id, self.customer)
        self.assertIn("I confirm", message.body)

    def test_a_problem_that_is_not_solved_opens_the_return_again_with_his_words(self):
        moves = self.done.decision_ids.move_ids
        self._answer("rejected", words="Still <b>dead</b>")

        self.assertRecordValues(self.done, [{"state": "decided", "satisfaction": "unsatisfied"}])
        self.assertTrue(self.done.is_complaint_open)
        self.assertEqual(self.done.line_ids.reopen_reason, "Still <b>dead</b>")
        event = (
            self.env["rma.event"]
            .sudo()
            .search([("case_id", "=", self.done.id)], order="id desc", limit=1)
        )
        self.assertEqual(event.reason, "Still <b>dead</b>")
        activity = self._complaints()
        self.assertEqual(activity.user_id, self.user_service)
        self.assertIn("Still &lt;b&gt;dead&lt;/b&gt;", activity.note)
        self.assertEqual(self.done.decision_ids.move_ids, moves)

    def test_the_unhappy_face_of_the_mail_does_the_same(self):
        self._rate(1, "Came back dirty")

        self.assertRecordValues(
            self.done.sudo(),
            [{"state": "decided", "satisfaction": "unsatisfied", "rating_last_value": 1}],
        )
        self.assertEqual(len(self._complaints()), 1)
        self.assertEqual(self.done.line_ids.reopen_reason, "Came back dirty")

        self._rate(1, "And scratched")
        self.assertEqual(len(self._complaints()), 1)
        self.assertEqual(self.done.state, "decided")

    def test_what_was_credited_is_not_claimed_or_credited_twice(self):
        case = self._inspected_case(self.lots[3])
        decision = self._decide(case.line_ids, "scrap", "credit")
        note = decision.credit_note_ids
        note.with_user(self.user_finance).action_post()
        self.assertEqual(case.state, "closed")

        self._answer("rejected", words="I wanted a new one", case=case)

        self.assertEqual(case.state, "decided")
        self.assertEqual(decision.credit_note_ids, note)
        units = case._get_customer_serial_units(
            self.customer, self.company, self.lots[3].mapped("name")
        )
        self.assertFalse(units)
        case.with_user(self.user_service).action_close_again()
        self.assertEqual(decision.credit_note_ids, note)
        self.assertFalse(
            case._get_customer_serial_units(
                self.customer, self.company, self.lots[3].mapped("name")
            )
        )

    def test_a_serial_on_its_way_again_keeps_the_return_closed_and_the_desk_is_asked(self):
        again = self._request(self.lots[2])
        self._answer("rejected", words="Failed again")

        self.assertEqual(self.done.state, "closed")
        self.assertTrue(self.done.is_complaint_open)
        self.assertIn(again.name, self._complaints().note)
        queue = self.env.ref("rma_repair.queue_service_complaint").with_user(self.user_service)
        self.assertEqual(queue.count, 1)
        page = self._open(f"/my/returns/{self.done.id}", "dana")
        self.assertIn("We know that you are not satisfied", page)

    def test_the_desk_answers_a_complaint_and_nobody_else(self):
        self._answer("rejected", words="Still dead")
        with self.assertRaises(AccessError):
            self.done.with_user(self.user_quality).action_settle_complaint()
        self.assertTrue(self.done.is_complaint_open)

        self.done.with_user(self.user_service).action_close_again()
        self.done.with_user(self.user_service).action_settle_complaint()

        self.assertFalse(self.done.is_complaint_open or self._complaints())
        self.assertEqual(self.done.satisfaction, "unsatisfied")
        self._answer("accepted")
        self.assertEqual(self.done.satisfaction, "satisfied")

    def test_others_and_employees_answer_nothing(self):
        before = len(self.done.message_ids)
        for login, token in (
            ("eve", ""),
            ("eve", self.done.access_token),
            (None, ""),
            (None, "guess"),
            ("rma_service", self.done.access_token),
        ):
            for answer in ("unhappy", "rejected", "accepted"):
                with self.subTest(login=login, token=token, answer=answer):
                    self._answer(answer, login, access_token=token)
                    self.assertFalse(self.done.satisfaction or self.done.is_complaint_open)
        self.assertEqual(len(self.done.message_ids), before)
        self.assertEqual(self.done.state, "closed")

    def test_an_open_return_takes_no_answer(self):
        for answer in ("unhappy", "accepted", "rejected", "nonsense"):
            self._answer(answer, case=self.case)
        self.assertFalse(self.case.satisfaction or self.case.date_accepted)

    def test_a_message_is_no_rating(self):
        self.authenticate("dana", "dana")
        thread = {"thread_model": "rma.case", "thread_id": self.done.id}
        post = {"body": "Bad", "rating_value": 1, **COMMENT}
        self.make_jsonrpc_request(
            "/mail/message/post", {**thread, "token": self.done.access_token, "post_data": post}
        )
        self.assertFalse(self.done.sudo().rating_ids)

    def test_nobody_in_the_house_answers_for_the_customer(self):
        for user in (self.user_service, self.user_manager):
            for values in ({"satisfaction": "satisfied"}, {"is_complaint_open": True}):
                with self.assertRaisesRegex(AccessError, "says himself"):
                    self.case.with_user(user).write(values)
        self.assertFalse(self.case.satisfaction)
