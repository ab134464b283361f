from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

LINE_STATES = [
    ("requested", "Requested"),
    ("authorized", "Authorized"),
    ("received", "Received"),
    ("inspected", "Inspected"),
    ("decided", "Decided"),
    ("closed", "Closed"),
    ("refused", "Refused"),
    ("cancelled", "Cancelled"),
]
STATE_ORDER = [state for state, _label in LINE_STATES]
CLOSED_STATES = {"closed", "refused", "cancelled"}
# Lines in these states walk no further and count for nothing.
DROPPED_STATES = ("refused", "cancelled")
# The one transition table: from -> to. Preconditions stand in `_check_<state>`.
TRANSITIONS = {
    "requested": {"authorized", "refused"},
    "authorized": {"received", "decided", "cancelled"},
    "received": {"inspected", "authorized"},
    "inspected": {"received", "decided"},
    "decided": {"closed", "inspected", "authorized"},
    "closed": {"decided"},
    "refused": {"requested"},
    "cancelled": set(),
}
# What a line is about: fixed from the authorization on.
FIXED_FIELDS = {
    "case_id", "product_id", "product_uom_id", "quantity", "lot_id",
    "origin_move_id", "sale_line_id", "is_return_expected",
}  # fmt: skip
# What only the system notes: facts and links nobody enters by hand.
SYSTEM_FIELDS = {
    "quantity_received", "split_from_id", "inspected_by_id", "decision_id", "decision_ids",
    "credit_line_id", "date_authorized", "date_received", "date_inspected", "date_decided",
    "date_closed", "credit_waived",
}  # fmt: skip
FINDINGS = [
    ("confirmed", "Defect confirmed"),
    ("ntf", "No trouble found"),
    ("misuse", "Misuse"),
    ("transport", "Transport damage"),
]
WISHES = [
    ("repair", "Repair"),
    ("replace", "Exchange"),
    ("credit", "Refund"),
    ("advice", "Advice"),
]


class RmaCaseLine(models.Model):
    """One returned serial, or a homogeneous quantity of one product from one origin.

    The line owns the transition table. Every way to change its state (button, kanban, import,
    RPC, automation) passes the mixin's `write`, which checks the table and the facts that the new
    state claims.
    """

    _name = "rma.case.line"
    _description = "RMA Line"
    _inherit = ["rma.large.mixin", "rma.state.mixin"]
    _order = "case_id.id desc, id"
    _check_company_auto = True
    _rec_names_search = ["case_id.name", "lot_id.name", "product_id.name"]
    _transitions = TRANSITIONS
    _system_fields = SYSTEM_FIELDS

    case_id = fields.Many2one("rma.case", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="case_id.company_id", store=True, precompute=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    partner_id = fields.Many2one(
        related="case_id.commercial_partner_id",
        store=True,
        precompute=True,
        index=True,
        string="Customer",
    )
    user_id = fields.Many2one(related="case_id.user_id", store=True, precompute=True, index=True)
    warehouse_id = fields.Many2one(related="case_id.warehouse_id", store=True, precompute=True)
    product_id = fields.Many2one(
        "product.product",
        required=True,
        index=True,
        check_company=True,
        domain="[('type', '=', 'consu')]",
        compute="_compute_product_id",
        store=True,
        readonly=False,
        precompute=True,
    )
    tracking = fields.Selection(related="product_id.tracking")
    product_uom_id = fields.Many2one(
        "uom.uom",
        "Unit",
        required=True,
        compute="_compute_product_uom_id",
        store=True,
        readonly=False,
        precompute=True,
    )
    quantity = fields.Float(digits="Product Unit", required=True, default=1.0)
    quantity_received = fields.Float(
        "Received",
        digits="Product Unit",
        readonly=True,
        copy=False,
        help="What came back of this line, in its unit; written when the receipt is validated.",
    )
    split_from_id = fields.Many2one(
        "rma.case.line", "Split from", readonly=True, copy=False, index="btree_not_null"
    )
    lot_id = fields.Many2one(
        "stock.lot",
        "Lot/Serial",
        index="btree_not_null",
        check_company=True,
        domain="[('product_id', '=?', product_id)]",
    )
    is_serial = fields.Boolean(compute="_compute_is_serial", store=True, precompute=True)
    origin_move_id = fields.Many2one(
        "stock.move",
        "Delivery",
        compute="_compute_origin_move_id",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
        check_company=True,
        help="The done move that brought this unit to the customer.",
    )
    origin_verdict = fields.Selection(
        [
            ("found", "Found"),
            ("foreign", "Not this customer's"),
            ("ambiguous", "Several deliveries"),
            ("unknown", "Unknown"),
        ],
        "Origin",
        compute="_compute_origin_verdict",
        store=True,
        precompute=True,
    )
    date_shipped = fields.Datetime(related="origin_move_id.date", string="Shipped on")
    sale_line_id = fields.Many2one(
        "sale.order.line",
        compute="_compute_sale_line_id",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
        check_company=True,
    )
    sale_order_id = fields.Many2one(related="sale_line_id.order_id", string="Sales Order")
    invoice_line_id = fields.Many2one(
        "account.move.line",
        index="btree_not_null",
        check_company=True,
        copy=False,
        domain="[('move_id.move_type', '=', 'out_invoice'), ('parent_state', '=', 'posted'), "
        "('product_id', '=', product_id), ('partner_id', 'child_of', partner_id)]",
        help="The invoice line this unit was paid with; found by itself where there is only one.",
    )
    is_return_expected = fields.Boolean(
        "Goods Come Back", default=True, help="Off for advice and for units the customer keeps."
    )
    reason = fields.Text(help="What the customer says.")
    wish = fields.Selection(WISHES, "Customer's Wish")
    state = fields.Selection(
        LINE_STATES, required=True, default="requested", index=True, copy=False, group_expand=True
    )
    date_authorized = fields.Datetime(readonly=True, copy=False)
    date_received = fields.Datetime(readonly=True, copy=False)
    date_inspected = fields.Datetime(readonly=True, copy=False)
    date_decided = fields.Datetime(readonly=True, copy=False)
    date_closed = fields.Datetime(readonly=True, copy=False)
    finding = fields.Selection(FINDINGS, help="What the inspection showed.")
    failure_code_id = fields.Many2one("rma.failure.code", index="btree_not_null")
    finding_note = fields.Text()
    inspected_by_id = fields.Many2one("res.users", "Inspected by", readonly=True, copy=False)
    decision_ids = fields.Many2many(
        "rma.decision", "rma_decision_line_rel", "line_id", "decision_id", "Decisions", copy=False
    )
    decision_id = fields.Many2one(
        "rma.decision",
        "Authorized Decision",
        readonly=True,
        copy=False,
        index="btree_not_null",
        check_company=True,
    )
    disposition_id = fields.Many2one(
        related="decision_id.disposition_id", store=True, index="btree_not_null"
    )
    unit_outcome = fields.Selection(related="disposition_id.unit_outcome", store=True)
    settlement = fields.Selection(related="disposition_id.settlement", store=True)
    move_line_ids = fields.One2many("stock.move.line", "rma_line_id", "Stock Moves", copy=False)
    repair_ids = fields.One2many("repair.order", "rma_line_id", "Repairs", copy=False)
    scrap_ids = fields.One2many("stock.scrap", "rma_line_id", "Scraps", copy=False)
    credit_line_id = fields.Many2one(
        "account.move.line",
        "Credit Note Line",
        readonly=True,
        copy=False,
        index="btree_not_null",
        check_company=True,
        ondelete="set null",
        help="The credit note line this unit is credited with; many units may share one.",
    )
    missing_documents = fields.Char(compute="_compute_missing_documents")

    _quantity_positive = models.Constraint(
        "CHECK(quantity > 0)", "The quantity of an RMA line must be positive."
    )
    _open_serial_uniq = models.UniqueIndex(
        "(lot_id) WHERE is_serial AND lot_id IS NOT NULL"
        " AND state NOT IN ('closed', 'refused', 'cancelled')",
        "A serial number on this return is already in an open RMA case.",
    )
    _open_idx = models.Index(
        "(company_id, state) WHERE state NOT IN ('closed', 'refused', 'cancelled')"
    )
    _doubtful_idx = models.Index(
        "(case_id) WHERE origin_verdict IN ('foreign', 'ambiguous', 'unknown')"
    )
    _ntf_idx = models.Index("(case_id) WHERE finding = 'ntf'")

    @api.depends("lot_id")
    def _compute_product_id(self):
        for line in self:
            line.product_id = line.lot_id.product_id or line.product_id

    @api.depends("product_id")
    def _compute_product_uom_id(self):
        for line in self:
            if not line.product_uom_id or line.product_id != line._origin.product_id:
                line.product_uom_id = line.product_id.uom_id

    @api.depends("product_id")
    def _compute_is_serial(self):
        for line in self:
            line.is_serial = line.product_id.tracking == "serial"

    @api.depends("product_id", "lot_id", "case_id.name")
    def _compute_display_name(self):
        # Who may read the line reads its name: serials are Inventory's otherwise.
        for line in self.sudo():
            parts = (line.case_id.name, line.product_id.display_name, line.lot_id.name)
            line.display_name = " · ".join(part for part in parts if part)

    @api.constrains("lot_id", "product_id", "quantity", "product_uom_id", "is_serial")
    def _check_lot(self):
        for line in self:
            line.lot_id._check_rma_product(line.product_id)
            if (
                line.is_serial
                and line.lot_id
                and line.product_uom_id.compare(line.quantity, 1) != 0
            ):
                raise ValidationError(
                    self.env._("%(lot)s is one unit: its quantity must be 1.", lot=line.lot_id.name)
                )

    @api.model_create_multi
    def create(self, vals_list):
        self._check_serials_free(vals_list)
        return super().create(vals_list)

    def write(self, vals):
        self._check_fixed_fields(vals)
        return super().write(vals)

    def _prepare_transition_vals(self, state):
        name = f"date_{state}"
        if state == "received" and all(self.mapped("date_received")):
            # An inspection is withdrawn: the goods came when they came.
            return {"date_inspected": False}
        return {name: fields.Datetime.now()} if name in self._fields else {}

    def _check_fixed_fields(self, vals):
        """From the authorization on, what a line is about changes by the system's splits only."""
        if self.env.su or FIXED_FIELDS.isdisjoint(vals):
            return
        if fixed := self.filtered(lambda line: line.state != "requested"):
            raise UserError(
                self.env._(
                    "%(line)s was authorized: product, serial, quantity and origin are fixed.",
                    line=fixed[0].display_name,
                )
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_authorized(self):
        if kept := self.filtered(lambda line: line.state not in ("requested", "refused")):
            raise UserError(
                self.env._("%(line)s was authorized. Cancel it instead.", line=kept[0].display_name)
            )
