from odoo import api, fields, models

from .rma_case_line_documents import DOCUMENTS
from .rma_document_link_mixin import DocumentLink


class RmaDecision(models.Model):
    """The decision's way to the documents its effects made."""

    _name = "rma.decision"
    _inherit = ["rma.decision", "rma.document.link.mixin"]
    _document_links = {
        "transfer_count": DocumentLink("stock.move", "rma_decision_id", document="picking_id"),
        "credit_note_count": DocumentLink("account.move", "rma_decision_id"),
        "charge_entry_count": DocumentLink(
            "account.move.line", "rma_charge_id.decision_id", document="move_id"
        ),
        "repair_count": DocumentLink("repair.order", "rma_decision_id"),
        "scrap_count": DocumentLink("stock.scrap", "rma_decision_id"),
    }

    missing_effects = fields.Char(
        compute="_compute_missing_effects", help="Keys of the documents to be made by hand."
    )
    is_money = fields.Boolean(related="disposition_id.is_money")
    transfer_count = fields.Integer(compute="_compute_document_counts")
    credit_note_count = fields.Integer(compute="_compute_document_counts")
    charge_entry_count = fields.Integer(compute="_compute_document_counts")
    repair_count = fields.Integer(compute="_compute_document_counts")
    scrap_count = fields.Integer(compute="_compute_document_counts")

    @api.depends("state", "missing_documents")
    def _compute_missing_effects(self):
        authorized = self.filtered(lambda decision: decision.state == "authorized")
        for decision in self:
            keys = decision._get_missing_effects() if decision in authorized else ()
            decision.missing_effects = " ".join(keys)

    def _get_missing_effects(self):
        """The documents that can be made now and are not, in the order they are made."""
        self.ensure_one()
        lines = self.line_ids.sudo().filtered(lambda line: line.state == "decided")
        states = lines._get_document_states()
        due = {
            key
            for line in lines
            for key, document in states[line.id].items()
            if document.state == "missing" and line._is_ready_for(key, states[line.id])
        }
        return [key for key in DOCUMENTS if key in due]

    @api.depends("name")
    def _compute_display_name(self):
        for record in self:
            record.display_name = self.env._("New") if record.name == "/" else record.name

    def action_view_transfers(self):
        return self._action_view_documents("transfer_count", "stock.action_picking_tree_all")

    def action_ask_refusal_reason(self):
        """Ask why before refusing: the same record in a dialog."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "rma_repair.rma_decision_action_refuse"
        )
        return {**action, "res_id": self.id}
