"""Lines whose documents have been quiet are written down for the analyses (see the row models)."""

from odoo import api, fields, models
from odoo.tools import SQL

ROW_MODELS = ("rma.reconciliation.row", "rma.cost.row", "rma.quality.row", "rma.return.row")
LINES_AT_ONCE = 2000
QUIET = "now -10M"
ANNOUNCED = [("date_recording", "<", QUIET)]
UNANNOUNCED = [("date_recording", "=", False), ("write_date", "<", QUIET)]


class RmaCaseLine(models.Model):
    _inherit = "rma.case.line"
    _system_fields = frozenset({"is_recorded", "date_recording"})

    is_recorded = fields.Boolean(
        "Written Down",
        compute="_compute_is_recorded",
        store=True,
        copy=False,
        help="Analyses read what was written down; else they read the documents.",
    )
    date_recording = fields.Datetime(
        "To Be Written Down since",
        compute="_compute_is_recorded",
        store=True,
        copy=False,
        help="Announced a run before: who changes a document meanwhile takes it back.",
    )
    _unrecorded_idx = models.Index("(id) WHERE is_recorded IS NOT TRUE")

    @api.depends(
        "state", "partner_id", "product_id", "lot_id", "sale_line_id", "product_uom_id", "quantity",
        "quantity_received", "date_received", "date_decided", "date_authorized", "disposition_id",
        "settlement", "unit_outcome", "credit_waived", "decision_id.compensation_amount",
        "invoice_line_id.balance", "invoice_line_id.quantity", "credit_line_id.balance",
        "credit_line_id.quantity", "credit_line_id.parent_state", "credit_line_id.date",
        "credit_line_id.move_id.rma_is_disputed", "decision_id.credit_note_ids.state",
        "move_line_ids.state", "move_line_ids.quantity", "move_line_ids.date", "repair_ids.state",
        "failure_code_id", "finding", "liability", "user_id", "sales_user_id", "is_for_purchasing",
        "case_id.date_request", "date_closed", "date_total_deadline", "repair_ids.date_done",
        "repair_ids.user_id", "repair_ids.labour_ids.cost", "repair_ids.control_ids.result",
        "repair_ids.repeat_line_ids.state", "repair_ids.repeat_line_ids.finding",
        "repair_ids.repeat_line_ids.liability", "origin_move_id", "is_return_expected",
    )  # fmt: skip
    def _compute_is_recorded(self):
        """Whatever the rows are made of has changed: the documents are read again."""
        recorded = self.filtered(lambda line: line.id and line.is_recorded)
        self.is_recorded = self.date_recording = False
        for name in ROW_MODELS if recorded else ():
            self.env[name]._forget(recorded.ids)

    def write(self, vals):
        """A serial that is entered later may be another line's, which counts it already."""
        result = super().write(vals)
        if "lot_id" in vals and (lots := self.sudo().lot_id):
            same = [("lot_id", "in", lots.ids), ("is_recorded", "=", True)]
            self.sudo().search(same)._expire_recorded()
        return result

    def _expire_recorded(self):
        """What the rows of these lines are made of has changed, past the ORM's dependencies."""
        self.env.add_to_compute(self._fields["is_recorded"], self)

    @api.model
    def _cron_record(self):
        """Write down the lines that were announced before, and announce what is quiet since.

        Two runs, for a transaction that changes a document of a line may not touch the line: had
        it begun before the line was written down, it would leave a row behind that lies. It finds
        the announcement, which it takes back, or has ended long before the next run.
        """
        if self._walk(ANNOUNCED, "_record_rows") and self._walk(UNANNOUNCED, "_announce"):
            self.env["ir.cron"]._commit_progress(remaining=0)

    @api.model
    def _walk(self, domain, step):
        """Take this step with all unrecorded lines, so many per transaction; if there was time."""
        last, cron = 0, self.env["ir.cron"]
        domain = [("is_recorded", "=", False), *domain]
        while lines := self.search([*domain, ("id", ">", last)], order="id", limit=LINES_AT_ONCE):
            getattr(lines, step)()
            last = lines[-1].id
            if not cron._commit_progress(len(lines), remaining=1):
                return False
            self.env.invalidate_all()
        return True

    def _announce(self):
        self._note_recording("date_recording", fields.Datetime.now())

    def _record_rows(self):
        """Write down what the documents of these lines say, for every analysis."""
        lines = self.filtered(lambda line: not line.is_recorded)
        for name in ROW_MODELS if lines else ():
            self.env[name]._record(lines.ids)
        lines._note_recording("is_recorded", True)

    def _note_recording(self, name, value):
        """Past the ORM: it wakes no automation and is nobody's last change."""
        if self:
            query = SQL("UPDATE rma_case_line SET %s = %s", SQL.identifier(name), value)
            self.env.cr.execute(SQL("%s WHERE id IN %s", query, tuple(self.ids)))
            self.invalidate_recordset([name])


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
        lines._expire_recorded()
        return result


class StockMove(models.Model):
    _inherit = "stock.move"

    def write(self, vals):
        """A unit's or a part's value or day has changed, or the day of a delivery that was done.

        Told by hand: depended on, the ORM would look for RMA lines of every move there is.
        """
        delivered = self.filtered(lambda move: move.state == "done") if "date" in vals else self[:0]
        result = super().write(vals)
        if not {"value", "date", "repair_line_type"}.isdisjoint(vals):
            moves = self.filtered(lambda move: move.rma_operation or move.repair_id).sudo()
            lines = moves.move_line_ids.rma_line_id | moves.repair_id.rma_line_id
            if delivered:
                lines |= lines.search([("origin_move_id", "in", delivered.ids)])
            lines._expire_recorded()
        return result
