from odoo import fields, models

from .rma_quality_query import FACTS


class RmaQualityRow(models.Model):
    """What the documents of one line say of turnaround and quality; see `rma.quality.report`."""

    _name = "rma.quality.row"
    _description = "Recorded Row of Turnaround and Quality"
    _inherit = "rma.recorded.row.mixin"
    _log_access = False
    _order = "date desc, line_id desc"
    _live = FACTS

    case_id = fields.Integer(readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    partner_id = fields.Many2one("res.partner", readonly=True, index=True)
    product_id = fields.Many2one("product.product", readonly=True)
    lot_id = fields.Many2one("stock.lot", readonly=True, index="btree_not_null")
    failure_code_id = fields.Many2one("rma.failure.code", readonly=True)
    finding = fields.Char(readonly=True)
    liability = fields.Char(readonly=True)
    disposition_id = fields.Many2one("rma.disposition", readonly=True)
    technician_id = fields.Many2one("res.users", readonly=True)
    date = fields.Datetime("Requested on", readonly=True)
    date_closed = fields.Datetime("Closed on", readonly=True)
    date_ended = fields.Datetime("Closed or Repaired on", readonly=True)
    hours_closed = fields.Float("Hours to Closing", readonly=True)
    hours_shipped = fields.Float("Hours from Receipt to Shipment", readonly=True)
    promised = fields.Integer("Closed with a Deadline", readonly=True)
    on_time = fields.Integer("Closed on Time", readonly=True)
    analyzed = fields.Integer(readonly=True)
    ntf = fields.Integer("No Trouble Found", readonly=True)
    tested = fields.Integer("Repairs Controlled", readonly=True)
    passed = fields.Integer("Passed at First", readonly=True)
    ended = fields.Integer("Repairs Ended", readonly=True)
    repeated = fields.Integer("Back with a Confirmed Fault", readonly=True)
    quantity = fields.Float(readonly=True)

    _line_uniq = models.UniqueIndex("(line_id)", "A line has one row.")
    _date_idx = models.Index("(date DESC, line_id DESC)")
