"""What after-sales costs, by kind, as the documents say."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .field_groups import DOCUMENT_COST_READERS
from .rma_cost_query import COSTS
from .rma_failure_code import LIABILITIES

COST_KINDS = [
    ("parts", "Parts"),
    ("labor", "Labor"),
    ("freight", "Freight"),
    ("compensation", "Compensation"),
    ("refund", "Refund beyond Resale"),
    ("scrap", "Scrap"),
    ("exchange", "Exchange"),
]
CHARGED = ("charged", "Charged to the Customer")
SOURCES = [
    ("part", "Part of a repair"),
    ("labor", "Labor of a repair"),
    ("replacement", "Replacement"),
    ("scrap", "Scrap"),
    ("take_over", "Unit taken over"),
    ("credit", "Credit note"),
    ("compensation", "Compensation"),
    ("charge", "Charge"),
    ("repair_invoice", "Invoice of a repair"),
]
# Whatever a cost is made of, by model.
COST_DEPENDS = {
    "rma.case.line": [
        "case_id", "company_id", "partner_id", "product_id", "lot_id", "failure_code_id",
        "liability", "disposition_id", "settlement", "user_id", "sales_user_id",
        "is_for_purchasing", "decision_id", "credit_line_id", "quantity", "product_uom_id",
        "is_recorded",
    ],
    "rma.decision": ["settlement"],
    "rma.decision.charge": ["kind", "amount", "decision_id", "line_id"],
    "rma.repair.labour": ["repair_id", "cost", "date_end"],
    "repair.order": ["rma_line_id", "state", "date_done"],
    "sale.order": ["rma_repair_ids"],
    "sale.order.line": ["order_id", "invoice_lines"],
    "account.move": ["state", "date", "amount_untaxed_signed", "rma_decision_id"],
    "account.move.line": [
        "balance", "quantity", "product_uom_id", "parent_state", "date", "move_id",
        "rma_charge_id", "display_type",
    ],
    "stock.move": [
        "repair_id", "repair_line_type", "state", "value", "date", "rma_operation", "is_in",
        "quantity", "product_uom",
    ],
    "stock.move.line": ["rma_line_id", "state", "quantity", "product_uom_id", "move_id"],
}  # fmt: skip


class RmaCost(models.Model):
    """What one document costs for one RMA line; negative where it lessens the cost.

    Before tax, in the company's currency, on the day of the document. Only done transfers, ended
    repairs and posted entries count. The formula per kind stands in docs/architecture.md.
    """

    _name = "rma.cost"
    _description = "After-sales Cost"
    _inherit = ["rma.one.currency.mixin", "rma.large.mixin", "rma.fetched.whole.mixin"]
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "case_id"
    _depends = {
        **COST_DEPENDS,
        "product.product": ["product_tmpl_id"],
        "product.template": ["categ_id"],
        "res.company": ["currency_id"],
    }

    case_id = fields.Many2one("rma.case", readonly=True)
    line_id = fields.Many2one("rma.case.line", "RMA Line", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    date = fields.Date(readonly=True, help="Of the document; of a repair's labor, when it ended.")
    kind = fields.Selection([*COST_KINDS, CHARGED], readonly=True)
    source = fields.Selection(SOURCES, readonly=True)
    amount = fields.Monetary(
        "Cost", readonly=True, help="Before tax; negative where it lessens the cost."
    )
    partner_id = fields.Many2one("res.partner", "Customer", readonly=True)
    product_id = fields.Many2one("product.product", readonly=True)
    product_categ_id = fields.Many2one("product.category", "Product Category", readonly=True)
    lot_id = fields.Many2one("stock.lot", "Lot/Serial", readonly=True)
    failure_code_id = fields.Many2one("rma.failure.code", readonly=True)
    liability = fields.Selection(LIABILITIES, readonly=True)
    disposition_id = fields.Many2one("rma.disposition", readonly=True)
    user_id = fields.Many2one("res.users", "Responsible", readonly=True)
    sales_user_id = fields.Many2one("res.users", "Salesperson", readonly=True)
    is_for_purchasing = fields.Boolean(
        readonly=True, help="A supplier caused it, or it waits for parts or a supplier."
    )
    repair_id = fields.Many2one("repair.order", readonly=True)
    stock_move_id = fields.Many2one("stock.move", readonly=True)
    entry_id = fields.Many2one("account.move", "Journal Entry", readonly=True)

    @property
    def _table_query(self):
        return SQL(COSTS, self.env["rma.cost.row"]._get_costs())

    def action_open_document(self):
        """Open what this cost is read from: the entry, the repair, or the stock move.

        Raises AccessError where the user may not read it.
        """
        self.ensure_one()
        document = self.entry_id or self.repair_id or self.stock_move_id
        if not document:
            raise UserError(self.env._("The document of this cost is gone. Reload the list."))
        document.check_access("read")
        return document.get_formview_action()

    @api.model
    def _get_amounts(self, lines):
        """What the documents of these lines come to: {source: amount}."""
        domain = [("case_id", "in", lines.case_id.ids), ("line_id", "in", lines.ids)]
        return dict(self._read_group(domain, ["source"], ["amount:sum"]))


class RmaCase(models.Model):
    _inherit = "rma.case"

    cost_total = fields.Monetary(
        "After-sales Cost",
        compute="_compute_cost_total",
        groups=DOCUMENT_COST_READERS,
        help="What the documents of this case cost, less what the customer was charged.",
    )

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_cost_total(self):
        rows = self.env["rma.cost"]._read_group(
            [("case_id", "in", self.ids)], ["case_id"], ["amount:sum"]
        )
        totals = {case.id: amount for case, amount in rows}
        for case in self:
            case.cost_total = totals.get(case._origin.id, 0.0)

    def action_view_costs(self):
        """Open what these cases cost, by kind."""
        action = self.env["ir.actions.act_window"]._for_xml_id("rma_repair.rma_cost_action")
        action["domain"] = [("case_id", "in", self.ids)]
        action["context"] = {"search_default_group_kind": 1}
        action["view_mode"] = "list,pivot,graph"
        action["views"] = [(False, "list"), (False, "pivot"), (False, "graph")]
        return action
