"""The cockpit's rows are written down, so that years of documents need not be counted anew."""

from odoo import api, fields, models
from odoo.tools import SQL

from .rma_reconciliation_query import REASONS

# What a row of the cockpit says, besides its age.
COLUMNS = (
    "case_id", "decision_id", "company_id", "currency_id", "partner_id", "product_id", "lot_id",
    "sale_line_id", "invoice_line_id", "invoice_id", "credit_note_id", "disposition_id",
    "settlement", "unit_outcome", "date", "quantity", "quantity_received", "quantity_taken_over",
    "quantity_replaced", "quantity_sent_back", "amount_owed", "amount_draft", "amount_posted",
    "amount_deducted", "amount_applied", "amount_open", "amount_difference", "state", "reason",
)  # fmt: skip
# Lines with a row: those whose goods came back, or whose settlement was decided.
RECORDED_STATES = ("received", "inspected", "decided", "closed")
LINES_AT_ONCE = 2000


class RmaReconciliationRow(models.Model):
    """The cockpit's row of a line, as its documents said when it was written down.

    It counts as long as the line says so (`is_recorded`): whatever the row was made of changes,
    the line takes it back, and the cockpit reads the documents again.
    """

    _name = "rma.reconciliation.row"
    _description = "Recorded Row of the RMA Reconciliation"
    _log_access = False
    _order = "date, line_id"

    line_id = fields.Many2one("rma.case.line", required=True, ondelete="cascade", readonly=True)
    is_recorded = fields.Boolean(readonly=True, help="As its line says; the line writes it.")
    case_id = fields.Many2one("rma.case", readonly=True, index=True, ondelete="cascade")
    decision_id = fields.Many2one("rma.decision", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    partner_id = fields.Many2one("res.partner", readonly=True, index=True)
    product_id = fields.Many2one("product.product", readonly=True)
    lot_id = fields.Many2one("stock.lot", readonly=True)
    sale_line_id = fields.Many2one("sale.order.line", readonly=True)
    invoice_line_id = fields.Many2one("account.move.line", readonly=True)
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
    _date_idx = models.Index("(date, line_id) WHERE is_recorded")
    _open_idx = models.Index(
        "(date, line_id) WHERE is_recorded AND reason NOT IN ('in_progress', 'settled')"
    )

    @api.model
    def _cron_record(self):
        """Write down the rows of what has changed since, so many lines per transaction."""
        cron, last = self.env["ir.cron"], 0
        while ids := self._get_candidates(last):
            self._record(ids)
            last = ids[-1]
            if not cron._commit_progress(len(ids), remaining=1):
                return
            self.env.invalidate_all()
        cron._commit_progress(remaining=0)

    def _get_candidates(self, last):
        """The ids of the next lines to write down: those that nobody is working on just now."""
        domain = [
            ("id", ">", last),
            ("state", "in", RECORDED_STATES),
            ("is_recorded", "=", False),
            ("write_date", "<", "now -10M"),
        ]
        return self.env["rma.case.line"].search(domain, order="id", limit=LINES_AT_ONCE).ids

    def _record(self, line_ids):
        """Write down the rows of those of these lines that have one."""
        self.env.flush_all()
        columns = SQL(", ").join(map(SQL.identifier, COLUMNS))
        fresh = SQL(", ").join(SQL("EXCLUDED.%s", SQL.identifier(name)) for name in COLUMNS)
        recorded = self.env.execute_query(
            SQL(
                """
                INSERT INTO rma_reconciliation_row (line_id, is_recorded, %(columns)s)
                SELECT id, TRUE, %(columns)s FROM (%(query)s) AS live WHERE id IN %(ids)s
                ON CONFLICT (line_id)
                DO UPDATE SET (is_recorded, %(columns)s) = (TRUE, %(fresh)s)
                RETURNING line_id
                """,
                columns=columns,
                fresh=fresh,
                query=SQL(REASONS),
                ids=tuple(line_ids),
            )
        )
        self.invalidate_model()
        self.env["rma.case.line"].browse([line_id for (line_id,) in recorded]).is_recorded = True


class RmaCaseLine(models.Model):
    _inherit = "rma.case.line"
    _system_fields = frozenset({"is_recorded"})

    is_recorded = fields.Boolean(
        "In the Reconciliation",
        compute="_compute_is_recorded",
        store=True,
        copy=False,
        help="The cockpit reads what was written down; else it reads the documents.",
    )
    _unrecorded_idx = models.Index(
        "(id) WHERE is_recorded IS NOT TRUE "
        "AND state IN ('received', 'inspected', 'decided', 'closed')"
    )

    @api.depends(
        "state", "partner_id", "product_id", "lot_id", "sale_line_id", "product_uom_id", "quantity",
        "quantity_received", "date_received", "date_decided", "date_authorized", "disposition_id",
        "settlement", "unit_outcome", "credit_waived", "decision_id.compensation_amount",
        "invoice_line_id.balance", "invoice_line_id.quantity", "credit_line_id.balance",
        "credit_line_id.quantity", "credit_line_id.parent_state",
        "credit_line_id.move_id.rma_is_disputed", "decision_id.credit_note_ids.state",
        "move_line_ids.state", "move_line_ids.quantity", "repair_ids.state",
    )  # fmt: skip
    def _compute_is_recorded(self):
        """Whatever the row is made of has changed: the documents are read again."""
        recorded = self.filtered(lambda line: line.id and line.is_recorded)
        self.is_recorded = False
        if recorded:
            rows = self.env["rma.reconciliation.row"].sudo()
            rows.search([("line_id", "in", recorded.ids)]).is_recorded = False


class AccountMove(models.Model):
    _inherit = "account.move"

    def _compute_amount(self):
        """What a credit note comes to, or is paid of, has changed.

        Not by the dependencies of `is_recorded`: amounts stand at each turn of the circle of
        payments and reconciliations, and 51 branches would be added to what the ORM looks through
        at every write of a journal entry, 129 by themselves.
        """
        result = super()._compute_amount()
        notes = self.filtered(lambda move: move.id and move.rma_decision_id).sudo()
        lines = notes.rma_decision_id.line_ids | notes.line_ids.rma_credited_line_ids
        self.env.add_to_compute(lines._fields["is_recorded"], lines)
        return result
