from odoo import Command, fields, models
from odoo.exceptions import UserError

from .rma_case_line import CLOSED_STATES, LINE_STATES
from .rma_document_link_mixin import DocumentLink

# Lines no proposal waits for.
UNDECIDED = [("decision_ids", "not any", [("state", "in", ("draft", "to_approve"))])]


class RmaCaseLine(models.Model):
    """The line's way to its documents and to the decision about it."""

    _name = "rma.case.line"
    _inherit = ["rma.case.line", "rma.document.link.mixin"]
    _document_links = {
        "transfer_count": DocumentLink(
            "stock.move.line", "rma_line_id", document="move_id.picking_id"
        ),
        "credit_note_count": DocumentLink("rma.case.line", "id", document="credit_line_id.move_id"),
        "repair_count": DocumentLink("repair.order", "rma_line_id"),
        "scrap_count": DocumentLink("stock.scrap", "rma_line_id"),
    }

    state = fields.Selection(group_expand="_group_expand_state")
    transfer_count = fields.Integer(compute="_compute_document_counts")
    credit_note_count = fields.Integer(compute="_compute_document_counts")
    repair_count = fields.Integer(compute="_compute_document_counts")
    scrap_count = fields.Integer(compute="_compute_document_counts")

    def _group_expand_state(self, states, domain):
        """A kanban shows every state of the road; closed ones only where there are lines."""
        return [state for state, _label in LINE_STATES if state not in CLOSED_STATES]

    def action_propose_decision(self):
        """Open a new decision on these lines, which must be of one case and not decided yet."""
        if len(self.case_id) != 1:
            raise UserError(self.env._("Select lines of one case that are not decided yet."))
        if late := self.filtered(lambda line: line.state not in ("authorized", "inspected")):
            raise UserError(
                self.env._(
                    "%(line)s can not be decided now: inspect it first.",
                    line=late[0].display_name,
                )
            )
        in_advance = any(line.state == "authorized" and line.is_return_expected for line in self)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("New Decision"),
            "res_model": "rma.decision",
            "view_mode": "form",
            "context": {
                "default_case_id": self.case_id.id,
                "default_line_ids": [Command.set(self.ids)],
                "default_is_advance": in_advance,
            },
        }

    def action_view_transfers(self):
        return self._action_view_documents("transfer_count", "stock.action_picking_tree_all")
