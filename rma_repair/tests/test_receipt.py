from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import RmaCommon


@tagged("post_install", "-at_install")
class TestReceipt(RmaCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lots = cls._sell_serials(4)
        cls.delivery = cls.env["rma.case.line"]._find_last_deliveries(cls.lots)[cls.lots[0].id]
        cls._sell_cables(10, spare=10)

    def _returned_quants(self, product):
        return self.env["stock.quant"].search(
            [
                ("product_id", "=", product.id),
                ("location_id", "=", self.warehouse.rma_location_id.id),
            ]
        )

    def test_authorizing_plans_one_receipt_of_the_customers_goods(self):
        case = self._authorize(self._request(*self.lots[:3]))

        receipt = self._receipt(case)

        self.assertRecordValues(
            receipt,
            [
                {
                    "location_dest_id": self.warehouse.rma_location_id.id,
                    "owner_id": self.customer.id,
                    "picking_type_id": self.warehouse.rma_receipt_type_id.id,
                    "state": "assigned",
                }
            ],
        )
        self.assertRecordValues(receipt.move_ids, [{"product_uom_qty": 3.0, "to_refund": False}])
        self.assertEqual(receipt.move_line_ids.lot_id, self.lots[:3])
        self.assertEqual(receipt.move_line_ids.rma_line_id, case.line_ids)

    def test_received_goods_stay_the_customers(self):
        order_line = self._request(self.lots[0]).line_ids.sale_line_id
        value = self.drive.with_company(self.company).total_value
        case = order_line.env["rma.case.line"].search([("lot_id", "=", self.lots[0].id)]).case_id

        self._receive(self._authorize(case))

        self.assertRecordValues(
            self._returned_quants(self.drive),
            [
                {
                    "lot_id": self.lots[0].id,
                    "quantity": 1.0,
                    "owner_id": self.customer.id,
                    "value": 0.0,
                }
            ],
        )
        self.assertEqual(self.drive.with_company(self.company).total_value, value)
        self.assertEqual(order_line.qty_delivered, 4.0)
        self.assertEqual(self.drive.with_company(self.company).qty_available, 0.0)

    def test_a_part_received_splits_the_line(self):
        case = self._authorize(self._request({"product_id": self.cable.id, "quantity": 5}))
        receipt = self._receipt(case)
        receipt.move_ids.write({"quantity": 2, "picked": True})

        receipt.with_context(skip_backorder=True).button_validate()

        self.assertRecordValues(
            case.line_ids.sorted("id"),
            [
                {"quantity": 2.0, "quantity_received": 2.0, "state": "received"},
                {"quantity": 3.0, "quantity_received": 0.0, "state": "authorized"},
            ],
        )
        backorder = self._receipt(case)
        self.assertEqual(backorder.move_ids.rma_line_id, case.line_ids.sorted("id")[1])
        backorder.button_validate()
        self.assertEqual(set(case.line_ids.mapped("state")), {"received"})

    def test_serials_not_arrived_wait_on_the_backorder(self):
        case = self._authorize(self._request(*self.lots[:3]))
        receipt = self._receipt(case)
        receipt.move_line_ids.filtered(lambda ml: ml.lot_id == self.lots[1]).unlink()
        receipt.move_ids.picked = True

        receipt.with_context(skip_backorder=True).button_validate()

        self.assertEqual(case.line_ids.mapped("state"), ["received", "authorized", "received"])
        backorder = self._receipt(case)
        self.assertEqual(backorder.move_line_ids.lot_id, self.lots[1])
        backorder.button_validate()
        self.assertEqual(set(case.line_ids.mapped("state")), {"received"})

    def test_more_than_authorized_is_refused(self):
        case = self._authorize(self._request({"product_id": self.cable.id, "quantity": 2}))
        receipt = self._receipt(case)
        receipt.move_ids.write({"quantity": 3, "picked": True})

        with self.assertRaisesRegex(UserError, "3.0 Units of .* arrived, but 2.0 were authorized"):
            receipt.button_validate()

        self.assertNotEqual(receipt.state, "done")
        self.assertFalse(self._returned_quants(self.cable))

    def test_a_wrong_serial_is_refused(self):
        case = self._authorize(self._request(self.lots[0]))
        receipt = self._receipt(case)
        receipt.move_line_ids.lot_id = self.lots[3]

        with self.assertRaisesRegex(UserError, "announces SN0001, but SN0004 was entered"):
            receipt.button_validate()

        self.assertEqual(case.line_ids.state, "authorized")

    def test_goods_of_no_line_are_refused(self):
        case = self._authorize(self._request(self.lots[0]))
        receipt = self._receipt(case)
        self.env["stock.move"].create(
            {
                "picking_id": receipt.id,
                "product_id": self.cable.id,
                "product_uom_qty": 1,
                "location_id": receipt.location_id.id,
                "location_dest_id": receipt.location_dest_id.id,
            }
        )
        receipt.move_ids.picked = True

        with self.assertRaisesRegex(UserError, "is not on"):
            receipt.button_validate()

        self.assertFalse(self._returned_quants(self.cable))

    def test_serials_announced_as_a_number_of_units_become_lines(self):
        case = self._authorize(self._request({"product_id": self.drive.id, "quantity": 2}))
        receipt = self._receipt(case)
        for move_line, lot in zip(receipt.move_line_ids, self.lots, strict=False):
            move_line.lot_id = lot

        receipt.button_validate()

        self.assertRecordValues(
            case.line_ids.sorted("id"),
            [
                {"lot_id": self.lots[0].id, "quantity": 1.0, "state": "received"},
                {"lot_id": self.lots[1].id, "quantity": 1.0, "state": "received"},
            ],
        )
        self.assertTrue(all(case.line_ids.mapped("origin_move_id")))

    def test_a_settled_serial_is_refused_under_a_line_without_numbers(self):
        kept = self._decide(
            self._authorize(self._request(self.lots[0])).line_ids, "not_returned", "credit"
        )
        kept.sudo().credit_note_ids.action_post()
        case = self._authorize(self._request({"product_id": self.drive.id, "quantity": 2}))
        receipt = self._receipt(case)
        for move_line, lot in zip(receipt.move_line_ids, self.lots, strict=False):
            move_line.lot_id = lot

        with self.assertRaises(UserError) as refusal:
            receipt.button_validate()

        self.assertIn("SN0001 was settled in", str(refusal.exception))
        self.assertNotEqual(receipt.state, "done")
        self.assertRecordValues(case.line_ids, [{"state": "authorized", "lot_id": False}])

    def test_a_serial_of_a_used_up_delivery_is_refused_under_a_line_without_numbers(self):
        """The line was authorized on another delivery; its number tells where it comes from."""
        [other] = self._sell_serials(1, prefix="ZZ")
        kept = self._decide(
            self._authorize(self._request(other)).line_ids, "not_returned", "credit"
        )
        kept.sudo().credit_note_ids.action_post()
        case = self._authorize(
            self._request(
                {
                    "product_id": self.drive.id,
                    "quantity": 1,
                    "origin_move_id": self.delivery.id,
                }
            )
        )
        receipt = self._receipt(case)
        receipt.move_line_ids.lot_id = other

        with self.assertRaises(UserError) as refusal:
            receipt.button_validate()

        self.assertIn("ZZ0001 was settled in", str(refusal.exception))
        self.assertNotEqual(receipt.state, "done")

    def test_a_cancelled_receipt_can_be_planned_again(self):
        case = self._authorize(self._request(self.lots[0]))
        self._receipt(case).action_cancel()

        case.line_ids.with_user(self.user_service).action_plan_receipt()

        self.assertEqual(self._receipt(case).move_line_ids.lot_id, self.lots[0])
        self.assertEqual(case.line_ids.state, "authorized")

    def test_cancelling_a_line_takes_it_off_the_receipt(self):
        case = self._authorize(self._request(*self.lots[:2]))

        case.line_ids[0].with_user(self.user_service).action_cancel()

        receipt = self._receipt(case)
        self.assertRecordValues(receipt.move_ids, [{"product_uom_qty": 1.0}])
        self.assertEqual(receipt.move_line_ids.lot_id, self.lots[1])
