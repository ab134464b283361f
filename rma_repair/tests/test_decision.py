from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..models.rma_decision import DECISION_STATES, DECISION_TRANSITIONS
from .common import RmaCommon


@tagged("post_install", "-at_install")
class TestDecision(RmaCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lots = cls._sell_serials(2)
        cls.case = cls._inspected_case(*cls.lots)
        cls.lines = cls.case.line_ids

    def test_every_pair_of_states_follows_the_table(self):
        states = [state for state, _label in DECISION_STATES]
        for source in states:
            for target in states:
                if target == source or target in DECISION_TRANSITIONS[source]:
                    continue
                with self.subTest(source=source, target=target):
                    decision = self._propose(self.lines, "as_is", "return")
                    self.env.flush_all()
                    self.env.cr.execute(
                        "UPDATE rma_decision SET state=%s WHERE id=%s", (source, decision.id)
                    )
                    decision.invalidate_recordset()

                    with self.assertRaisesRegex(UserError, "can not become"):
                        decision.write({"state": target})

                    self.assertEqual(decision.state, source)

    def test_authorizing_decides_the_lines(self):
        decision = self._decide(self.lines[0], "as_is", "return")

        self.assertRecordValues(
            decision, [{"state": "authorized", "authorized_by_id": self.user_finance.id}]
        )
        self.assertEqual(self.lines[0].decision_id, decision)
        self.assertEqual(self.lines.mapped("state"), ["decided", "inspected"])

    def test_money_needs_the_authority_of_finance(self):
        decision = self._propose(self.lines, "restock", "credit")

        with self.assertRaisesRegex(AccessError, "needs the authority of Finance, Manager"):
            decision.with_user(self.user_service).action_authorize()

        self.assertEqual(decision.state, "draft")
        self.assertEqual(set(self.lines.mapped("state")), {"inspected"})

    def test_who_inspected_does_not_authorize_the_money(self):
        self.lines.sudo().inspected_by_id = self.user_finance
        decision = self._propose(self.lines, "restock", "credit")

        with self.assertRaisesRegex(AccessError, "You inspected goods"):
            decision.with_user(self.user_finance).action_authorize()

        self.assertEqual(decision.state, "draft")

    def test_a_line_waits_for_one_decision_only(self):
        self._propose(self.lines, "as_is", "return").action_submit()
        second = self._propose(self.lines, "scrap", "none")

        with self.assertRaisesRegex(UserError, "already"):
            second.action_submit()

        self.assertEqual(second.state, "draft")

    def test_goods_that_came_back_are_not_kept_by_the_customer(self):
        decision = self._propose(self.lines, "not_returned", "credit")

        with self.assertRaisesRegex(UserError, "has come back"):
            decision.action_submit()

    def test_a_submitted_decision_says_what_is_authorized(self):
        decision = self._propose(self.lines, "as_is", "return")
        decision.action_submit()

        with self.assertRaisesRegex(UserError, "was submitted"):
            decision.disposition_id = self._disposition("scrap", "credit")

        self.assertEqual(decision.unit_outcome, "as_is")

    def test_a_refused_proposal_leaves_its_lines_free(self):
        decision = self._propose(self.lines, "scrap", "credit")
        decision.action_submit()

        decision.with_user(self.user_finance).action_refuse()

        self.assertEqual(set(self.lines.mapped("state")), {"inspected"})
        self._decide(self.lines, "as_is", "return")
        self.assertEqual(set(self.lines.mapped("state")), {"decided"})

    def test_cancelling_takes_back_what_is_only_planned(self):
        decision = self._decide(self.lines, "as_is", "return")
        delivery = decision.move_ids.picking_id

        decision.with_user(self.user_finance).action_cancel()

        self.assertEqual(set(delivery.mapped("state")), {"cancel"})
        self.assertEqual(set(self.lines.mapped("state")), {"inspected"})
        self.assertFalse(self.lines.decision_id)

    def test_cancelling_is_offered_as_long_as_nothing_is_carried_out(self):
        decision = self._propose(self.lines, "as_is", "return")
        self.assertTrue(decision.may_cancel)
        self._put_into_force(decision)
        self.assertTrue(decision.may_cancel)

        self._deliver(decision.move_ids.picking_id)
        decision.invalidate_recordset(["may_cancel"])

        self.assertFalse(decision.may_cancel)
        with self.assertRaisesRegex(UserError, "carried out already|is closed"):
            decision.action_cancel()

    def test_a_new_decision_has_nothing_to_cancel(self):
        self.assertFalse(self.env["rma.decision"].new({"case_id": self.case.id}).may_cancel)

    def test_amount_is_what_the_customer_paid(self):
        self.assertEqual(self._propose(self.lines, "restock", "credit").amount, 200.0)
        self.assertEqual(self._propose(self.lines, "as_is", "return").amount, 0.0)

    def test_a_credit_without_lines_costs_nothing(self):
        decision = self._propose(self.lines[:0], "restock", "credit", case_id=self.case.id)

        self.assertEqual(decision.amount, 0)

    def test_the_verdict_a_decision_waits_for_is_fixed(self):
        self._propose(self.lines, "restock", "credit").action_submit()

        for user in (self.user_quality, self.user_manager):
            with self.subTest(user.name), self.assertRaisesRegex(UserError, "waits for its appr"):
                self.lines.with_user(user).write({"finding": "ntf", "correction_reason": "Typo"})

        self.assertEqual(set(self.lines.mapped("finding")), {"confirmed"})

    def test_the_verdict_that_was_decided_on_is_fixed(self):
        decision = self._decide(self.lines, "restock", "credit")
        other = self.failure.copy({"code": "T-E02"})

        for vals in ({"finding": "ntf"}, {"failure_code_id": other.id}):
            with self.subTest(vals), self.assertRaisesRegex(AccessError, f"{decision.name} was de"):
                self.lines.with_user(self.user_quality).write({**vals, "correction_reason": "Typo"})
        self.lines.with_user(self.user_quality).write({"finding": "confirmed", "grade": "b"})

        self.assertEqual(set(self.lines.mapped("finding")), {"confirmed"})
        self.assertEqual(self.lines.failure_code_id, self.failure)
        self.assertEqual(set(self.lines.mapped("grade")), {"b"})

    def test_a_manager_corrects_the_verdict_and_says_why(self):
        self._decide(self.lines, "restock", "credit")
        lines = self.lines.with_user(self.user_manager)
        with self.assertRaisesRegex(UserError, "write why"):
            lines.write({"finding": "misuse", "failure_code_id": False})

        lines.write(
            {"finding": "misuse", "failure_code_id": False, "correction_reason": "Opened by him"}
        )

        self.assertEqual(set(self.lines.mapped("finding")), {"misuse"})
        events = self.env["rma.event"].search(
            [("case_id", "=", self.case.id), ("kind", "=", "exception")]
        )
        self.assertEqual(set(events.mapped("reason")), {"Opened by him"})
        self.assertIn('"finding": ["confirmed", "misuse"]', events[0].changes)
        action = lines[0].action_correct_verdict()
        self.assertEqual((action["res_id"], action["target"]), (lines[0].id, "new"))

    def test_who_authorized_the_money_does_not_correct_its_verdict(self):
        decision = self._decide(self.lines, "restock", "credit")
        decision.sudo().authorized_by_id = self.user_manager

        with self.assertRaisesRegex(AccessError, "who did not authorize"):
            self.lines.with_user(self.user_manager).write(
                {"finding": "misuse", "correction_reason": "So it is cheaper"}
            )

        self.assertEqual(set(self.lines.mapped("finding")), {"confirmed"})
