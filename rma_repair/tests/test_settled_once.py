"""What a decision grants is paid once, under its authority, and against invoices in force."""

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from .common_credit import CreditCommon


@tagged("post_install", "-at_install")
class TestSettledOnce(CreditCommon):
    def _agreed_line(self, price=40.0):
        self._stock(self.cable, 1)
        line = self._cables(2)
        line.with_user(self.user_service).write(
            {"price_agreed": price, "price_agreed_reason": "Dealer's invoice"}
        )
        return line

    def _replace(self, note, create):
        """Cancel this draft and have its successor made."""
        note.button_cancel()
        create()
        successor = note.rma_decision_id.credit_note_ids - note
        self.assertEqual(successor.state, "draft")
        return successor

    def test_a_replaced_compensation_is_not_taken_up_again(self):
        self._sell_cables(1)
        decision = self._decide(
            self._cables(1), "as_is", "compensate", compensation_amount=35
        ).sudo()
        note = decision.credit_note_ids

        successor = self._replace(note, decision.create_compensation)
        self._assert_refused("was replaced by", note.button_draft)
        successor.action_post()
        note.state = "draft"  # as an import could
        self._assert_refused("was replaced by", note.action_post)

        self.assertEqual(successor.state, "posted")

    def test_a_replaced_credit_at_an_agreed_price_is_not_taken_up_again(self):
        decision = self._credit(self._agreed_line())
        note = decision.credit_note_ids

        successor = self._replace(note, decision.create_credit_note)
        self._assert_refused("was replaced by", note.button_draft)
        successor.action_post()

        self.assertEqual((note.state, successor.state), ("cancel", "posted"))

    def test_a_replaced_invoice_of_a_charge_is_not_taken_up_again(self):
        self._sell_cables(1, spare=1)
        decision = self._propose(self._cables(1), "scrap", "replace")
        self.env["rma.decision.charge"].with_user(self.user_service).create(
            {"decision_id": decision.id, "kind": "freight", "price_unit": 12}
        )
        self._put_into_force(decision)
        charge = decision.sudo().charge_ids
        invoice = charge.invoice_line_ids.move_id

        invoice.button_cancel()
        decision.sudo().create_charge()
        self._assert_refused("was replaced by", invoice.button_draft)

        self.assertEqual(len(charge._get_live_entries("out_invoice")), 1)

    def test_a_cancelled_note_without_successor_is_taken_up_again(self):
        self._sell_cables(1)
        note = (
            self._decide(self._cables(1), "as_is", "compensate", compensation_amount=35)
            .sudo()
            .credit_note_ids
        )
        note.button_cancel()

        note.button_draft()
        note.action_post()

        self.assertEqual(note.state, "posted")

    def test_no_more_is_posted_than_the_compensation_decided(self):
        self._sell_cables(1)
        decision = self._decide(self._cables(1), "as_is", "compensate", compensation_amount=35)
        note = decision.sudo().credit_note_ids

        note.invoice_line_ids.price_unit = 36
        self._assert_refused("grants $\u00a035.00", note.action_post)
        note.invoice_line_ids.price_unit = 30
        note.action_post()

        self.assertEqual(note.amount_untaxed, 30)

    def test_no_more_is_posted_than_the_price_agreed(self):
        note = self._credit(self._agreed_line()).credit_note_ids

        note.invoice_line_ids.quantity = 3
        self._assert_refused("2.0 were decided", note.action_post)
        note.invoice_line_ids.write({"quantity": 2, "price_unit": 41})
        self._assert_refused("grants $\u00a080.00", note.action_post)
        note.invoice_line_ids.price_unit = 40
        note.action_post()

        self.assertEqual(note.state, "posted")

    def test_the_limit_is_held_against_the_price_agreed_last(self):
        limit = self.env.ref("rma_repair.authority_finance")
        limit.write({"amount_limit": 250, "customer_limit": 250})
        line = self._agreed_line()
        decision = self._propose(line, "restock", "credit")
        self.assertEqual(decision.sudo().amount, 80)

        line.with_user(self.user_service).price_agreed = 5000
        with self.assertRaises(AccessError):
            decision.with_user(self.user_finance).action_authorize()

        self.assertEqual(decision.sudo().amount, 10000)

    def test_the_limit_is_held_against_the_invoice_chosen_last(self):
        dear = self._sell_cables(1, price=900).invoice_lines
        line = self._cables(1, origin_move_id=self._sell_cables(1, price=90).move_ids.id)
        decision = self._propose(line, "restock", "credit")
        self.assertEqual(decision.sudo().amount, 90)

        line.with_user(self.user_service).invoice_line_id = dear

        self.assertEqual(decision.sudo().amount, 900)

    def test_an_invoice_of_others_is_not_chosen(self):
        other = self.env["res.partner"].create({"name": "Other Dealer"})
        foreign = self._sell_cables(1, customer=other).invoice_lines
        board = self._create_product("Board")
        self._stock(board, 1)
        other_goods = self._sell(board, 1).invoice_lines
        line = self._cables(1, origin_move_id=self._sell_cables(1).move_ids.id)

        for wrong in (foreign, other_goods):
            with self.assertRaises(ValidationError):
                line.with_user(self.user_service).invoice_line_id = wrong

        self.assertFalse(line.invoice_line_id)

    def test_the_invoice_of_what_waits_for_approval_is_not_changed(self):
        sold = self._sell_cables(2)
        line = self._cables(1, origin_move_id=sold.move_ids.id)
        self._propose(line, "restock", "credit").action_submit()

        self._assert_refused(
            "is part of",
            line.with_user(self.user_service).write,
            {"invoice_line_id": sold.invoice_lines.id},
        )

    def test_a_withdrawn_invoice_is_not_credited(self):
        sold = self._sell_cables(2)
        invoice = sold.invoice_lines.move_id
        note = self._credit(self._cables(2, origin_move_id=sold.move_ids.id)).credit_note_ids

        invoice.button_draft()
        self._assert_refused("is not posted", note.action_post)
        invoice.button_cancel()
        self._assert_refused("is not posted", note.action_post)

        self.assertEqual(note.state, "draft")

    def test_a_withdrawn_invoice_is_not_decided_on(self):
        sold = self._sell_cables(1)
        line = self._cables(1, origin_move_id=sold.move_ids.id)
        line.with_user(self.user_service).invoice_line_id = sold.invoice_lines
        sold.invoice_lines.move_id.button_draft()
        decision = self._propose(line, "restock", "credit")

        self._assert_refused("is not posted", self._put_into_force, decision)

    def test_an_invoice_is_not_lowered_under_what_was_credited(self):
        sold = self._sell_cables(2, price=90)
        invoice_line = sold.invoice_lines
        invoice = invoice_line.move_id
        note = self._credit(self._cables(2, origin_move_id=sold.move_ids.id)).credit_note_ids
        note.action_post()

        invoice.button_draft()
        invoice_line.quantity = 1
        self._assert_refused("were invoiced", invoice.action_post)

        self.assertEqual(invoice.state, "draft")

    def test_a_credit_note_keeps_the_currency_of_its_invoice(self):
        sold = self._sell_cables(1)
        note = self._credit(self._cables(1, origin_move_id=sold.move_ids.id)).credit_note_ids
        euro = self.env.ref("base.EUR")
        euro.active = True

        note.currency_id = euro

        self._assert_refused("not in EUR", note.action_post)
