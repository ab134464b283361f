from odoo.tests import tagged

from .common import RmaCommon


@tagged("post_install", "-at_install")
class TestQuantBatch(RmaCommon):
    """Moves of many units end in the same quants as if core had booked them one by one."""

    def _get_quants(self, product, location):
        """(number, owner, quantity, reserved) of what lies in a location, nothing left out."""
        quants = self.env["stock.quant"].search(
            [("product_id", "=", product.id), ("location_id", "=", location.id)]
        )
        return sorted(
            (q.lot_id.name or "", q.owner_id.name or "", q.quantity, q.reserved_quantity)
            for q in quants
            if q.quantity or q.reserved_quantity
        )

    def test_serials_arrive_on_a_quant_each(self):
        case = self._inspected_case(*self._sell_serials(3))
        expected = [(f"SN{n:04}", "Dealer", 1.0, 0.0) for n in (1, 2, 3)]
        self.assertEqual(self._get_quants(self.drive, self.warehouse.rma_location_id), expected)

        self._decide(case.line_ids, "restock", "credit")

        taken = [(f"SN{n:04}", "", 1.0, 1.0) for n in (1, 2, 3)]
        place = self.warehouse.rma_stock_location_id
        self.assertEqual(self._get_quants(self.drive, place), taken)
        self.assertFalse(self._get_quants(self.drive, self.warehouse.rma_location_id))
        self.assertFalse(
            self._get_quants(self.drive, self.customer.property_stock_customer),
            "what was delivered and came back leaves nothing with the customer",
        )

    def test_lines_without_serials_share_a_quant(self):
        sales = []
        for _sale in range(2):
            self._stock(self.cable, 4)
            sales.append(self._sell(self.cable, 4))
        lines = [
            {"product_id": self.cable.id, "quantity": 2, "origin_move_id": sale.move_ids.id}
            for sale in sales
        ]

        self._inspected_case(*lines)

        quants = self._get_quants(self.cable, self.warehouse.rma_location_id)
        self.assertEqual(quants, [("", "Dealer", 4.0, 0.0)])

    def test_reserved_replacements_are_free_again_when_cancelled(self):
        case = self._inspected_case(*self._sell_serials(2))
        self._stock(self.drive, 2, lots=["NEW1", "NEW2"])
        decision = self._decide(case.line_ids, "restock", "replace").sudo()
        stock = self.warehouse.lot_stock_id
        reserved = [("NEW1", "", 1.0, 1.0), ("NEW2", "", 1.0, 1.0)]
        self.assertEqual(self._get_quants(self.drive, stock), reserved)

        moves = decision.move_ids.filtered(lambda move: move.rma_operation == "replacement")
        moves._action_cancel()

        free = [("NEW1", "", 1.0, 0.0), ("NEW2", "", 1.0, 0.0)]
        self.assertEqual(self._get_quants(self.drive, stock), free)
