from odoo import fields, models

from .rma_document_link_mixin import DocumentLink


class RmaDecision(models.Model):
    """The decision's way to the documents its effects made."""

    _name = "rma.decision"
    _inherit = ["rma.decision", "rma.document.link.mixin"]
    _document_links = {
        "transfer_count": DocumentLink("stock.move", "rma_decision_id", document="picking_id"),
        "credit_note_count": DocumentLink("account.move", "rma_decision_id"),
        "repair_count": DocumentLink("repair.order", "rma_decision_id"),
        "scrap_count": DocumentLink("stock.scrap", "rma_decision_id"),
    }

    is_money = fields.Boolean(related="disposition_id.is_money")
    transfer_count = fields.Integer(compute="_compute_document_counts")
    credit_note_count = fields.Integer(compute="_compute_document_counts")
    repair_count = fields.Integer(compute="_compute_document_counts")
    scrap_count = fields.Integer(compute="_compute_document_counts")

    def action_view_transfers(self):
        return self._action_view_documents("transfer_count", "stock.action_picking_tree_all")

    def action_ask_refusal_reason(self):
        """Ask why before refusing: the same record in a dialog."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "rma_repair.rma_decision_action_refuse"
        )
        return {**action, "res_id": self.id}
