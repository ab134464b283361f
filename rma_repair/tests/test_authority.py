from datetime import timedelta

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common import RmaCommon


@tagged("post_install", "-at_install")
class TestAuthority(RmaCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lots = cls._sell_serials(4)
        cls.case = cls._inspected_case(*cls.lots)
        cls.lines = cls.case.line_ids
        cls.finance_limit = cls.env.ref("rma_repair.authority_finance")

    def _limit(self, amount, customer=None):
        self.finance_limit.write({"amount_limit": amount, "customer_limit": customer or amount})

    def _refused(self, decision, words, user=None):
        """The user may not authorize, is told why, and nothing happened."""
        before = decision.state
        with self.assertRaisesRegex(AccessError, words):
            decision.with_user(user or self.user_finance).action_authorize()
        self.assertEqual(decision.state, before)
        self.assertFalse(decision.authorized_by_id)

    def test_a_limit_is_met_to_the_cent(self):
        self._limit(200)

        decision = self._decide(self.lines[:2], "scrap", "replace")

        self.assertRecordValues(
            decision, [{"amount": 200.0, "authority_id": self.finance_limit.id}]
        )

    def test_more_than_the_limit_needs_a_higher_authority(self):
        self._limit(199.99)
        decision = self._propose(self.lines[:2], "scrap", "replace")

        self._refused(decision, r"up to \$.199\.99.*comes to \$.200\.00.*rma_manager")

        decision.with_user(self.user_manager).action_authorize()
        self.assertEqual(decision.authorized_by_id, self.user_manager)

    def test_a_case_is_not_split_to_stay_under_the_limit(self):
        self._limit(150)
        self._decide(self.lines[0], "scrap", "replace")

        self._refused(self._propose(self.lines[1], "scrap", "replace"), r"comes to \$.200\.00")

    def test_a_customer_is_not_split_into_cases(self):
        self._limit(150)
        self._decide(self.lines[0], "scrap", "replace")
        other = self._inspected_case(self._sell_serials(1, "OTHER"))

        self._refused(self._propose(other.line_ids, "scrap", "replace"), r"Dealer to \$.200\.00")

    def test_what_was_given_a_month_ago_does_not_count(self):
        self._limit(150)
        old = self._decide(self.lines[0], "scrap", "replace")
        old.sudo().date_authorized = fields.Datetime.now() - timedelta(days=32)
        other = self._inspected_case(self._sell_serials(1, "OTHER"))

        decision = self._decide(other.line_ids, "scrap", "replace")

        self.assertEqual(decision.state, "authorized")

    def test_a_limit_in_another_currency_is_converted_on_the_day(self):
        euro = self.env.ref("base.EUR")
        euro.active = True
        self.env["res.currency.rate"].create(
            {"currency_id": euro.id, "rate": 0.5, "company_id": self.company.id}
        )
        self._limit(100)
        self.finance_limit.currency_id = euro

        decision = self._decide(self.lines[:2], "scrap", "replace")

        self.assertEqual(decision.state, "authorized")
        self._refused(self._propose(self.lines[2], "scrap", "replace"), "Your authority")

    def test_the_particular_limit_counts_before_the_general_one(self):
        self.env["rma.authority"].create(
            {
                "group_id": self.env.ref("rma_repair.group_finance").id,
                "settlement": "replace",
                "amount_limit": 50,
            }
        )

        self._refused(self._propose(self.lines[0], "scrap", "replace"), "Your authority")

    def test_batches_can_have_a_limit_of_their_own(self):
        self.finance_limit.scope = "single"
        self.case.is_batch = True

        self._refused(self._propose(self.lines[0], "scrap", "replace"), "needs the authority of")

    def test_a_recall_is_under_the_limits_of_batches_whatever_its_size(self):
        self.finance_limit.scope = "single"
        self.case.sudo().case_type = "recall"

        self._refused(self._propose(self.lines[0], "scrap", "replace"), "needs the authority of")

        self.finance_limit.scope = "batch"
        decision = self._decide(self.lines[1], "scrap", "replace")
        self.assertEqual(decision.authority_id, self.finance_limit)

    def test_a_limit_by_reason_covers_no_other_reason(self):
        self.finance_limit.finding = "misuse"

        self._refused(self._propose(self.lines[0], "scrap", "replace"), "needs the authority of")

    def test_a_deputy_holds_the_limits_of_who_is_away(self):
        deputy = self._create_user("rma_deputy", "rma_repair.group_service")
        decision = self._propose(self.lines[0], "scrap", "replace")
        today = fields.Date.today()
        absence = self.env["rma.authority.deputy"].create(
            {
                "user_id": self.user_finance.id,
                "deputy_id": deputy.id,
                "date_from": today - timedelta(days=9),
                "date_to": today - timedelta(days=1),
            }
        )
        self._refused(decision, "needs the authority", user=deputy)

        absence.date_to = today
        decision.with_user(deputy).action_authorize()

        self.assertEqual(decision.authorized_by_id, deputy)

    def test_the_next_approver_up_is_asked(self):
        self._limit(150)
        small = self._propose(self.lines[0], "scrap", "replace")
        large = self._propose(self.lines[1:], "scrap", "replace")

        small.action_submit()
        large.action_submit()

        self.assertEqual(small.approver_id, self.user_finance)
        self.assertEqual(small.activity_ids.user_id, self.user_finance)
        self.assertIn("rma_manager", [user.login for user, _rule in large._get_approvers()])
        self.assertNotIn(self.user_finance, [user for user, _rule in large._get_approvers()])
        small.with_user(self.user_finance).action_refuse()
        self.assertFalse(small.activity_ids)

    def _tell_approvers(self):
        self.env.flush_all()
        with self.enter_registry_test_mode():
            self.env.ref("rma_repair.ir_cron_tell_approvers").method_direct_trigger()
        self.env.invalidate_all()

    def test_an_approver_is_written_to_once_about_all_that_waits(self):
        decisions = self._propose(self.lines[0], "scrap", "replace")
        decisions |= self._propose(self.lines[1], "scrap", "replace")
        decisions.action_submit()

        self._tell_approvers()
        self._tell_approvers()

        partner = self.user_finance.partner_id
        [message] = self.env["mail.message"].search([("partner_ids", "in", partner.ids)])
        for decision in decisions:
            self.assertIn(decision.name, message.body)
        self.assertEqual(decisions.mapped("is_approver_told"), [True, True])

    def test_what_is_submitted_again_is_told_again(self):
        decision = self._propose(self.lines[0], "scrap", "replace")
        decision.action_submit()
        self._tell_approvers()

        decision.action_draft()
        decision.action_submit()

        self.assertFalse(decision.is_approver_told)

    def test_who_proposed_does_not_authorize_even_as_manager(self):
        decision = self._propose(self.lines[0], "scrap", "replace").with_user(self.user_manager)
        decision.case_id.with_user(self.user_manager).description = "seen"
        decision.disposition_id = self._disposition("restock", "credit")

        self._refused(decision, "You proposed .* rma_finance", user=self.user_manager)

    def test_an_administrator_who_inspected_is_refused_too(self):
        admin = self.env.ref("base.user_admin")
        admin.write({"company_ids": [Command.link(self.company.id)]})
        self.lines[0].sudo().inspected_by_id = admin
        decision = self._propose(self.lines[0], "scrap", "replace")

        self._refused(decision, "You inspected goods", user=admin)

    def _grant(self, decision, user, reason):
        return (
            self.env["rma.segregation.override"]
            .with_user(user)
            .create(
                {
                    "res_model": "rma.decision",
                    "res_id": decision.id,
                    "user_id": self.user_finance.id,
                    "duty": "approve",
                    "reason": reason,
                }
            )
        )

    def test_an_exception_needs_a_second_person_and_a_reason(self):
        self.lines[0].sudo().inspected_by_id = self.user_finance
        decision = self._propose(self.lines[0], "scrap", "replace")

        with self.assertRaisesRegex(UserError, "Nobody grants himself"):
            self._grant(decision, self.user_finance, "I may")
        with self.assertRaisesRegex(UserError, "needs a reason"):
            self._grant(decision, self.user_manager, " ")
        self._refused(decision, "You inspected")

    def test_an_exception_lifts_one_duty_and_stays_on_record(self):
        self.lines[0].sudo().inspected_by_id = self.user_finance
        decision = self._propose(self.lines[0], "scrap", "replace")

        override = self._grant(decision, self.user_manager, "Only two people in August")
        decision.with_user(self.user_finance).action_authorize()

        self.assertEqual(decision.authorized_by_id, self.user_finance)
        self.assertEqual(override.granted_by_id, self.user_manager)
        with self.assertRaisesRegex(UserError, "can not be changed"):
            override.sudo().reason = "Another one"
        with self.assertRaisesRegex(UserError, "can not be deleted"):
            override.sudo().unlink()

    def test_a_deputy_of_who_inspected_has_nothing_from_him(self):
        deputy = self.user_sales
        self.customer.user_id = deputy
        self.env["rma.authority.deputy"].create(
            {
                "user_id": self.user_finance.id,
                "deputy_id": deputy.id,
                "date_to": fields.Date.today(),
            }
        )
        self.lines[0].sudo().inspected_by_id = self.user_finance

        self._refused(
            self._propose(self.lines[0], "scrap", "replace"), "needs the authority", user=deputy
        )

    def test_what_is_not_known_counts_with_its_list_price(self):
        self._limit(50)
        case = self._request({"product_id": self.cable.id, "quantity": 1})
        self._authorize(case)

        decision = self._propose(case.line_ids, "scrap", "replace", is_advance=True)

        self.assertEqual(decision.amount, 100.0)
        self._refused(decision, "Your authority")

    def test_who_may_not_is_told_why_and_who_may_up_to_what(self):
        holders = [
            new_test_user(
                self.env,
                login=login,
                name=login.title(),
                groups="rma_repair.group_service",
                company_id=self.company.id,
                company_ids=[Command.set(self.company.ids)],
            )
            for login in ("anna", "bert")
        ]
        self.env["rma.authority"].create(
            [{"user_id": user.id, "amount_limit": 500} for user in holders]
        )
        self.lines[0].sudo().inspected_by_id = self.user_finance
        decision = self._propose(self.lines[0], "restock", "credit")

        self._refused(
            decision,
            r"^You inspected goods of .*, so somebody else must authorize what it costs\. "
            r".*Anna or Bert \(up to \$.500\.00\).* may\.$",
        )
        self.assertIn("Anna or Bert", decision.with_user(self.user_finance).authority_note)
