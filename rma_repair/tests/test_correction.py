"""Done transfers of cases that are corrected with core's own means."""

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import RmaCommon


class CorrectionCommon(RmaCommon):
    def _correct(self, move_lines, **values):
        """Unlock the done transfer and correct it, as a warehouse manager does."""
        manager = move_lines.with_user(self.user_manager)
        manager.picking_id.is_locked = False
        manager.write(values)

    def _assert_refused(self, reason, move_lines, **values):
        before = move_lines.mapped("quantity")
        with self.assertRaises(UserError) as refusal:
            self._correct(move_lines, **values)
        self.assertIn(reason, str(refusal.exception))
        self.assertEqual(move_lines.mapped("quantity"), before)

    def _assert_proven(self):
        self.assertEqual([f.message for f in self.env["rma.check"]._prove()], [])

    def _move_lines(self, lines, operation):
        return self.env["stock.move.line"].search(
            [("rma_line_id", "in", lines.ids), ("move_id.rma_operation", "=", operation)]
        )

    def _received_cables(self, quantity=5):
        self._sell_cables(10)
        case = self._request({"product_id": self.cable.id, "quantity": quantity})
        return self._receive(self._authorize(case))


@tagged("post_install", "-at_install")
class TestCorrectedReceipt(CorrectionCommon):
    def test_what_was_counted_too_much_is_awaited_again(self):
        case = self._received_cables()
        receipt = self._move_lines(case.line_ids, "receipt")
        case.sudo().slip_state = "sent"

        self._correct(receipt, quantity=4)

        self.assertRecordValues(
            case.line_ids.sorted("id"),
            [
                {"quantity": 4, "quantity_received": 4, "state": "received"},
                {"quantity": 1, "quantity_received": 0, "state": "authorized"},
            ],
        )
        self.assertFalse(case.line_ids.sorted("id")[1].date_received)
        self.assertRecordValues(self._receipt(case).move_ids, [{"product_uom_qty": 1}])
        self.assertEqual(case.slip_state, "sent", "the customer is not mailed")
        self._assert_proven()

    def test_what_was_counted_too_much_comes_after_all(self):
        case = self._received_cables()
        self._correct(self._move_lines(case.line_ids, "receipt"), quantity=4)

        self._receive(case)

        self.assertEqual(case.line_ids.mapped("state"), ["received"] * 2)
        self._assert_proven()

    def test_what_was_counted_too_much_is_given_up(self):
        case = self._received_cables()
        self._correct(self._move_lines(case.line_ids, "receipt"), quantity=4)

        case.line_ids.sorted("id")[1].with_user(self.user_service).action_cancel()

        self.assertFalse(self._receipt(case))
        self._assert_proven()

    def test_a_transfer_is_corrected_on_its_move(self):
        case = self._received_cables()
        receipt = self._move_lines(case.line_ids, "receipt")
        receipt.picking_id.action_toggle_is_locked()

        receipt.move_id.with_user(self.user_manager).quantity = 3

        self.assertEqual(case.line_ids.sorted("id").mapped("quantity"), [3, 2])
        self._assert_proven()

    def test_a_serial_that_never_came_is_awaited_again(self):
        lots = self._sell_serials(2)
        case = self._receive(self._authorize(self._request(*lots)))

        self._correct(self._move_lines(case.line_ids[0], "receipt"), quantity=0)

        self.assertRecordValues(
            case.line_ids,
            [
                {"lot_id": lots[0].id, "quantity_received": 0, "state": "authorized"},
                {"lot_id": lots[1].id, "quantity_received": 1, "state": "received"},
            ],
        )
        self.assertEqual(self._receipt(case).move_line_ids.lot_id, lots[0])
        self._assert_proven()

    def test_more_than_was_counted_is_not_received_afterwards(self):
        case = self._received_cables()

        self._assert_refused(
            "add a line for the rest", self._move_lines(case.line_ids, "receipt"), quantity=6
        )

        self.assertRecordValues(case.line_ids, [{"quantity": 5, "quantity_received": 5}])

    def test_what_is_inspected_is_not_uncounted(self):
        case = self._received_cables()
        self._inspect(case.line_ids)

        self._assert_refused(
            "Withdraw its inspection", self._move_lines(case.line_ids, "receipt"), quantity=4
        )

        self.assertRecordValues(case.line_ids, [{"state": "inspected", "quantity_received": 5}])

    def test_what_was_split_since_is_taken_back_as_far_as_it_goes(self):
        case = self._received_cables()
        case.line_ids.with_user(self.user_service)._split_by_hand(3)

        receipt = self._move_lines(case.line_ids, "receipt")
        self._assert_refused("was split", receipt, quantity=2)
        self._correct(receipt, quantity=4)

        self.assertRecordValues(
            case.line_ids.sorted("id"),
            [
                {"quantity": 1, "state": "received"},
                {"quantity": 3, "state": "received"},
                {"quantity": 1, "state": "authorized"},
            ],
        )
        self._assert_proven()

    def test_what_was_moved_on_is_not_uncounted(self):
        case = self._received_cables()
        shelf = self.env["stock.location"].create(
            {"name": "Shelf", "location_id": self.warehouse.rma_location_id.id}
        )
        receipt = self._move_lines(case.line_ids, "receipt")
        quants = self.env["stock.quant"]._gather(
            self.cable, self.warehouse.rma_location_id, owner_id=self.customer
        )
        quants.move_quants(location_dest_id=shelf)

        self._assert_refused("Move it back there first", receipt, quantity=4)

        self.assertEqual(case.line_ids.state, "received")

    def test_another_serial_or_owner_is_refused(self):
        lots = self._sell_serials(2)
        case = self._receive(self._authorize(self._request(lots[0])))
        receipt = self._move_lines(case.line_ids, "receipt")

        self._assert_refused(case.name, receipt, lot_id=lots[1].id)
        self._assert_refused(case.name, receipt, owner_id=False)

        self.assertEqual((receipt.lot_id, receipt.owner_id), (lots[0], self.customer))

    def test_nothing_is_added_to_a_done_receipt(self):
        case = self._received_cables()
        picking = self._move_lines(case.line_ids, "receipt").picking_id

        with self.assertRaises(UserError) as refusal:
            self._fill_done(picking)

        self.assertIn("added to the case", str(refusal.exception))
        self.assertEqual(len(picking.move_line_ids), 1)

    def _fill_done(self, picking):
        return self.env["stock.move.line"].create(
            {
                "picking_id": picking.id,
                "product_id": self.cable.id,
                "quantity": 1,
                "location_id": picking.location_id.id,
                "location_dest_id": picking.location_dest_id.id,
            }
        )

    def test_what_came_is_not_awaited_by_dragging_it(self):
        case = self._received_cables()

        with self.assertRaisesRegex(UserError, "unlock its receipt"):
            case.line_ids.with_user(self.user_service).state = "authorized"

        self.assertEqual(case.line_ids.state, "received")


@tagged("post_install", "-at_install")
class TestCorrectedDelivery(CorrectionCommon):
    def _sent_back(self, quantity=5):
        case = self._received_cables(quantity)
        self._inspect(case.line_ids)
        decision = self._decide(case.line_ids, "as_is", "return").sudo()
        self._move_lines(case.line_ids, "return").picking_id.button_validate()
        self.assertEqual(case.line_ids.state, "closed")
        return decision

    def test_what_was_not_sent_back_is_owed_again(self):
        decision = self._sent_back()

        self._correct(self._move_lines(decision.line_ids, "return"), quantity=4)

        self.assertEqual(decision.line_ids.state, "decided")
        rest = decision.create_return_delivery()
        self.assertEqual(rest.product_uom_qty, 1)
        rest.picking_id.do_unreserve()
        rest.picking_id.action_assign()
        self.assertEqual(rest.move_line_ids.quantity, 1)
        rest.picking_id.button_validate()
        self.assertEqual(decision.line_ids.state, "closed")
        self._assert_proven()

    def test_no_more_is_sent_back_than_was_decided(self):
        decision = self._sent_back()

        self._assert_refused(
            "would be moved", self._move_lines(decision.line_ids, "return"), quantity=6
        )

    def test_what_was_taken_over_is_not_corrected(self):
        case = self._received_cables()
        self._inspect(case.line_ids)
        self._decide(case.line_ids, "scrap", "credit")

        for operation in ("take_over", "scrap"):
            self._assert_refused(
                "is done for", self._move_lines(case.line_ids, operation), quantity=4
            )

        self._assert_proven()

    def test_what_was_booked_when_it_left_is_not_corrected(self):
        """Core would change the value of the move and leave its entry."""
        case = self._received_cables()
        self._stock(self.cable, 5)
        self._inspect(case.line_ids)
        decision = self._decide(case.line_ids, "scrap", "replace").sudo()
        self._deliver(decision.move_ids.picking_id.filtered(lambda p: p.state == "assigned"))

        self._assert_refused(
            "taken back with", self._move_lines(case.line_ids, "replacement"), quantity=4
        )

        self.assertEqual(case.line_ids.state, "closed")
        self._assert_proven()

    def test_the_replacement_that_really_left_is_entered(self):
        [lot] = self._sell_serials(1)
        self._stock(self.drive, 2, lots=["N1", "N2"])
        line = self._inspected_case(lot).line_ids
        decision = self._decide(line, "scrap", "replace").sudo()
        sent = decision.move_ids.filtered(lambda move: move.rma_operation == "replacement")
        self._deliver(sent.picking_id, ["N1"])
        other = self._lots(self.drive, ["N2"])

        self._correct(sent.move_line_ids, lot_id=other.id)

        self.assertEqual(sent.move_line_ids.lot_id, other)
        self.assertEqual(line.state, "closed")
        self._assert_proven()

    def test_transfers_without_a_case_are_corrected_as_ever(self):
        delivery = self._sell_cables(5).move_ids

        self._correct(delivery.move_line_ids, quantity=4)

        self.assertEqual(delivery.quantity, 4)
