"""What the customer was asked to pay for a repair is taken back when the repair is given up."""

from odoo import models


class RepairOrder(models.Model):
    _inherit = "repair.order"

    def _on_state_cancel(self):
        """Take these repairs out of their quotations; one without repairs left is cancelled.

        What was invoiced stays for accounting to credit, and a diagnosis fee stays due. Parts are
        given free by the button before, and here where a state was written.
        """
        self.move_ids.filtered(lambda move: move.state not in ("done", "cancel"))._action_cancel()
        orders = self.sudo().quotation_ids.filtered(
            lambda order: order.state != "cancel"
            and not order.rma_is_diagnosis_fee
            and all(invoice.state == "cancel" for invoice in order.invoice_ids)
        )
        for order in orders:
            order._drop_rma_repairs(self)


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _drop_rma_repairs(self, repairs):
        """Ask nothing for `repairs` any more; cancel the quotation when nothing else is in it."""
        self.ensure_one()
        was_locked = self.locked
        self.locked = False
        if all(repair.state == "cancel" for repair in self.rma_repair_ids):
            self._action_cancel()
            return
        lines = self.order_line.filtered(lambda line: line.rma_repair_id in repairs.sudo())
        lines.product_uom_qty = 0
        self.locked = was_locked
