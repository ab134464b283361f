"""Core's own returns do not take what a case claims. Found by the random walk."""

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import RmaCommon


@tagged("post_install", "-at_install")
class TestReturnedWithoutRma(RmaCommon):
    def _return(self, delivery, quantity):
        wizard = (
            self.env["stock.return.picking"]
            .with_context(active_id=delivery.picking_id.id, active_model="stock.picking")
            .create({})
        )
        wizard.product_return_moves.quantity = quantity
        picking = wizard._create_return()
        self._deliver(picking)
        return picking

    def test_claimed_quantity_is_not_returned_beside_its_case(self):
        self._stock(self.cable, 3)
        delivery = self._sell(self.cable, 3).move_ids
        case = self._request(
            {"product_id": self.cable.id, "quantity": 2, "origin_move_id": delivery.id}
        )
        self._authorize(case)

        with self.assertRaises(UserError) as refusal:
            self._return(delivery, 2)

        self.assertIn(case.name, str(refusal.exception))
        self.assertFalse(delivery.returned_move_ids.filtered(lambda move: move.state == "done"))

    def test_what_no_case_claims_is_returned_as_ever(self):
        self._stock(self.cable, 3)
        delivery = self._sell(self.cable, 3).move_ids
        self._authorize(
            self._request(
                {"product_id": self.cable.id, "quantity": 2, "origin_move_id": delivery.id}
            )
        )

        self.assertEqual(self._return(delivery, 1).state, "done")
