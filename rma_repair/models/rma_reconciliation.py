"""The accountants' cockpit: what came back, what is owed for it, and where the money stands."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .rma_case_line import LINE_STATES
from .rma_disposition import SETTLEMENTS, UNIT_OUTCOMES

REASONS = [
    ("received_not_credited", "Received, not credited"),
    ("credited_not_received", "Credited, not received"),
    ("replaced_not_returned", "Replaced, not returned"),
    ("repaired_not_shipped", "Repaired, not shipped"),
    ("quantity_differs", "Credited quantity differs"),
    ("price_differs", "Credited price differs"),
    ("deduction_disputed", "Deduction disputed"),
    ("received_not_decided", "Received, not decided"),
    ("not_applied", "Credit not applied or paid"),
    ("in_progress", "Documents on their way"),
    ("settled", "Settled"),
]
# Reasons for which somebody has to do something.
OPEN_REASONS = tuple(key for key, _label in REASONS if key not in ("in_progress", "settled"))
AGES = [
    ("030", "Up to 30 days"),
    ("060", "31 to 60 days"),
    ("090", "61 to 90 days"),
    ("999", "More than 90 days"),
]

AGE = """
    CURRENT_DATE - date AS age_days,
    CASE WHEN CURRENT_DATE - date <= 30 THEN '030' WHEN CURRENT_DATE - date <= 60 THEN '060'
         WHEN CURRENT_DATE - date <= 90 THEN '090' ELSE '999' END AS age
"""


class RmaReconciliation(models.Model):
    """One row per RMA line whose goods came back or whose settlement was decided.

    Amounts are before tax, in the company's currency; quantities in the product's unit. What the
    documents say now, always: a row that was written down counts until one of them changes.
    """

    _name = "rma.reconciliation"
    _description = "RMA Reconciliation"
    _inherit = ["rma.one.currency.mixin", "rma.large.mixin"]
    _auto = False
    _order = "date, id"
    _rec_name = "case_id"
    _depends = {
        "rma.case.line": [
            "case_id", "decision_id", "product_id", "lot_id", "state", "quantity",
            "quantity_received", "credit_line_id", "invoice_line_id", "credit_waived",
            "date_received", "date_decided", "date_authorized", "settlement", "unit_outcome",
            "is_recorded",
        ],
        "rma.decision": ["compensation_amount", "settlement"],
        "account.move": ["state", "amount_residual", "rma_decision_id", "rma_is_disputed"],
        "account.move.line": ["balance", "quantity", "parent_state", "price_subtotal"],
        "stock.move": ["rma_operation", "state"],
        "stock.move.line": ["rma_line_id", "state", "quantity_product_uom"],
        "repair.order": ["rma_line_id", "state"],
    }  # fmt: skip

    case_id = fields.Many2one("rma.case", readonly=True)
    decision_id = fields.Many2one("rma.decision", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    partner_id = fields.Many2one("res.partner", "Customer", readonly=True)
    product_id = fields.Many2one("product.product", readonly=True)
    lot_id = fields.Many2one("stock.lot", "Lot/Serial", readonly=True)
    sale_line_id = fields.Many2one("sale.order.line", readonly=True)
    invoice_line_id = fields.Many2one("account.move.line", readonly=True)
    invoice_id = fields.Many2one("account.move", readonly=True)
    credit_note_id = fields.Many2one("account.move", readonly=True)
    disposition_id = fields.Many2one("rma.disposition", readonly=True)
    settlement = fields.Selection(SETTLEMENTS, readonly=True)
    unit_outcome = fields.Selection(UNIT_OUTCOMES, readonly=True)
    state = fields.Selection(LINE_STATES, readonly=True)
    date = fields.Date(readonly=True, help="When the goods came back, or else when it was decided.")
    age_days = fields.Integer("Age (days)", readonly=True, aggregator="avg")
    age = fields.Selection(AGES, "Age Group", readonly=True)
    quantity = fields.Float(readonly=True, digits="Product Unit")
    quantity_received = fields.Float("Received", readonly=True, digits="Product Unit")
    quantity_taken_over = fields.Float("Taken over", readonly=True, digits="Product Unit")
    quantity_replaced = fields.Float("Replaced", readonly=True, digits="Product Unit")
    quantity_sent_back = fields.Float("Sent Back", readonly=True, digits="Product Unit")
    amount_owed = fields.Monetary("Owed", readonly=True)
    amount_draft = fields.Monetary("Drafted", readonly=True)
    amount_posted = fields.Monetary("Posted", readonly=True)
    amount_deducted = fields.Monetary("Deducted", readonly=True)
    amount_applied = fields.Monetary("Paid or Applied", readonly=True)
    amount_open = fields.Monetary("Open Credit", readonly=True)
    amount_difference = fields.Monetary("Difference", readonly=True, help="Owed less posted.")
    reason = fields.Selection(REASONS, readonly=True, help="Why this row is not settled.")
    is_open = fields.Boolean("To Clear", compute="_compute_is_open", search="_search_is_open")

    @property
    def _table_query(self):
        rows = self.env["rma.reconciliation.row"]._get_rows()
        return SQL("SELECT row.*, line_id AS id, %s FROM (%s) row", SQL(AGE), rows)

    @api.depends("reason")
    def _compute_is_open(self):
        for row in self:
            row.is_open = row.reason in OPEN_REASONS

    @api.model
    def _search_is_open(self, operator, value):
        return [("reason", "in", OPEN_REASONS)] if operator == "in" else NotImplemented

    def action_open_case(self):
        """Open the case of this row."""
        self.ensure_one()
        return self.case_id.get_formview_action()

    def action_open_entry(self):
        """Open the entry of this row: its credit note, else the invoice it was paid with."""
        self.ensure_one()
        notes = self._get_credit_notes() or self.invoice_id
        if not notes:
            raise UserError(
                self.env._(
                    "Nothing was invoiced or credited yet for %(row)s.", row=self.display_name
                )
            )
        return notes[-1].get_formview_action()

    def action_apply_credit(self):
        """Match the open credits of these rows with their customers' open invoices, oldest first.

        Core's own reconciliation, with the user's rights; raises UserError where there is nothing
        to match.
        """
        credits = self._get_credit_notes().filtered(
            lambda note: note.state == "posted" and note.payment_state not in ("paid", "reversed")
        )
        applied = credits.filtered(self._apply_credit)
        if not applied:
            raise UserError(
                self.env._("These rows have no posted credit that open invoices could take.")
            )
        return True

    def action_dispute_deduction(self):
        """Note that the customer does not accept what was deducted from these credits."""
        self._set_disputed(True)

    def action_settle_dispute(self):
        """The deductions of these credits are settled with the customer."""
        self._set_disputed(False)

    def _set_disputed(self, is_disputed):
        notes = self.filtered("amount_deducted").credit_note_id
        if not notes:
            raise UserError(self.env._("Nothing was deducted from the credits of these rows."))
        notes.rma_is_disputed = is_disputed
        for note in notes:
            note.message_post(
                body=self.env._("The customer disputes the deduction.")
                if is_disputed
                else self.env._("The dispute about the deduction is settled.")
            )

    def _get_credit_notes(self):
        """The credit notes of these rows, those of compensations included."""
        compensated = self.filtered(lambda row: row.settlement == "compensate").decision_id
        return self.credit_note_id | compensated.credit_note_ids

    @api.model
    def _apply_credit(self, note):
        """Reconcile `note` with the customer's open invoices; whether anything was applied."""
        before = note.amount_residual
        for credit in note.line_ids.filtered(lambda line: line._is_rma_receivable()):
            for invoice in note._get_rma_open_invoices(credit):
                if not credit.reconciled:
                    invoice.js_assign_outstanding_line(credit.id)
        return note.amount_residual < before
