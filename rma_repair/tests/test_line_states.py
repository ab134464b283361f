from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from ..models.rma_case_line import STATE_ORDER, TRANSITIONS
from .common import RmaCommon


@tagged("post_install", "-at_install")
class TestLineStates(RmaCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lots = cls._sell_serials(3)

    def _line_in(self, state):
        """A fresh line in `state`, put there without its road: only the table is tried."""
        case = self._request({"product_id": self.cable.id})
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE rma_case_line SET state=%s WHERE id=%s", (state, case.line_ids.id)
        )
        case.line_ids.invalidate_recordset()
        return case.line_ids

    def test_every_pair_of_states_follows_the_table(self):
        for source in STATE_ORDER:
            for target in STATE_ORDER:
                if target == source or target in TRANSITIONS[source]:
                    continue
                with self.subTest(source=source, target=target):
                    line = self._line_in(source)

                    with self.assertRaisesRegex(UserError, "can not become"):
                        line.write({"state": target})

                    self.assertEqual(line.state, source)

    def test_a_line_can_not_be_born_late(self):
        for state in STATE_ORDER[1:]:
            with self.subTest(state=state), self.assertRaises(UserError):
                self._request({"product_id": self.cable.id, "state": state})

        self.assertFalse(self.env["rma.case.line"].search([("product_id", "=", self.cable.id)]))

    def test_the_whole_road_of_a_serial(self):
        case = self._request(self.lots[0])
        self.assertEqual(case.state, "requested")

        self._authorize(case)
        self.assertEqual(case.state, "authorized")

        self._receive(case)
        self.assertRecordValues(case.line_ids, [{"state": "received", "quantity_received": 1.0}])

        self._inspect(case.line_ids)
        self.assertRecordValues(
            case.line_ids, [{"state": "inspected", "inspected_by_id": self.user_quality.id}]
        )

    def test_received_is_a_fact_not_a_claim(self):
        case = self._authorize(self._request(self.lots[0]))

        with self.assertRaisesRegex(UserError, "has not come back"):
            case.line_ids.with_user(self.user_quality).write({"state": "received"})

        self.assertEqual(case.line_ids.state, "authorized")

    def test_facts_are_not_entered_by_hand(self):
        case = self._authorize(self._request(self.lots[0]))
        line = case.line_ids.with_user(self.user_service)
        decision = self._propose(line, "as_is", "return")

        for vals in (
            {"quantity_received": 1},
            {"inspected_by_id": self.user_quality.id},
            {"decision_id": decision.id},
            {"decision_ids": [(4, decision.id)]},
            {"date_closed": "2026-01-01 00:00:00"},
        ):
            with self.subTest(vals=vals), self.assertRaisesRegex(AccessError, "the system notes"):
                line.write(vals)

        self.assertRecordValues(line, [{"quantity_received": 0.0, "decision_id": False}])

    def test_inspection_needs_a_finding_and_a_failure_code(self):
        case = self._receive(self._authorize(self._request(self.lots[0])))
        line = case.line_ids.with_user(self.user_quality)

        with self.assertRaisesRegex(UserError, "Enter the finding"):
            line.action_inspected()
        line.finding = "confirmed"
        with self.assertRaisesRegex(UserError, "failure code"):
            line.action_inspected()

        self.assertEqual(line.state, "received")

    def test_decided_needs_an_authorized_decision(self):
        case = self._inspected_case(self.lots[0])
        self._propose(case.line_ids, "as_is", "return")

        with self.assertRaisesRegex(UserError, "No authorized decision"):
            case.line_ids.write({"state": "decided"})

        self.assertEqual(case.line_ids.state, "inspected")

    def test_what_a_line_is_about_is_fixed_once_authorized(self):
        case = self._authorize(self._request(self.lots[0]))
        line = case.line_ids.with_user(self.user_service)

        for vals in ({"lot_id": self.lots[1].id}, {"quantity": 2}, {"product_id": self.cable.id}):
            with self.subTest(vals=vals), self.assertRaisesRegex(UserError, "are fixed"):
                line.write(vals)

        self.assertRecordValues(line, [{"lot_id": self.lots[0].id, "quantity": 1.0}])

    def test_dragging_a_case_moves_its_lines_through_the_guard(self):
        case = self._request(self.lots[0]).with_user(self.user_service)

        case.state = "authorized"
        with self.assertRaises(UserError):
            case.state = "closed"

        self.assertEqual(case.line_ids.state, "authorized")

    def test_a_case_is_as_far_as_its_slowest_line(self):
        case = self._request(self.lots[0], self.lots[1])

        case.line_ids[0].with_user(self.user_service).action_authorize()

        self.assertEqual(case.state, "requested")
        case.line_ids[1].with_user(self.user_service).action_refuse()
        self.assertEqual(case.state, "authorized")

    def test_a_serial_stands_in_one_open_case_only(self):
        first = self._request(self.lots[0])

        with self.assertRaisesRegex(ValidationError, f"already in the open case {first.name}"):
            self._request(self.lots[0])

        self.assertEqual(len(self.lots[0].rma_line_ids), 1)

    def test_a_serial_is_one_unit(self):
        with self.assertRaisesRegex(ValidationError, "its quantity must be 1"):
            self._request({"lot_id": self.lots[0].id, "quantity": 2})

    def test_authorized_cases_are_not_deleted(self):
        case = self._authorize(self._request(self.lots[0])).with_user(self.user_service)

        with self.assertRaisesRegex(UserError, "never authorized"):
            case.unlink()

        self.assertTrue(case.exists())

    def test_a_refused_request_is_taken_up_again(self):
        case = self._request(self.lots[0], self.lots[1]).with_user(self.user_service)
        case.action_refuse()
        self.assertEqual(case.state, "refused")

        case.action_reopen()

        self.assertEqual(case.line_ids.mapped("state"), ["requested"] * 2)
        with self.assertRaisesRegex(UserError, "No line is in the state Refused"):
            case.action_reopen()

    def test_dragging_a_refused_case_back_takes_it_up_again(self):
        case = self._request(self.lots[0]).with_user(self.user_service)
        case.action_refuse()

        case.state = "requested"

        self.assertEqual(case.line_ids.state, "requested")

    def test_dragging_does_not_touch_refused_lines_beside_open_ones(self):
        case = self._request(self.lots[0], self.lots[1]).with_user(self.user_service)
        case.line_ids[0].action_refuse()

        case.state = "authorized"

        self.assertEqual(case.line_ids.mapped("state"), ["refused", "authorized"])

    def test_only_lines_with_a_finding_are_passed_on(self):
        case = self._receive(self._authorize(self._request(self.lots[0], self.lots[1])))
        case = case.with_user(self.user_quality)
        with self.assertRaisesRegex(UserError, "Enter the finding"):
            case.action_inspected()
        case.line_ids[0].finding = "ntf"

        case.action_inspected()

        self.assertEqual(case.line_ids.mapped("state"), ["inspected", "received"])
