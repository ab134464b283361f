"""What core takes back of what a case gave the customer: the case is told, and gives it once.

Its line stays as it ended: a replacement that was sent, or a credit that was posted, is not made
again by itself. Somebody decides what the customer gets instead.
"""

from odoo import models


class StockMove(models.Model):
    _inherit = "stock.move"

    def _action_done(self, cancel_backorder=False):
        moves = super()._action_done(cancel_backorder=cancel_backorder)
        moves._tell_rma_replacement_back()
        return moves

    def _tell_rma_replacement_back(self):
        """Tell the cases whose replacements these done moves brought back from the customer."""
        back = self.filtered(
            lambda move: move.state == "done"
            and move.origin_returned_move_id
            and not move.rma_operation
            and move.location_id.usage == "customer"
        ).sudo()
        for move in back:
            sent = move.origin_returned_move_id
            if sent.rma_operation == "replacement":
                sent.rma_decision_id.case_id._tell_taken_back(
                    self.env._(
                        "%(quantity)g of %(product)s, sent as replacement with %(delivery)s, came "
                        "back with %(transfer)s. %(decision)s stays carried out and sends no other "
                        "one. Send one with a delivery of its own, or credit the invoice.",
                        quantity=move.quantity,
                        product=move.product_id.display_name,
                        delivery=sent.reference,
                        transfer=move.reference,
                        decision=sent.rma_decision_id.name,
                    )
                )


class AccountMove(models.Model):
    _inherit = "account.move"

    def _post(self, soft=True):
        posted = super()._post(soft=soft)
        for entry in posted.filtered("reversed_entry_id").sudo():
            note = entry.reversed_entry_id
            if note.rma_decision_id and note.move_type == "out_refund":
                note.rma_decision_id.case_id._tell_taken_back(
                    self.env._(
                        "%(note)s was reversed by %(entry)s. %(decision)s stays carried out and "
                        "credits nothing again. To credit it anew here, cancel %(entry)s and set "
                        "%(note)s to draft; else credit %(entry)s.",
                        note=note.name,
                        entry=entry.name,
                        decision=note.rma_decision_id.name,
                    )
                )
        return posted


class RmaCase(models.Model):
    _inherit = "rma.case"

    def _tell_taken_back(self, told):
        """Note this on the case, and ask its responsible to see to the customer."""
        self.ensure_one()
        self._message_log(body=told)
        self.activity_schedule(
            "mail.mail_activity_data_todo",
            summary=self.env._("Taken back: see to the customer"),
            note=told,
            user_id=self._get_responsible().id,
        )
