"""What core takes back of what a case gave: counted once, and told to the case."""

from odoo.exceptions import UserError
from odoo.tests import tagged

from .test_correction import CorrectionCommon


@tagged("post_install", "-at_install")
class TestTakenBack(CorrectionCommon):
    def _assert_told(self, case, *words):
        """The responsible is asked to see to the customer, in the words logged on the case."""
        activity = case.sudo().activity_ids
        self.assertRecordValues(activity, [{"user_id": case.user_id.id}])
        logged = case.sudo().message_ids.mapped("body")
        for word in words:
            self.assertIn(word, activity.note)
            self.assertTrue(any(word in body for body in logged), word)

    def _assert_not_told(self, case):
        self.assertFalse(case.sudo().activity_ids)

    def _reverse(self, note, method="reverse_moves"):
        wizard = (
            self.env["account.move.reversal"]
            .with_user(self.user_finance)
            .with_context(active_model="account.move", active_ids=note.ids)
            .create({"journal_id": note.journal_id.id})
        )
        return self.env["account.move"].browse(getattr(wizard, method)()["res_id"])

    def _replaced(self):
        """An exchange carried out: its line and the delivery of the replacement."""
        [lot] = self._sell_serials(1)
        self._stock(self.drive, 1, lots=["N1"])
        line = self._inspected_case(lot).line_ids
        decision = self._decide(line, "scrap", "replace").sudo()
        sent = decision.move_ids.filtered(lambda move: move.rma_operation == "replacement")
        self._deliver(sent.picking_id)
        self.assertEqual(line.state, "closed")
        return line, sent

    def _return(self, sent):
        wizard = self.env["stock.return.picking"].with_user(self.user_warehouse)
        wizard = wizard.create({"picking_id": sent.picking_id.id})
        wizard.product_return_moves.quantity = 1
        picking = wizard._create_return()
        picking.move_ids.picked = True
        picking.with_user(self.user_warehouse).button_validate()
        return picking.sudo()

    def _credited(self):
        """Two of four cables credited: the line and its posted credit note."""
        self._sell_cables(4)
        case = self._inspected_case({"product_id": self.cable.id, "quantity": 2})
        decision = self._decide(case.line_ids, "scrap", "credit").sudo()
        decision.credit_note_ids.action_post()
        self.assertEqual(case.line_ids.state, "closed")
        return case.line_ids, decision.credit_note_ids

    def test_a_replacement_that_comes_back_is_told_to_its_case(self):
        line, sent = self._replaced()
        self._assert_not_told(line.case_id)

        picking = self._return(sent)

        self._assert_told(line.case_id, picking.name, sent.reference, line.sudo().decision_id.name)
        self.assertEqual((line.state, picking.state), ("closed", "done"))
        self._assert_proven()

    def test_for_a_replacement_that_came_back_nothing_is_given_twice(self):
        line, sent = self._replaced()
        old, new = line.lot_id, sent.sudo().move_line_ids.lot_id
        self._return(sent)

        decision = line.sudo().decision_id
        decision.action_create_documents()

        sent_since = decision.move_ids.filtered(lambda move: move.rma_operation == "replacement")
        self.assertEqual(sent_since, sent)
        for lot in (old, new):
            case = self._request(lot)
            with self.assertRaises(UserError):
                self._authorize(case)
            self.assertEqual(case.state, "requested")

    def test_another_delivery_that_comes_back_is_no_replacement(self):
        line, _sent = self._replaced()
        self._stock(self.cable, 1)

        self._return(self._sell(self.cable, 1).move_ids)

        self._assert_not_told(line.case_id)

    def test_a_reversed_credit_note_is_told_to_its_case(self):
        line, note = self._credited()

        reversal = self._reverse(note)
        self._assert_not_told(line.case_id)
        reversal.action_post()

        self._assert_told(line.case_id, note.name, reversal.name)
        self._assert_proven()

    def test_what_a_reversed_credit_note_credited_is_not_credited_again(self):
        line, note = self._credited()
        self._reverse(note).action_post()
        invoice = line.sudo().invoice_line_id

        self.assertEqual(invoice._get_rma_creditable(), {invoice.id: 2})
        line.sudo().decision_id.action_create_documents()
        by_hand = invoice.move_id._reverse_moves()
        with self.assertRaisesRegex(UserError, "is credited by"):
            by_hand.action_post()
        self.assertEqual(line.sudo().decision_id.credit_note_ids, note)

    def test_a_credit_note_corrected_by_reversal_and_a_new_one_is_credited_once(self):
        """Both notes count, the reversal does not: rather too little is left to credit."""
        line, note = self._credited()

        corrected = self._reverse(note, "modify_moves")
        corrected.action_post()

        self._assert_told(line.case_id, note.name)
        self.assertFalse(corrected.rma_decision_id)
        invoice = line.sudo().invoice_line_id
        self.assertEqual(invoice._get_rma_creditable(), {invoice.id: 0})

    def test_a_reversed_credit_note_is_credited_anew_by_its_case(self):
        line, note = self._credited()
        reversal = self._reverse(note)
        reversal.action_post()

        reversal.button_draft()
        reversal.button_cancel()
        note.button_draft()

        self.assertEqual(line.state, "decided")
        note.action_post()
        self.assertEqual(line.state, "closed")
        self._assert_proven()
