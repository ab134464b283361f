"""What people do to invoices and credit notes in a random walk."""

from .random_walk_case import weighted


class MoneyActions:
    """Each action takes one of the records found for it."""

    def money_actions(self):
        return [
            (self.post, self.drafts),
            (self.delete_note, self.drafts),
            (self.credit_more, self.filled),
            (self.credit_less, self.filled),
            (self.credit_as_decided, self.filled),
            (self.change_price, self.filled),
            (self.change_product, self.filled),
            (self.delete_note_line, self.filled),
            (self.cancel_note, self.drafts),
            (self.back_to_draft, lambda: self.notes() - self.drafts()),
            (self.cancel_posted, lambda: self.notes().filtered(lambda n: n.state == "posted")),
            (self.invoice, self.orders_to_invoice),
            (self.credit_without_rma, self.invoices),
        ]

    def notes(self):
        return self.decisions().credit_note_ids

    def drafts(self):
        return self.notes().filtered(lambda note: note.state == "draft")

    def filled(self):
        return self.drafts().filtered("invoice_line_ids")

    def invoices(self):
        return self.sale_lines.invoice_lines.move_id.filtered(
            lambda move: move.move_type == "out_invoice" and move.state == "posted"
        ).sorted("id")

    def orders_to_invoice(self):
        return self.sale_lines.order_id.filtered(lambda order: order.invoice_status == "to invoice")

    @weighted(8)
    def post(self, note):
        note.with_user(self.test.user_finance).action_post()

    def delete_note(self, note):
        note.with_user(self.test.user_finance).unlink()

    def credit_more(self, note):
        note.invoice_line_ids[:1].quantity += 1

    def credit_less(self, note):
        note.invoice_line_ids[:1].quantity /= 2

    def credit_as_decided(self, note):
        """Correct the quantity, as the refusal to post tells."""
        for line in note.invoice_line_ids.filtered("rma_credited_line_ids"):
            line.quantity = sum(line.rma_credited_line_ids.mapped("quantity"))

    def change_price(self, note):
        note.invoice_line_ids[:1].price_unit += 10

    def change_product(self, note):
        note.invoice_line_ids[:1].product_id = self.test.cable

    def delete_note_line(self, note):
        note.invoice_line_ids[:1].unlink()

    def cancel_note(self, note):
        note.with_user(self.test.user_finance).button_cancel()

    @weighted(2)
    def back_to_draft(self, note):
        note.with_user(self.test.user_finance).button_draft()

    def cancel_posted(self, note):
        note.with_user(self.test.user_finance).button_draft()
        note.with_user(self.test.user_finance).button_cancel()

    def invoice(self, order):
        order._create_invoices().action_post()

    def credit_without_rma(self, invoice):
        reversal = (
            self.env["account.move.reversal"]
            .with_context(active_model="account.move", active_ids=invoice.ids)
            .create({"reason": "By hand", "journal_id": invoice.journal_id.id})
        )
        note = self.env["account.move"].browse(reversal.refund_moves()["res_id"])
        note.invoice_line_ids[1:].unlink()
        note.invoice_line_ids.quantity = 1
        note.action_post()
