"""A state that is written together with other values claims its facts as they will be."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common_credit import CreditCommon
from .common_repair import RepairCommon


@tagged("post_install", "-at_install")
class TestStateGate(CreditCommon):
    def test_authority_is_asked_for_what_the_decision_becomes(self):
        case = self._inspected_case(*self._sell_serials(2))
        decision = self._propose(case.line_ids, "scrap", "none").with_user(self.user_quality)
        exchange = self._disposition("scrap", "replace")

        with self.assertRaises(AccessError):
            decision.write({"state": "authorized", "disposition_id": exchange.id})
        self.env.invalidate_all()

        self.assertRecordValues(
            decision, [{"state": "draft", "settlement": "none", "authorized_by_id": False}]
        )
        self.assertIn(self.user_service, decision.sudo().proposed_by_ids)

    def test_a_limit_is_held_against_the_amount_that_comes_with_the_state(self):
        case = self._inspected_case(*self._sell_serials(1))
        limit = self.env.ref("rma_repair.authority_finance")
        limit.write({"amount_limit": 100, "customer_limit": 100})
        decision = self._propose(case.line_ids, "as_is", "compensate", compensation_amount=35)

        with self.assertRaises(AccessError):
            decision.with_user(self.user_finance).write(
                {"state": "authorized", "compensation_amount": 5000}
            )
        self.env.invalidate_all()

        self.assertEqual((decision.state, decision.sudo().amount), ("draft", 35))

    def test_a_line_is_authorized_with_its_new_quantity(self):
        delivery = self._sell_cables(5).move_ids
        case = self._request({"product_id": self.cable.id, "origin_move_id": delivery.id})

        self._assert_refused(
            "can still be returned",
            case.line_ids.with_user(self.user_service).write,
            {"state": "authorized", "quantity": 100},
        )

    def test_a_finding_may_be_imported_with_its_state(self):
        case = self._receive(self._authorize(self._request(*self._sell_serials(1))))

        case.line_ids.with_user(self.user_quality).write({"state": "inspected", "finding": "ntf"})

        self.assertEqual(case.line_ids.state, "inspected")
        self.assertEqual(case.line_ids.inspected_by_id, self.user_quality)


@tagged("post_install", "-at_install")
class TestPlanGate(RepairCommon):
    def test_an_empty_plan_is_not_submitted_with_its_state(self):
        repair = self._open_repairs().with_user(self.user_workshop)
        repair.write(
            {"plan_work": "Replace the board", "plan_hours": 2.0, "date_promised": "2030-01-01"}
        )

        with self.assertRaises(UserError):
            repair.write({"plan_state": "to_approve", "plan_work": False})
