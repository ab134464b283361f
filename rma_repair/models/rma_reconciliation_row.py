from odoo import fields, models

from .rma_reconciliation_query import REASONS


class RmaReconciliationRow(models.Model):
    """The cockpit's row of a line: goods that came back, or whose settlement was decided."""

    _name = "rma.reconciliation.row"
    _description = "Recorded Row of the RMA Reconciliation"
    _inherit = "rma.recorded.row.mixin"
    _log_access = False
    _order = "date, line_id"
    _live = f"SELECT *, id AS line_id FROM ({REASONS}) reason"

    case_id = fields.Many2one("rma.case", readonly=True, index=True, ondelete="cascade")
    decision_id = fields.Integer(readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    partner_id = fields.Many2one("res.partner", readonly=True, index=True)
    product_id = fields.Many2one("product.product", readonly=True)
    lot_id = fields.Many2one("stock.lot", readonly=True)
    sale_line_id = fields.Integer(readonly=True)
    invoice_line_id = fields.Integer(readonly=True)
    invoice_id = fields.Many2one("account.move", readonly=True, index="btree_not_null")
    credit_note_id = fields.Many2one("account.move", readonly=True, index="btree_not_null")
    disposition_id = fields.Many2one("rma.disposition", readonly=True)
    settlement = fields.Char(readonly=True)
    unit_outcome = fields.Char(readonly=True)
    date = fields.Date(readonly=True)
    quantity = fields.Float(readonly=True)
    quantity_received = fields.Float(readonly=True)
    quantity_taken_over = fields.Float(readonly=True)
    quantity_replaced = fields.Float(readonly=True)
    quantity_sent_back = fields.Float(readonly=True)
    amount_owed = fields.Float(readonly=True)
    amount_draft = fields.Float(readonly=True)
    amount_posted = fields.Float(readonly=True)
    amount_deducted = fields.Float(readonly=True)
    amount_applied = fields.Float(readonly=True)
    amount_open = fields.Float(readonly=True)
    amount_difference = fields.Float(readonly=True)
    state = fields.Char(readonly=True)
    reason = fields.Char(readonly=True)

    _line_uniq = models.UniqueIndex("(line_id)", "A line has one row.")
    _date_idx = models.Index("(date, line_id)")
    _open_idx = models.Index("(date, line_id) WHERE reason NOT IN ('in_progress', 'settled')")
