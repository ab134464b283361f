"""Charges: what a decision takes from the customer, or gives him beyond the goods."""

from odoo import Command, api, fields, models
from odoo.exceptions import UserError

KINDS = [
    ("accessory", "Missing accessory"),
    ("restocking", "Restocking fee"),
    ("freight", "Freight"),
    ("difference", "Price difference"),
    ("not_returned", "Unit not returned"),
]


class RmaDecisionCharge(models.Model):
    """One amount charged with a decision: a deduction on its credit note, else on an invoice.

    Amounts are before tax, in the company's currency; a negative one is credited. Each kind has its
    own service product, whose accounts and taxes it takes. The unit price of the goods is never
    changed. Fixed with the decision: who authorizes the decision confirms its charges.
    """

    _name = "rma.decision.charge"
    _description = "Charge of an RMA Decision"
    _inherit = "rma.closed.mixin"
    _order = "decision_id, id"
    _check_company_auto = True
    _case_path = "decision_id.case_id"

    decision_id = fields.Many2one("rma.decision", required=True, index=True, ondelete="cascade")
    case_id = fields.Many2one(related="decision_id.case_id")
    company_id = fields.Many2one(related="decision_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    line_id = fields.Many2one(
        "rma.case.line",
        "For Line",
        index="btree_not_null",
        ondelete="cascade",
        domain="[('case_id', '=', case_id)]",
        help="Empty: for all lines of the decision together.",
    )
    kind = fields.Selection(KINDS, required=True, default="restocking")
    product_id = fields.Many2one(
        "product.product",
        "Booked as",
        required=True,
        check_company=True,
        compute="_compute_product_id",
        store=True,
        readonly=False,
        precompute=True,
        domain="[('type', '=', 'service')]",
        help="The service whose accounts and taxes the charge takes.",
    )
    name = fields.Char(
        "Description", compute="_compute_name", store=True, readonly=False, precompute=True
    )
    quantity = fields.Float(digits="Product Unit", required=True, default=1.0)
    price_unit = fields.Float(
        "Price", digits="Product Price", required=True, help="Before tax; negative is credited."
    )
    amount = fields.Monetary(compute="_compute_amount", store=True)
    basis = fields.Char(help="Where the price comes from.")
    invoice_line_ids = fields.One2many("account.move.line", "rma_charge_id", "Entries", copy=False)
    entry_state = fields.Selection(
        [("missing", "To create"), ("planned", "To post"), ("done", "Posted")],
        "Entry",
        compute="_compute_entry_state",
    )

    _quantity_positive = models.Constraint(
        "CHECK(quantity > 0)", "The quantity of a charge must be positive."
    )

    @api.depends("kind")
    def _compute_product_id(self):
        for charge in self:
            charge.product_id = self.env.ref(
                f"rma_repair.product_charge_{charge.kind}", raise_if_not_found=False
            )

    @api.depends("product_id", "line_id")
    def _compute_name(self):
        for charge in self.sudo():  # serials are Inventory's otherwise
            goods = " ".join(
                filter(None, (charge.line_id.product_id.display_name, charge.line_id.lot_id.name))
            )
            name = charge.product_id.name or ""
            charge.name = f"{name}: {goods}" if goods else name

    @api.depends("quantity", "price_unit")
    def _compute_amount(self):
        for charge in self:
            charge.amount = charge.quantity * charge.price_unit

    @api.depends("amount", "invoice_line_ids.parent_state", "line_id.quantity_received")
    def _compute_entry_state(self):
        for charge in self:
            charge.entry_state = charge._get_entry_state()

    @api.model_create_multi
    def create(self, vals_list):
        charges = super().create(vals_list)
        charges._check_decision_draft()
        charges._note_proposer()
        return charges

    def write(self, vals):
        self._check_decision_draft()
        self._note_proposer()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_submitted(self):
        self._check_decision_draft()

    def _check_decision_draft(self):
        """What was submitted is what is authorized."""
        if self.env.su:
            return
        if fixed := self.decision_id.filtered(lambda decision: decision.state != "draft"):
            raise UserError(
                self.env._(
                    "%(decision)s was submitted. Set it back to draft to change it.",
                    decision=fixed[0].name,
                )
            )

    def _note_proposer(self):
        """Whoever writes what a decision costs does not authorize it."""
        if not self.env.su:
            self.decision_id.sudo().proposed_by_ids = [Command.link(self.env.uid)]

    def _get_live_entries(self, move_type):
        return self.sudo().invoice_line_ids.filtered(
            lambda line: line.parent_state != "cancel" and line.move_id.move_type == move_type
        )

    def _is_void(self):
        """Whether the unit that was charged because it did not come back is here after all."""
        self.ensure_one()
        return self.kind == "not_returned" and self.line_id._has_come_back()

    def _get_entry_state(self):
        """Where the entry of this charge stands; where the charge is void, its reversal.

        A charge of nothing needs no entry.
        """
        self.ensure_one()
        if self.currency_id.is_zero(self.amount):
            return "done"
        if self._is_void():
            charged = self._get_live_entries("out_invoice")
            entries = self._get_live_entries("out_refund")
            if not charged:
                return "done"
        else:
            entries = self.sudo().invoice_line_ids.filtered(
                lambda line: line.parent_state != "cancel"
            )
        states = set(entries.mapped("parent_state"))
        return "done" if states == {"posted"} else "planned" if states else "missing"

    def _prepare_entry_line_vals(self, sign, position, rate=1.0):
        """Values of the invoice or credit note line of this charge.

        `position` and `rate` are the document's fiscal position and currency rate.
        """
        self.ensure_one()
        price = self.decision_id._add_included_tax(self.product_id, self.price_unit, position)
        return {
            "product_id": self.product_id.id,
            "name": self.name,
            "quantity": self.quantity,
            "price_unit": sign * price * rate,
            "rma_charge_id": self.id,
        }
