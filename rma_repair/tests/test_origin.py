from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import RmaCommon


@tagged("post_install", "-at_install")
class TestOrigin(RmaCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lots = cls._sell_serials(2)
        cls._stock(cls.cable, 20)

    def test_a_serial_finds_its_delivery_and_order(self):
        case = self._request(self.lots[0])

        order_line = self.env["sale.order.line"].search([("product_id", "=", self.drive.id)])
        self.assertRecordValues(
            case.line_ids,
            [
                {
                    "product_id": self.drive.id,
                    "origin_verdict": "found",
                    "origin_move_id": order_line.move_ids.id,
                    "sale_line_id": order_line.id,
                }
            ],
        )

    def test_foreign_serial_is_refused(self):
        case = self._request(self.lots[0], customer=self.other_customer)
        self.assertEqual(case.line_ids.origin_verdict, "foreign")

        with self.assertRaisesRegex(UserError, "was delivered to Dealer, not to Stranger"):
            self._authorize(case)

        self.assertEqual(case.line_ids.state, "requested")
        self.assertFalse(self._receipt(case))

    def test_of_several_deliveries_the_user_chooses(self):
        first, second = self._sell(self.cable, 5), self._sell(self.cable, 3)
        case = self._request({"product_id": self.cable.id, "quantity": 2})
        self.assertEqual(case.line_ids.origin_verdict, "ambiguous")
        with self.assertRaisesRegex(UserError, "Choose the delivery"):
            self._authorize(case)

        case.line_ids.origin_move_id = second.move_ids

        self._authorize(case)
        self.assertRecordValues(case.line_ids, [{"state": "authorized", "sale_line_id": second.id}])
        self.assertFalse(first.move_ids.rma_line_id)

    def test_no_more_than_delivered_can_be_authorized(self):
        self._sell(self.cable, 5)
        self._authorize(self._request({"product_id": self.cable.id, "quantity": 4}))
        greedy = self._request({"product_id": self.cable.id, "quantity": 2})

        with self.assertRaisesRegex(UserError, "only 1.0 can still be returned"):
            self._authorize(greedy)

        self.assertEqual(greedy.line_ids.state, "requested")
        greedy.line_ids.quantity = 1
        self._authorize(greedy)
        self.assertEqual(greedy.line_ids.state, "authorized")

    def test_services_are_no_goods(self):
        service = self.env["product.product"].create({"name": "Advice", "type": "service"})
        case = self._request({"product_id": service.id})

        with self.assertRaisesRegex(UserError, "is no goods"):
            self._authorize(case)

        self.assertEqual(case.line_ids.state, "requested")
