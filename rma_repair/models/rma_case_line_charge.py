"""What is charged for a line: one of its documents."""

from odoo import api, fields, models

from .rma_case_line_documents import PREREQUISITES


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    rma_charge_id = fields.Many2one(
        "rma.decision.charge",
        "RMA Charge",
        index="btree_not_null",
        copy=False,
        readonly=True,
        ondelete="set null",
    )


class AccountMove(models.Model):
    _inherit = "account.move"

    def _get_rma_lines(self):
        """The lines whose charges stand on these entries wait for them too."""
        charges = self.sudo().invoice_line_ids.rma_charge_id
        return super()._get_rma_lines() | charges.line_id | charges.decision_id.line_ids

    def _get_rma_credit_notes(self):
        notes = super()._get_rma_credit_notes()
        return notes | self.filtered(
            lambda move: move.is_invoice() and move.sudo().invoice_line_ids.rma_charge_id
        )


class RmaCaseLine(models.Model):
    _inherit = "rma.case.line"

    charge_ids = fields.One2many("rma.decision.charge", "line_id", "Charges", copy=False)

    @api.depends("decision_id.charge_ids.invoice_line_ids.parent_state")
    def _compute_missing_documents(self):
        return super()._compute_missing_documents()

    @api.model
    def _get_document_labels(self):
        return {
            **super()._get_document_labels(),
            ("charge", "missing"): self.env._("charge to invoice"),
            ("charge", "planned"): self.env._("charge to post"),
        }

    def _get_own_charges(self):
        """The charges that stand on an entry of their own: a credit note deducts the others."""
        self.ensure_one()
        decision = self.decision_id.sudo()
        return decision.charge_ids.filtered(
            lambda charge: charge.line_id in (self, self.browse()) and not charge._is_deducted()
        )

    def _is_paid_for(self):
        """Whether the customer keeps the goods and was invoiced for all of them."""
        self.ensure_one()
        if self._has_come_back():
            return False
        charges = self._get_keeping_charges()
        posted = charges._get_live_entries("out_invoice").filtered(
            lambda line: line.parent_state == "posted"
        )
        paid = sum(posted.rma_charge_id.mapped("quantity"))
        needed = self._get_product_quantity()
        return bool(posted) and self.product_id.uom_id.compare(paid, needed) >= 0

    def _get_keeping_charges(self):
        """What is charged because these goods stayed away."""
        return self.sudo().charge_ids.filtered(lambda charge: charge.kind == "not_returned")

    def _get_required_documents(self):
        """A unit that was invoiced because it stayed away is not waited for any more."""
        required = super()._get_required_documents()
        if self.disposition_id and self._get_own_charges():
            required = (*required, "charge")
        if required and self._is_paid_for():
            required = tuple(key for key in required if key not in PREREQUISITES)
        return required

    def _get_charge_state(self):
        states = set(self._get_own_charges().mapped(lambda charge: charge._get_entry_state()))
        return next((state for state in ("missing", "planned") if state in states), "done")

    def _is_awaited(self):
        return super()._is_awaited() or (self.state == "closed" and self._is_paid_for())
