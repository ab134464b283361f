"""The invoice of what the customer pays: his repair, or the diagnosis of one he declined."""

from odoo import models


class RmaDecision(models.Model):
    _inherit = "rma.decision"

    def create_repair_invoice(self):
        """Draft the invoices of charged repairs once every repair of the quotation has ended.

        Made from the sales orders the customer accepted, so prices and quantities are theirs.
        A person posts them. Returns the invoices.
        """
        lines = self.line_ids.browse().union(*self._get_missing_lines("repair_invoice"))
        orders = lines._get_due_orders()._filter_rma_invoiceable()
        if not orders:
            return self.env["account.move"]
        return orders.with_env(self.env)._create_invoices()


class RmaCaseLine(models.Model):
    _inherit = "rma.case.line"

    def _get_repair_charge(self):
        """Whether the customer owes something for the repair of this line, or for its diagnosis."""
        self.ensure_one()
        if not self.is_for_workshop:
            # Most lines: nothing of theirs is or was repaired, so no repair is looked for.
            return "free"
        repairs = self.sudo().repair_ids.filtered(lambda repair: repair.state != "cancel")
        decided = not repairs and self.decision_id._is_repair_charged(self)
        charged = any(repairs.mapped("is_charged")) or decided or self._get_due_orders()
        return "charged" if charged else "free"

    def _get_due_orders(self):
        """The orders the customer pays: the quotations he accepted, and the fees that are due.

        Read as superuser: whoever looks at a line need not see prices.
        """
        return self.sudo().repair_ids.quotation_ids.filtered(
            lambda order: order.state == "sale"
            or (order.rma_is_diagnosis_fee and order.state != "cancel")
        )

    def _get_repair_invoice_state(self):
        """Done once everything the customer accepted is invoiced and every invoice posted."""
        orders = self._get_due_orders()
        if not orders or any(order._is_rma_invoice_missing() for order in orders):
            return "missing"
        is_draft = "draft" in orders.invoice_ids.mapped("state")
        return "planned" if is_draft else "done"

    def _is_ready_for(self, document, documents):
        if document == "repair_invoice" and not self._get_due_orders()._filter_rma_invoiceable():
            return False
        return super()._is_ready_for(document, documents)


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _is_rma_invoice_missing(self):
        """Whether something of this order is still to be confirmed, repaired or invoiced."""
        self.ensure_one()
        is_open = any(repair.state not in ("done", "cancel") for repair in self.rma_repair_ids)
        status = self.invoice_status
        return self.state != "sale" or status == "to invoice" or (status == "no" and is_open)

    def _filter_rma_invoiceable(self):
        """Those of these orders that can be invoiced now: confirmed, and their repairs ended."""
        return self.filtered(
            lambda order: order.state == "sale"
            and order.invoice_status == "to invoice"
            and all(repair.state in ("done", "cancel") for repair in order.rma_repair_ids)
        )


class AccountMove(models.Model):
    _inherit = "account.move"

    def _get_rma_lines(self):
        """The invoices of repairs settle lines too."""
        orders = self.sudo().invoice_line_ids.sale_line_ids.order_id
        return super()._get_rma_lines() | orders.rma_repair_ids.rma_line_id

    def _get_rma_settling(self):
        """Those of these documents that lines wait for: credit notes, invoices of repairs."""
        orders = self.sudo().invoice_line_ids.sale_line_ids.order_id
        repaired = orders.filtered("rma_repair_ids")
        invoices = self.filtered(
            lambda move: move.sudo().invoice_line_ids.sale_line_ids.order_id & repaired
        )
        return super()._get_rma_settling() | (invoices if repaired else self.browse())
