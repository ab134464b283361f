"""Core's own return of what was received, sent back or replaced for a case."""

from odoo.exceptions import UserError
from odoo.tests import tagged

from .test_correction import CorrectionCommon


@tagged("post_install", "-at_install")
class TestReturnedTransfer(CorrectionCommon):
    def _return(self, move_lines):
        wizard = self.env["stock.return.picking"].with_user(self.user_warehouse)
        wizard = wizard.create({"picking_id": move_lines.picking_id.id})
        wizard.product_return_moves.quantity = 1
        picking = wizard._create_return()
        self._deliver(picking.sudo())
        return picking

    def _assert_not_returned(self, reason, move_lines):
        with self.assertRaises(UserError) as refusal:
            self._return(move_lines)
        self.assertIn(reason, str(refusal.exception))
        self.assertFalse(move_lines.move_id.returned_move_ids)

    def test_a_receipt_is_not_sent_back_beside_its_case(self):
        case = self._received_cables()

        self._assert_not_returned("Decide there", self._move_lines(case.line_ids, "receipt"))

        self._assert_proven()

    def test_a_wizard_filled_by_hand_is_refused_too(self):
        case = self._received_cables()
        receipt = self._move_lines(case.line_ids, "receipt")
        wizard = self.env["stock.return.picking"].create(
            {
                "product_return_moves": [
                    (0, 0, {"move_id": receipt.move_id.id, "product_id": self.cable.id})
                ]
            }
        )

        with self.assertRaises(UserError):
            wizard._create_return()

        self.assertFalse(receipt.move_id.returned_move_ids)

    def test_what_was_sent_back_comes_again_by_a_new_case(self):
        lots = self._sell_serials(2)
        case = self._inspected_case(lots[0])
        decision = self._decide(case.line_ids, "as_is", "return").sudo()
        sent = self._move_lines(case.line_ids, "return").picking_id
        self._deliver(sent)

        self._assert_not_returned("open a new case", self._move_lines(case.line_ids, "return"))

        action = sent.with_user(self.user_service).action_open_rma_return()
        wizard = self.env["rma.return"].browse(action["res_id"])
        self.assertEqual(wizard.line_ids.lot_id, lots[0])
        self.assertEqual(wizard.line_ids.origin_move_id, decision.line_ids.origin_move_id)

    def test_a_replacement_comes_back_into_stock_as_ever(self):
        [lot] = self._sell_serials(1)
        self._stock(self.drive, 1, lots=["N1"])
        decision = self._decide(self._inspected_case(lot).line_ids, "scrap", "replace").sudo()
        sent = decision.move_ids.filtered(lambda move: move.rma_operation == "replacement")
        self._deliver(sent.picking_id)

        returned = self._return(sent.move_line_ids)

        self.assertEqual(returned.state, "done")
        self.assertEqual(returned.sudo().location_dest_id, self.warehouse.lot_stock_id)
        self._assert_proven()
