from odoo.tests import tagged

from .common_credit import CreditCommon


@tagged("post_install", "-at_install")
class TestNotInvoiced(CreditCommon):
    def test_order_is_reduced_instead(self):
        sale_line = self._sell_cables(4, invoice=False)
        decision = self._credit(self._cables(1), "scrap")

        self.assertFalse(decision.credit_note_ids)
        self.assertRecordValues(sale_line, [{"qty_delivered": 3, "qty_to_invoice": 3}])
        self.assertRecordValues(
            decision.line_ids,
            [{"state": "closed", "credit_waived": "Not invoiced: order reduced"}],
        )

    def test_a_draft_invoice_does_not_charge_what_came_back(self):
        sale_line = self._sell_cables(4, invoice=False)
        invoice = sale_line.order_id._create_invoices()
        decision = self._credit(self._cables(1), "scrap")
        self.assertFalse(decision.credit_note_ids)
        self.assertEqual(decision.line_ids.state, "closed")

        self._assert_refused("only 3.0 are left", invoice.action_post)

        self.assertEqual(invoice.state, "draft")
        invoice.invoice_line_ids.quantity = 3
        invoice.action_post()
        self.assertRecordValues(sale_line, [{"qty_delivered": 3, "qty_invoiced": 3}])

    def test_partly_invoiced_is_credited_as_far_as_invoiced(self):
        sale_line = self._sell_cables(4, invoice=False)
        invoice = sale_line.order_id._create_invoices()
        invoice.invoice_line_ids.quantity = 3
        invoice.action_post()

        decision = self._credit(self._cables(4), "scrap")

        self.assertEqual(decision.credit_note_ids.invoice_line_ids.quantity, 3)
        self.assertEqual(
            decision.line_ids.sorted("quantity").mapped("credit_waived"),
            ["Not invoiced: order reduced", False],
        )

    def test_orders_invoiced_on_ordered_quantities_are_not_guessed_at(self):
        self.cable.invoice_policy = "order"
        self._sell_cables(4, invoice=False)
        line = self._cables(1)

        self._assert_refused("ordered quantities", self._credit, line)

        self.assertEqual(line.state, "inspected")

    def test_advance_credit_waits_for_the_goods_to_reduce_the_order(self):
        sale_line = self._sell_cables(2, invoice=False)
        case = self._authorize(self._request({"product_id": self.cable.id, "quantity": 1}))
        decision = self._decide(case.line_ids, "scrap", "credit", is_advance=True).sudo()
        self.assertEqual(sale_line.qty_delivered, 2)

        self._receive(case)

        self.assertEqual(sale_line.qty_delivered, 1)
        self.assertEqual(decision.line_ids.state, "closed")

    def test_invoiced_while_the_goods_were_under_way_is_credited(self):
        sale_line = self._sell_cables(2, invoice=False)
        case = self._authorize(self._request({"product_id": self.cable.id, "quantity": 1}))
        decision = self._decide(case.line_ids, "scrap", "credit", is_advance=True).sudo()
        sale_line.order_id._create_invoices().action_post()

        self._receive(case)

        self.assertFalse(decision.line_ids.credit_waived)
        self.assertEqual(decision.credit_note_ids.invoice_line_ids.quantity, 1)

    def test_kept_and_not_invoiced_is_refused(self):
        self._sell_cables(2, invoice=False)
        case = self._authorize(self._request({"product_id": self.cable.id, "quantity": 1}))

        self._assert_refused(
            "stays with the customer", self._decide, case.line_ids, "not_returned", "credit"
        )

        self.assertEqual(case.line_ids.state, "authorized")
