from collections import defaultdict

from odoo import api, fields, models
from odoo.fields import Domain

from .rma_case_line import CLOSED_STATES, LINE_STATES
from .rma_case_line_links import UNDECIDED
from .rma_document_link_mixin import DocumentLink


class RmaCase(models.Model):
    """The case's way to its documents, and what its buttons need to know of its lines."""

    _name = "rma.case"
    _inherit = ["rma.case", "rma.document.link.mixin"]
    _document_links = {
        "receipt_count": DocumentLink(
            "stock.picking", "rma_case_id", [("picking_type_id.code", "=", "incoming")]
        ),
        "delivery_count": DocumentLink(
            "stock.picking", "rma_case_id", [("picking_type_id.code", "=", "outgoing")]
        ),
        "credit_note_count": DocumentLink("account.move", "rma_decision_id.case_id"),
        "charge_entry_count": DocumentLink(
            "account.move.line", "rma_charge_id.decision_id.case_id", document="move_id"
        ),
        "repair_count": DocumentLink("repair.order", "rma_line_id.case_id"),
        "scrap_count": DocumentLink("stock.scrap", "rma_line_id.case_id"),
        "decision_count": DocumentLink("rma.decision", "case_id"),
        "sale_order_count": DocumentLink(
            "rma.case.line", "case_id", document="sale_line_id.order_id"
        ),
        "invoice_count": DocumentLink(
            "rma.case.line", "case_id", document="invoice_line_id.move_id"
        ),
    }

    state = fields.Selection(group_expand="_group_expand_state")
    receipt_count = fields.Integer(compute="_compute_document_counts")
    delivery_count = fields.Integer(compute="_compute_document_counts")
    credit_note_count = fields.Integer(compute="_compute_document_counts")
    charge_entry_count = fields.Integer(compute="_compute_document_counts")
    repair_count = fields.Integer(compute="_compute_document_counts")
    scrap_count = fields.Integer(compute="_compute_document_counts")
    decision_count = fields.Integer(compute="_compute_document_counts")
    sale_order_count = fields.Integer(compute="_compute_document_counts")
    invoice_count = fields.Integer(compute="_compute_document_counts")
    product_summary = fields.Char("Products", compute="_compute_product_summary")
    requested_count = fields.Integer(compute="_compute_state_counts")
    authorized_count = fields.Integer(compute="_compute_state_counts")
    received_count = fields.Integer(compute="_compute_state_counts")
    inspected_count = fields.Integer(compute="_compute_state_counts")

    is_receipt_missing = fields.Boolean(compute="_compute_is_receipt_missing")

    @api.depends("line_ids.is_receipt_missing")
    def _compute_is_receipt_missing(self):
        for case in self:
            case.is_receipt_missing = any(case.line_ids.mapped("is_receipt_missing"))

    @api.depends("name")
    def _compute_display_name(self):
        for record in self:
            record.display_name = self.env._("New") if record.name == "/" else record.name

    def _group_expand_state(self, states, domain):
        """A kanban shows every state of the road; closed ones only where there are cases."""
        return [state for state, _label in LINE_STATES if state not in CLOSED_STATES]

    @api.depends("line_ids.state")
    def _compute_state_counts(self):
        groups = self.env["rma.case.line"]._read_group(
            [("case_id", "in", self.ids)], ["case_id", "state"], ["__count"]
        )
        counts = {(case.id, state): count for case, state, count in groups}
        for case in self:
            for state in ("requested", "authorized", "received", "inspected"):
                case[f"{state}_count"] = counts.get((case._origin.id, state), 0)

    @api.depends("line_ids.product_id", "line_ids.quantity")
    def _compute_product_summary(self):
        """The product with the largest quantity, and how many more there are."""
        groups = self.env["rma.case.line"]._read_group(
            [("case_id", "in", self.ids)], ["case_id", "product_id"], ["quantity:sum"]
        )
        products = defaultdict(list)
        for case, product, quantity in groups:
            products[case.id].append((quantity, product.with_context(display_default_code=False)))
        for case in self:
            found = sorted(products[case._origin.id], key=lambda pair: -pair[0])
            texts = [f"{quantity:g} × {product.display_name}" for quantity, product in found[:1]]
            if len(found) > 1:
                texts.append(self.env._("%(count)s more", count=len(found) - 1))
            case.product_summary = ", ".join(texts)

    def action_propose_decision(self):
        """Open a new decision on the inspected lines, or on the authorized ones in advance."""
        self.ensure_one()
        lines = self.env["rma.case.line"].search(
            Domain("case_id", "=", self.id) & Domain("state", "=", "inspected") & Domain(UNDECIDED)
        ) or self.env["rma.case.line"].search(
            Domain("case_id", "=", self.id) & Domain("state", "=", "authorized") & Domain(UNDECIDED)
        )
        return lines.action_propose_decision()

    def action_view_lines(self):
        """Open the lines as a list, where many can be selected and edited at once."""
        action = self.env["ir.actions.act_window"]._for_xml_id("rma_repair.rma_case_line_action")
        action["domain"] = [("case_id", "in", self.ids)]
        action["context"] = {"default_case_id": self.id if len(self) == 1 else False}
        return action

    def action_view_receipts(self):
        return self._action_view_documents(
            "receipt_count", "rma_repair.stock_picking_action_receipt"
        )

    def action_view_deliveries(self):
        return self._action_view_documents(
            "delivery_count", "rma_repair.stock_picking_action_delivery"
        )

    def action_view_decisions(self):
        return self._action_view_documents(
            "decision_count", "rma_repair.rma_decision_action", {"create": True}
        )

    def action_view_sale_orders(self):
        return self._action_view_documents("sale_order_count", "sale.action_orders")

    def action_view_invoices(self):
        return self._action_view_documents("invoice_count", "account.action_move_out_invoice_type")

    def _action_open(self):
        """The window action on these cases: the form where it is one, else the list."""
        action = self.env["ir.actions.act_window"]._for_xml_id("rma_repair.rma_case_action")
        action["context"] = {}
        action["domain"] = [("id", "in", self.ids)]
        if len(self) == 1:
            action.update(views=[(False, "form")], view_mode="form", res_id=self.id)
        return action
