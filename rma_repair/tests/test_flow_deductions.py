from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common_credit import CreditCommon


@tagged("post_install", "-at_install")
class TestFlowDeductions(CreditCommon):
    """Every deduction finds a credit note that can be posted with it, or is refused."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.fee = cls.env.ref("rma_repair.product_charge_restocking")
        cls.fee.taxes_id = False

    def _sold_lines(self, *prices):
        """An inspected line of one cable per price, each sold and invoiced alone."""
        sold = [self._sell_cables(1, price=price) for price in prices]
        return self._lines_of(*sold)

    def _lines_of(self, *sold):
        vals_list = [
            {"product_id": self.cable.id, "quantity": 1, "origin_move_id": one.move_ids.id}
            for one in sold
        ]
        return self._inspected_case(*vals_list).line_ids

    def _propose_charged(self, lines, *charges):
        """A credit with these charges: (amount, line or nothing)."""
        decision = self._propose(lines, "restock", "credit")
        decision.charge_ids = [
            Command.create(
                {"kind": "restocking", "price_unit": amount, "line_id": line and line.id}
            )
            for amount, line in charges
        ]
        return decision

    def _tax_the_fee(self, rate):
        tax = self.env["account.tax"].create({"name": "Services", "amount": rate})
        self.fee.taxes_id = tax

    def _credited(self, decision):
        """What each credit note comes to, in the order of their invoices."""
        notes = decision.sudo().credit_note_ids.sorted(lambda note: note.reversed_entry_id.id)
        return notes.mapped("amount_untaxed")

    def _assert_authorization_refused(self, decision, message):
        decision.action_submit()
        with self.assertRaisesRegex(UserError, message):
            decision.with_user(self.user_finance).action_authorize()

        self.assertEqual(set(decision.line_ids.mapped("state")), {"inspected"})
        self.assertFalse(decision.sudo().credit_note_ids)

    def test_a_charge_of_no_line_is_deducted_where_there_is_room(self):
        decision = self._propose_charged(self._sold_lines(10, 100), (20, None))

        self._put_into_force(decision)

        self.assertEqual(self._credited(decision), [10, 80])
        decision.sudo().credit_note_ids.action_post()
        self.assertEqual(decision.sudo().charge_ids.mapped("entry_state"), ["done"])

    def test_a_charge_that_fits_no_note_alone_is_spread(self):
        lines = self._sold_lines(30, 50)
        decision = self._propose_charged(lines, (5, lines[1]), (60, None))
        name = decision.charge_ids[1].name

        self._put_into_force(decision)

        self.assertEqual(self._credited(decision), [15, 0])
        self.assertEqual(decision.charge_total, 65)
        charges = decision.sudo().charge_ids
        self.assertEqual(charges.mapped("amount"), [5, 45, 15])
        self.assertEqual(set(charges[1:].mapped("name")), {name})
        decision.sudo().credit_note_ids.action_post()
        self.assertEqual(set(charges.mapped("entry_state")), {"done"})

    def test_a_note_has_no_room_for_the_tax_of_a_charge_beyond_its_total(self):
        self._tax_the_fee(25)
        decision = self._propose_charged(self._sold_lines(10, 100), (88, None))

        self._put_into_force(decision)

        self.assertEqual(self._credited(decision), [2, 20])
        self.assertEqual(sum(decision.sudo().credit_note_ids.mapped("amount_total")), 0)
        decision.sudo().credit_note_ids.action_post()

    def test_deductions_from_an_agreed_price_count_its_tax(self):
        tax = self.env["account.tax"].create({"name": "Goods", "amount": 10})
        self.cable.taxes_id = tax
        line = self._cables(1)
        line.with_user(self.user_service).write(
            {"price_agreed": 50, "price_agreed_reason": "Dealer's invoice"}
        )
        self._tax_the_fee(25)
        decision = self._propose_charged(line, (44.01, line))

        self._assert_authorization_refused(decision, r"deducts .*55.01 from .* have .*55.00 left")

    def test_deductions_whose_tax_is_too_much_are_refused(self):
        self._tax_the_fee(25)
        decision = self._propose_charged(self._sold_lines(10, 100), (88.01, None))

        self._assert_authorization_refused(
            decision, r"With tax .* deducts .*110.01 from credit notes that have .*110.00 left"
        )

    def test_a_note_made_anew_deducts_what_stood_on_it(self):
        decision = self._propose_charged(self._sold_lines(30, 50), (60, None))
        self._put_into_force(decision)
        notes = decision.sudo().credit_note_ids.sorted(lambda note: note.reversed_entry_id.id)
        self.assertEqual(notes.mapped("amount_untaxed"), [20, 0])

        notes[1].unlink()
        decision.sudo().create_credit_note()

        self.assertEqual(self._credited(decision), [20, 0])

    def test_a_line_is_charged_no_more_than_its_note_credits(self):
        lines = self._sold_lines(10, 100)
        decision = self._propose_charged(lines, (20, lines[0]))

        invoice = lines[0].sudo()._get_invoice_candidates().move_id.name
        self._assert_authorization_refused(
            decision, rf"deducts .*20.00 from a credit of .*10.00 for {invoice}"
        )

    def test_what_was_not_invoiced_is_no_credit_to_deduct_from(self):
        invoiced, waiting = self._sell_cables(1), self._sell_cables(1, invoice=False)
        decision = self._propose_charged(self._lines_of(invoiced, waiting), (150, None))

        self._assert_authorization_refused(decision, r"deducts .*150.00 from .* have .*100.00 left")

    def test_a_charge_of_a_line_that_was_not_invoiced_is_refused(self):
        invoiced, waiting = self._sell_cables(1), self._sell_cables(1, invoice=False)
        lines = self._lines_of(invoiced, waiting)
        decision = self._propose_charged(lines, (15, lines[1]))

        self._assert_authorization_refused(
            decision, f"{lines[1].display_name} was not invoiced: .*Restocking.*invoice it on"
        )

    def test_a_charge_of_the_invoiced_line_is_deducted_beside_one_that_was_not(self):
        invoiced, waiting = self._sell_cables(1), self._sell_cables(1, invoice=False)
        lines = self._lines_of(invoiced, waiting)
        decision = self._propose_charged(lines, (15, lines[0]), (5, None))

        self._put_into_force(decision)

        self.assertEqual(self._credited(decision), [80])

    def test_what_is_not_in_the_decision_is_not_charged(self):
        lines = self._sold_lines(10, 100)
        decision = self._propose_charged(lines[0], (5, lines[1]))

        with self.assertRaisesRegex(UserError, "which is not in"):
            decision.action_submit()

        self.assertEqual(decision.state, "draft")

    def test_a_deduction_is_not_invoiced_beside_a_keeping_charge(self):
        """Its credit note was deleted: the deduction waits for the next one."""
        self._sell_cables(1)
        case = self._authorize(self._request({"product_id": self.cable.id, "quantity": 1}))
        decision = self._propose(case.line_ids, "restock", "credit", is_advance=True)
        decision.charge_ids = [Command.create({"kind": "freight", "price_unit": 5})]
        decision = self._put_into_force(decision).sudo()
        decision.credit_note_ids.action_post()
        decision._charge_lines_away()
        [invoice] = decision.charge_ids.invoice_line_ids.move_id - decision.credit_note_ids
        invoice.unlink()
        decision.credit_note_ids.button_draft()
        decision.credit_note_ids.unlink()

        decision.create_charge()

        entries = decision.charge_ids.invoice_line_ids.move_id
        self.assertEqual(entries.mapped("amount_untaxed"), [100])
