from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common_credit import CreditCommon


@tagged("post_install", "-at_install")
class TestDecideAnew(CreditCommon):
    """Lines leave a decision as long as nothing was done for them, whatever was for the others."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lots = cls._sell_serials(5)
        cls._stock(cls.drive, 5, lots=[f"NEW{number}" for number in range(5)])

    def _exchange(self):
        """Five units replaced before they are back; nothing is shipped yet."""
        case = self._authorize(self._request(*self.lots))
        return self._decide(case.line_ids, "scrap", "replace", is_advance=True).sudo()

    def _ship(self, decision, count):
        picking = self._planned(decision).picking_id
        picking.move_ids.move_line_ids[:count].picked = True
        picking.with_context(skip_backorder=True).button_validate()

    def _planned(self, decision):
        return decision.move_ids.filtered(lambda move: move.state not in ("done", "cancel"))

    def _leave(self, lines, user=None):
        lines.with_user(user or self.user_service).action_decide_anew()

    def _assert_stays(self, message, lines, error=UserError, **options):
        decision, states = lines.decision_id, lines.mapped("state")

        with self.assertRaisesRegex(error, message), self.env.cr.savepoint():
            self._leave(lines, **options)

        self.assertEqual(lines.decision_id, decision)
        self.assertEqual(lines.mapped("state"), states)

    def test_what_was_not_shipped_yet_is_decided_anew(self):
        decision = self._exchange()
        self._ship(decision, 3)
        self.assertEqual(decision.amount, 500)
        lines = decision.line_ids[3:]
        self.assertEqual(decision.line_ids.filtered("may_decide_anew"), lines)

        self._leave(lines)

        self.assertRecordValues(lines, [{"state": "authorized", "decision_id": False}] * 2)
        self.assertRecordValues(decision, [{"state": "authorized", "amount": 300}])
        self.assertEqual(len(decision.line_ids), 3)
        self.assertFalse(self._planned(decision))
        self.assertIn("decided anew", "".join(decision.message_ids.mapped("body")))
        money = self._decide(lines, "scrap", "credit", is_advance=True).sudo()
        self.assertEqual(money.credit_note_ids.amount_untaxed, 200)
        self._receive(decision.case_id)
        self.assertEqual(set(decision.line_ids.mapped("state")), {"closed"})

    def test_a_shared_shipment_is_lowered_by_the_lines_that_left(self):
        decision = self._exchange()
        self._ship(decision, 3)

        self._leave(decision.line_ids[3])

        self.assertRecordValues(
            self._planned(decision), [{"product_uom_qty": 1, "state": "assigned"}]
        )
        staying = decision.line_ids[3]
        self.assertEqual(staying.missing_documents, "goods to receive, replacement to ship")
        self._ship(decision, 1)
        self.assertIn(staying, decision.move_ids.move_line_ids.rma_line_id)

    def test_the_trail_says_which_lines_left(self):
        decision = self._exchange()
        before = decision.line_ids.ids
        self._leave(decision.line_ids[:2])

        [event] = self.env["rma.event"].search(
            [("case_id", "=", decision.case_id.id), ("changes", "like", "line_ids")]
        )
        self.assertEqual(event.user_id, self.user_service)
        self.assertIn(str(before), event.changes)
        self.assertIn(str(before[2:]), event.changes)

    def test_who_got_his_replacement_does_not_leave(self):
        decision = self._exchange()
        self._ship(decision, 3)
        shipment = decision.move_ids.filtered(lambda move: move.state == "done").reference

        self._assert_stays(f"was done already: {shipment}", decision.line_ids[2:])

        self.assertEqual(self._planned(decision).product_uom_qty, 2)

    def test_goods_that_came_back_are_inspected_when_decided_anew(self):
        line = self._inspected_case(*self.lots[:2]).line_ids[0]
        decision = self._decide(line.case_id.line_ids, "as_is", "return").sudo()
        delivery = self._planned(decision)

        self._leave(line)

        self.assertEqual(line.state, "inspected")
        self.assertRecordValues(delivery, [{"product_uom_qty": 1, "state": "assigned"}])
        self.assertEqual(delivery.move_line_ids.lot_id, self.lots[1])
        self._deliver(delivery.picking_id)
        self.assertEqual(decision.line_ids.state, "closed")

    def test_the_last_line_cancels_the_decision(self):
        decision = self._exchange()

        self._leave(decision.line_ids)

        self.assertEqual(decision.state, "cancelled")
        self.assertFalse(self._planned(decision))

    def test_what_was_picked_for_a_line_is_put_back_first(self):
        self.warehouse.delivery_steps = "pick_ship"
        decision = self._exchange()
        self._leave(decision.line_ids[0])
        self.assertEqual(decision.move_ids.product_uom_qty, 4)

        self._deliver(decision.move_ids.picking_id)

        self.assertRecordValues(self._planned(decision), [{"product_uom_qty": 4}])
        self._assert_stays("on their way already: .*Return them to stock", decision.line_ids[0])

    def test_what_is_not_picked_yet_is_taken_back_beside_what_is(self):
        self.warehouse.delivery_steps = "pick_ship"
        decision = self._exchange()
        self._ship(decision, 3)
        self.assertEqual(sorted(self._planned(decision).mapped("product_uom_qty")), [2, 3])

        self._leave(decision.line_ids[3:])

        self.assertRecordValues(self._planned(decision), [{"product_uom_qty": 3}])
        self._deliver(self._planned(decision).picking_id)
        self.assertEqual(set(decision.line_ids.mapped("missing_documents")), {"goods to receive"})

    def test_each_quantity_has_a_move_that_goes_with_it(self):
        self._sell_cables(5, spare=5)
        vals = {"product_id": self.cable.id}
        case = self._authorize(self._request({**vals, "quantity": 3}, {**vals, "quantity": 2}))
        decision = self._decide(case.line_ids, "scrap", "replace", is_advance=True).sudo()

        self._leave(case.line_ids[1])

        self.assertRecordValues(
            self._planned(decision), [{"product_uom_qty": 3, "rma_line_id": case.line_ids[0].id}]
        )

    def test_a_move_of_several_quantities_is_lowered(self):
        self._sell_cables(5, spare=5)
        case = self._authorize(self._request({"product_id": self.cable.id, "quantity": 5}))
        decision = self._decide(case.line_ids, "scrap", "replace", is_advance=True).sudo()
        part = case.line_ids.with_user(self.user_service)._split_by_hand(2)

        self._leave(part)

        self.assertRecordValues(self._planned(decision), [{"product_uom_qty": 3}])
        self.assertEqual(decision.amount, 300)

    def test_what_was_not_shipped_of_a_quantity_is_split_off_and_decided_anew(self):
        self._sell_cables(5, spare=5)
        case = self._authorize(self._request({"product_id": self.cable.id, "quantity": 5}))
        line = case.line_ids
        decision = self._decide(line, "scrap", "replace", is_advance=True).sudo()
        picking = self._planned(decision).picking_id
        picking.move_ids.move_line_ids.write({"quantity": 3, "picked": True})
        picking.with_context(skip_backorder=True).button_validate()
        self._assert_stays("was done already", line)

        part = line.with_user(self.user_service)._split_by_hand(2)
        self._leave(part)

        self.assertFalse(self._planned(decision))
        self.assertEqual(part.state, "authorized")
        self.assertEqual(line.sudo().missing_documents, "goods to receive")

    def test_a_drafted_credit_is_lowered_with_its_deductions(self):
        case = self._authorize(self._request(*self.lots[:3]))
        decision = self._propose(case.line_ids, "scrap", "credit", is_advance=True)
        decision.charge_ids = [
            Command.create({"kind": "freight", "price_unit": 7}),
            Command.create(
                {"kind": "restocking", "price_unit": 20, "line_id": case.line_ids[0].id}
            ),
        ]
        decision = self._put_into_force(decision).sudo()
        self.assertEqual(decision.credit_note_ids.amount_untaxed, 273)

        self._leave(case.line_ids[0])

        self.assertEqual(decision.credit_note_ids.amount_untaxed, 193)
        self.assertEqual(decision.charge_total, 7)
        self.assertFalse(case.line_ids[0].sudo().credit_line_id)
        decision.credit_note_ids.action_post()
        self._assert_stays("was done already", case.line_ids[1])

    def test_a_credit_keeps_what_is_deducted_from_it(self):
        case = self._authorize(self._request(*self.lots[:2]))
        decision = self._propose(case.line_ids, "scrap", "credit", is_advance=True)
        decision.charge_ids = [Command.create({"kind": "freight", "price_unit": 120})]
        self._put_into_force(decision)

        self._assert_stays("would make a credit note of .*its charges stay", case.line_ids[0])

        self.assertEqual(decision.sudo().credit_note_ids.amount_untaxed, 80)

    def test_one_compensation_for_all_is_decided_anew_as_a_whole(self):
        case = self._authorize(self._request(*self.lots[:2]))
        decision = self._decide(
            case.line_ids, "not_returned", "compensate", compensation_amount=30
        ).sudo()

        self._assert_stays("one amount for all of its lines", case.line_ids[0])

        self._leave(case.line_ids)
        self.assertEqual(decision.state, "cancelled")
        self.assertFalse(decision.credit_note_ids)

    def test_who_may_not_cancel_the_decision_does_not_decide_anew(self):
        decision = self._exchange()
        self.customer.user_id = self.user_sales

        for user in (self.user_warehouse, self.user_sales):
            with self.subTest(user=user.login):
                self._assert_stays("", decision.line_ids[:1], error=AccessError, user=user)

        self._leave(decision.line_ids[:1], user=self.user_finance)
        self.assertEqual(decision.case_id.line_ids[0].state, "authorized")

    def test_a_line_dragged_back_leaves_its_decision(self):
        lines = self._inspected_case(*self.lots[:2]).line_ids
        decision = self._decide(lines, "as_is", "return").sudo()

        lines[0].with_user(self.user_service).state = "inspected"

        self.assertRecordValues(lines[0], [{"state": "inspected", "decision_id": False}])
        self.assertEqual(decision.line_ids, lines[1])

    def test_a_line_is_not_dragged_past_its_goods(self):
        decision = self._exchange()
        line = decision.line_ids[0].with_user(self.user_quality)

        with self.assertRaisesRegex(UserError, "can not become Inspected"):
            line.state = "inspected"
            self.env.flush_all()

    def test_a_line_that_is_not_decided_is_not_decided_anew(self):
        lines = self._inspected_case(self.lots[0]).line_ids

        with self.assertRaisesRegex(UserError, "is not decided"):
            self._leave(lines)
