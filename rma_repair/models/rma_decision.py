from odoo import api, fields, models
from odoo.exceptions import UserError

from .field_groups import MONEY_READERS

DECISION_STATES = [
    ("draft", "Draft"),
    ("to_approve", "To Approve"),
    ("authorized", "Authorized"),
    ("refused", "Refused"),
    ("cancelled", "Cancelled"),
]
DECISION_TRANSITIONS = {
    "draft": {"to_approve", "authorized", "cancelled"},
    "to_approve": {"draft", "authorized", "refused", "cancelled"},
    "authorized": {"cancelled"},
    "refused": {"draft"},
    "cancelled": {"draft"},
}
# Who did what when: noted by the system.
SYSTEM_FIELDS = {
    "user_id", "proposed_by_ids", "approver_id", "authority_id", "authorized_by_id",
    "date_authorized",
}  # fmt: skip
# What a decision says: fixed once it is submitted.
FIXED_FIELDS = {
    "case_id", "line_ids", "disposition_id", "compensation_amount", "replacement_product_id",
    "is_advance",
}  # fmt: skip


class RmaDecision(models.Model):
    """Who decided which disposition for which lines of a case, for how much, on whose authority.

    When a decision becomes authorized its lines are decided, and the automations (one per
    effect) make the documents by calling the public `create_*` methods.
    """

    _name = "rma.decision"
    _description = "RMA Decision"
    _inherit = ["rma.large.mixin", "rma.state.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "id desc"
    _check_company_auto = True
    _transitions = DECISION_TRANSITIONS
    _system_fields = SYSTEM_FIELDS

    name = fields.Char("Number", readonly=True, copy=False, default="/", index="trigram")
    case_id = fields.Many2one(
        "rma.case", required=True, index=True, ondelete="restrict", check_company=True
    )
    company_id = fields.Many2one(related="case_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    partner_id = fields.Many2one(related="case_id.commercial_partner_id", store=True, index=True)
    user_id = fields.Many2one(
        "res.users",
        "Proposed by",
        default=lambda self: self.env.user,
        readonly=True,
        index=True,
        copy=False,
    )
    line_ids = fields.Many2many(
        "rma.case.line",
        "rma_decision_line_rel",
        "decision_id",
        "line_id",
        "Lines",
        copy=False,
        domain="[('case_id', '=', case_id)]",
    )
    disposition_id = fields.Many2one("rma.disposition", required=True, index=True, tracking=True)
    unit_outcome = fields.Selection(related="disposition_id.unit_outcome", store=True)
    settlement = fields.Selection(related="disposition_id.settlement", store=True)
    takes_over = fields.Boolean(related="disposition_id.takes_over")
    state = fields.Selection(
        DECISION_STATES, required=True, default="draft", index=True, copy=False, tracking=True
    )
    reason = fields.Text(help="Why this disposition; kept with the decision.")
    refusal_reason = fields.Text(copy=False)
    is_advance = fields.Boolean(
        "Before the Goods Are Back",
        tracking=True,
        help="Replacement or credit is given while the unit is still on its way.",
    )
    replacement_product_id = fields.Many2one(
        "product.product",
        check_company=True,
        domain="[('type', '=', 'consu')]",
        help="Only when another product is sent than the one returned.",
    )
    compensation_amount = fields.Monetary(
        groups=MONEY_READERS, help="Allowance given without returning goods, before tax."
    )
    amount = fields.Monetary(
        compute="_compute_amount",
        store=True,
        tracking=True,
        groups=MONEY_READERS,
        help="What this decision gives away, before tax, in the company's currency: what the "
        "customer paid, or the list price where that is not known.",
    )
    authorized_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    date_authorized = fields.Datetime(readonly=True, copy=False)
    # By this the ORM finds the lines that a document's change concerns, else by a search each time.
    decided_line_ids = fields.One2many("rma.case.line", "decision_id", readonly=True, copy=False)
    move_ids = fields.One2many("stock.move", "rma_decision_id", "Stock Moves", copy=False)
    credit_note_ids = fields.One2many("account.move", "rma_decision_id", "Credit Notes", copy=False)
    repair_ids = fields.One2many("repair.order", "rma_decision_id", "Repairs", copy=False)
    scrap_ids = fields.One2many("stock.scrap", "rma_decision_id", "Scraps", copy=False)
    missing_documents = fields.Text(compute="_compute_missing_documents")

    @api.depends(
        "settlement", "compensation_amount", "line_ids.quantity", "line_ids.price_agreed",
        "line_ids.invoice_line_id", "line_ids.sale_line_id", "line_ids.replaced_line_id",
    )  # fmt: skip
    def _compute_amount(self):
        for decision in self:
            if decision.settlement == "compensate":
                decision.amount = decision.compensation_amount
            elif decision.settlement in ("credit", "replace"):
                decision.amount = sum(
                    line._get_sale_value() or line._get_list_value() for line in decision.line_ids
                )
            else:
                decision.amount = 0

    @api.depends("line_ids.missing_documents", "state")
    def _compute_missing_documents(self):
        for decision in self:
            missing = (
                decision.line_ids.mapped("missing_documents")
                if decision.state == "authorized"
                else []
            )
            decision.missing_documents = "\n".join(sorted(set(filter(None, missing))))

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if vals.get("name", "/") == "/":
                vals["name"] = self.env["ir.sequence"].next_by_code("rma.decision") or "/"
        # What it comes to is told when it is submitted, and each step stands on the trail.
        quiet = self.with_context(mail_create_nolog=True)
        return super(RmaDecision, quiet).create(vals_list).with_env(self.env)

    def write(self, vals):
        self._check_content_fixed(vals)
        return super().write(vals)

    def _prepare_transition_vals(self, state):
        if state != "authorized":
            return {}
        return {"authorized_by_id": self.env.uid, "date_authorized": fields.Datetime.now()}

    def _check_content_fixed(self, vals):
        """What was submitted is what is authorized: take it back to draft to change it."""
        if FIXED_FIELDS.isdisjoint(vals):
            return
        if fixed := self.filtered(lambda decision: decision.state != "draft"):
            raise UserError(
                self.env._(
                    "%(decision)s was submitted. Set it back to draft to change it.",
                    decision=fixed[0].name,
                )
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_draft(self):
        if any(decision.state != "draft" for decision in self):
            raise UserError(self.env._("Only draft decisions can be deleted; cancel the others."))
