"""Credit notes edited by hand: the case tells the truth afterwards, and can go on."""

from odoo import Command
from odoo.tests import tagged

from .common_credit import CreditCommon


@tagged("post_install", "-at_install")
class TestCreditNoteEdits(CreditCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._sell_cables(4)
        cls.line = cls._cables(2)
        cls.decision = cls._decide(cls.line, "scrap", "credit").sudo()
        cls.note = cls.decision.credit_note_ids
        cls.credit_line = cls.note.invoice_line_ids
        cls.line = cls.line.sudo()

    def _assert_missing(self, document):
        self.assertEqual(self.line.state, "decided")
        self.assertEqual(self.line.missing_documents, document)

    def _assert_goes_on(self):
        """The missing credit note is made, posted, and ends the case; it is the only one."""
        self.decision.with_user(self.user_manager).create_credit_note()
        drafts = self.decision.credit_note_ids.filtered(lambda note: note.state == "draft")
        drafts.filtered("invoice_line_ids").action_post()
        self.assertEqual(self.line.state, "closed")
        credits = self.line.invoice_line_id._get_rma_credits(states=("posted",))
        self.assertEqual(sum(credits.mapped("quantity")), 2)
        self.assertFalse(self.env["rma.check"]._prove())

    def test_more_is_refused_until_corrected(self):
        self.credit_line.quantity = 3
        self._assert_refused("2.0 were decided", self.note.action_post)
        self._assert_missing("credit note to post")

        self.credit_line.quantity = 2
        self._assert_goes_on()

    def test_less_is_refused_until_corrected(self):
        self.credit_line.quantity = 1
        self._assert_refused("2.0 were decided", self.note.action_post)
        self._assert_missing("credit note to post")

        self.credit_line.quantity = 2
        self._assert_goes_on()

    def test_another_product_is_refused_until_corrected(self):
        self.credit_line.product_id = self.oil
        self._assert_refused("credits Cable, but", self.note.action_post)
        self._assert_missing("credit note to post")

        self.credit_line.write({"product_id": self.cable.id, "price_unit": 100})
        self._assert_goes_on()

    def test_a_lower_price_is_posted_and_shown_as_a_difference(self):
        self.credit_line.price_unit = 80
        self._assert_goes_on()

        self.env.flush_all()
        row = self.env["rma.reconciliation"].browse(self.line.id)
        self.assertEqual(
            (row.reason, row.amount_owed, row.amount_posted), ("price_differs", 200, 160)
        )

    def test_more_money_than_was_invoiced_is_refused(self):
        self.credit_line.price_unit = 201
        self._assert_refused("400", self.note.action_post)
        self._assert_missing("credit note to post")

        self.credit_line.price_unit = 100
        self._assert_goes_on()

    def test_a_deleted_line_is_made_anew(self):
        self.credit_line.unlink()
        self._assert_missing("credit note to create")

        self._assert_goes_on()

    def test_a_line_deleted_beside_others_is_made_anew(self):
        self.note.invoice_line_ids = [
            Command.delete(self.credit_line.id),
            Command.create({"name": "Goodwill", "price_unit": 5, "tax_ids": [Command.clear()]}),
        ]
        self._assert_missing("credit note to create")
        self.note.action_post()
        self._assert_missing("credit note to create")

        self._assert_goes_on()

    def test_a_cancelled_note_is_made_anew(self):
        self.note.button_cancel()
        self._assert_missing("credit note to create")

        self._assert_goes_on()

    def test_a_deleted_note_is_made_anew(self):
        self.note.unlink()
        self._assert_missing("credit note to create")

        self._assert_goes_on()

    def test_a_posted_note_reset_to_draft_opens_the_case(self):
        self.note.action_post()
        self.assertEqual(self.line.state, "closed")

        self.note.button_draft()
        self._assert_missing("credit note to post")

        self.note.action_post()
        self.assertEqual(self.line.state, "closed")

    def test_a_posted_note_reset_and_deleted_is_made_anew(self):
        self.note.action_post()
        self.note.button_draft()
        self.note.unlink()
        self._assert_missing("credit note to create")

        self._assert_goes_on()

    def test_a_posted_note_reset_and_cancelled_is_made_anew(self):
        self.note.action_post()
        self.note.button_draft()
        self.note.button_cancel()
        self._assert_missing("credit note to create")

        self._assert_goes_on()

    def test_a_cancelled_note_back_in_draft_beside_its_successor_is_not_posted(self):
        self.note.button_cancel()
        self.decision.with_user(self.user_manager).create_credit_note()
        self.note.button_draft()

        self._assert_refused("were decided on", self.note.action_post)

        self.assertEqual(self.note.state, "draft")
        successor = self.decision.credit_note_ids - self.note
        successor.action_post()
        self.assertEqual(self.line.state, "closed")
