from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import RmaCommon


@tagged("post_install", "-at_install")
class TestRmaReturn(RmaCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._stock(cls.drive, 3, lots=["D1", "D2", "D3"])
        cls.sale_line = cls._sell(cls.drive, 3, lots=["D1", "D2", "D3"])
        cls.order = cls.sale_line.order_id
        cls.delivery = cls.order.picking_ids
        cls.invoice = cls.order.invoice_ids
        cls.lots = cls._lots(cls.drive, ["D1", "D2", "D3"])

    def _open(self, document):
        action = document.with_user(self.user_service).action_open_rma_return()
        wizard = self.env["rma.return"].with_user(self.user_service)
        return wizard.browse(action["res_id"])

    def _open_invoice(self):
        action = self.invoice.with_user(self.user_manager).action_open_rma_return()
        return self.env["rma.return"].with_user(self.user_manager).browse(action["res_id"])

    def test_a_delivery_offers_what_may_be_returned(self):
        self._authorize(self._request(self.lots[0]))

        wizard = self._open(self.delivery)

        self.assertEqual(wizard.line_ids.lot_id, self.lots[1:])
        self.assertEqual(wizard.line_ids.mapped("quantity"), [1, 1])
        self.assertEqual(wizard.partner_id, self.customer)

    def test_requested_serials_are_not_offered_twice(self):
        self._request(self.lots[0])

        self.assertEqual(self._open(self.delivery).line_ids.lot_id, self.lots[1:])

    def test_selected_serials_become_a_case_with_their_origin(self):
        wizard = self._open(self.delivery)
        wizard.line_ids[2].is_selected = False
        wizard.write({"wish": "replace", "reason": "Noise"})

        action = wizard.action_create_case()

        case = self.env["rma.case"].browse(action["res_id"])
        self.assertEqual(case.partner_id, self.customer)
        self.assertRecordValues(
            case.line_ids,
            [
                {
                    "lot_id": lot.id,
                    "quantity": 1,
                    "origin_move_id": self.delivery.move_ids.id,
                    "origin_verdict": "found",
                    "sale_line_id": self.sale_line.id,
                    "wish": "replace",
                    "reason": "Noise",
                }
                for lot in self.lots[:2]
            ],
        )

    def test_lines_can_be_added_to_an_open_case(self):
        case = self._request(self.lots[0])
        wizard = self._open(self.order)
        wizard.case_id = case

        wizard.action_create_case()

        self.assertEqual(case.line_ids.lot_id, self.lots)
        self.assertEqual(
            self.env["rma.case"].search_count([("partner_id", "=", self.customer.id)]), 1
        )

    def test_an_invoice_links_its_line(self):
        wizard = self._open_invoice()
        action = wizard.action_create_case()

        case = self.env["rma.case"].browse(action["res_id"])
        self.assertEqual(case.line_ids.invoice_line_id, self.invoice.invoice_line_ids)
        self.assertEqual(case.line_ids.origin_move_id, self.delivery.move_ids)

    def test_goods_without_serials_are_offered_as_a_quantity(self):
        self._stock(self.cable, 10)
        order = self._sell(self.cable, 10).order_id
        self._authorize(self._request({"product_id": self.cable.id, "quantity": 4}))

        wizard = self._open(order)

        self.assertRecordValues(
            wizard.line_ids,
            [{"product_id": self.cable.id, "quantity": 6, "returnable_quantity": 6}],
        )

    def test_more_than_returnable_is_refused(self):
        self._stock(self.cable, 10)
        wizard = self._open(self._sell(self.cable, 10).order_id)
        wizard.line_ids.quantity = 11

        with self.assertRaisesRegex(UserError, "between 0 and 10"):
            wizard.action_create_case()
        self.assertFalse(self.env["rma.case"].search([("partner_id", "=", self.customer.id)]))

    def test_lots_are_offered_one_by_one(self):
        self._stock(self.oil, 10, lots=["L1", "L2"])
        wizard = self._open(self._sell(self.oil, 10, lots=["L1", "L2"]).order_id)

        self.assertEqual(
            wizard.line_ids.mapped(lambda line: (line.lot_id.name, line.quantity)),
            [("L1", 5), ("L2", 5)],
        )

    def test_nothing_left_is_said_so(self):
        self._authorize(self._request(*self.lots))

        with self.assertRaisesRegex(UserError, "Nothing of this can be returned"):
            self.delivery.with_user(self.user_service).action_open_rma_return()
        self.assertFalse(self.env["rma.return"].search([("partner_id", "=", self.customer.id)]))

    def test_selecting_none_asks_for_a_selection(self):
        wizard = self._open(self.delivery)
        wizard.action_select_none()

        with self.assertRaisesRegex(UserError, "Select what comes back"):
            wizard.action_create_case()
        self.assertFalse(self.env["rma.case"].search([("partner_id", "=", self.customer.id)]))

    def test_goods_back_by_core_s_own_return_are_not_offered(self):
        returning = (
            self.env["stock.return.picking"]
            .with_context(
                active_model="stock.picking",
                active_id=self.delivery.id,
                active_ids=self.delivery.ids,
            )
            .create({})
        )
        returning.product_return_moves.quantity = 1
        back = self.env["stock.picking"].browse(returning.action_create_returns()["res_id"])
        back.move_ids.move_line_ids.lot_id = self.lots[0]
        back.move_ids.picked = True
        back._action_done()

        self.assertEqual(self._open(self.delivery).line_ids.lot_id, self.lots[1:])
