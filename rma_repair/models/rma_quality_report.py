"""How long returns take and how good the work is: per product, failure, customer, technician."""

from odoo import fields, models
from odoo.tools import SQL

from .rma_case_line import FINDINGS
from .rma_failure_code import LIABILITIES
from .rma_group_measure_mixin import percentile, share
from .rma_quality_query import LINES

PERCENTS = (50, 80, 90)
READONLY = {"readonly": True}
GROUP = {"compute": "_compute_group_measures", "aggregator": "avg", "digits": (16, 1)}


class RmaQualityReport(models.Model):
    """One RMA line that was not refused: how long it took, and what its control and analysis said.

    Percentiles, not averages: a few very late returns would hide how most of them went.
    """

    _name = "rma.quality.report"
    _description = "Turnaround and Quality"
    _inherit = "rma.group.measure.mixin"
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "line_id"
    _depends = {
        "rma.case": ["date_request"],
        "rma.case.line": [
            "case_id", "company_id", "partner_id", "product_id", "lot_id", "failure_code_id",
            "finding", "liability", "disposition_id", "state", "date_closed", "date_received",
            "date_total_deadline", "repeat_repair_id", "is_recorded",
        ],
        "repair.order": ["rma_line_id", "user_id", "state", "date_done"],
        "rma.repair.control": ["repair_id", "number", "result"],
        "stock.move": ["rma_operation"],
        "stock.move.line": ["rma_line_id", "state", "date", "location_dest_id"],
        "res.company": ["rma_repeat_days"],
    }  # fmt: skip
    _group_measures = {
        **{f"closed_p{percent}": percentile("hours_closed", percent) for percent in PERCENTS},
        **{f"shipped_p{percent}": percentile("hours_shipped", percent) for percent in PERCENTS},
        "on_time_rate": share("on_time", "promised"),
        "ntf_rate": share("ntf", "analyzed"),
        "first_pass_yield": share("passed", "tested"),
        "repeat_rate": share("bounced", "repaired"),
    }

    line_id = fields.Many2one("rma.case.line", "RMA Line", **READONLY)
    case_id = fields.Many2one("rma.case", **READONLY)
    company_id = fields.Many2one("res.company", **READONLY)
    partner_id = fields.Many2one("res.partner", "Customer", **READONLY)
    product_id = fields.Many2one("product.product", **READONLY)
    categ_id = fields.Many2one("product.category", "Product Category", **READONLY)
    lot_id = fields.Many2one("stock.lot", "Lot/Serial", **READONLY)
    failure_code_id = fields.Many2one("rma.failure.code", **READONLY)
    finding = fields.Selection(FINDINGS, **READONLY)
    liability = fields.Selection(LIABILITIES, **READONLY)
    disposition_id = fields.Many2one("rma.disposition", **READONLY)
    technician_id = fields.Many2one("res.users", **READONLY)
    date = fields.Datetime("Requested on", **READONLY)
    date_closed = fields.Datetime("Closed on", **READONLY)
    hours_closed = fields.Float("Hours to Closing", readonly=True, aggregator="avg")
    hours_shipped = fields.Float("Hours from Receipt to Shipment", readonly=True, aggregator="avg")
    promised = fields.Integer("Closed with a Deadline", **READONLY)
    on_time = fields.Integer("Closed on Time", **READONLY)
    analyzed = fields.Integer(**READONLY)
    ntf = fields.Integer("No Trouble Found", **READONLY)
    tested = fields.Integer("Repairs Controlled", **READONLY)
    passed = fields.Integer("Passed at First", **READONLY)
    repaired = fields.Integer(
        "Repairs Long enough ago", readonly=True, help="By more than the days of a repeat repair."
    )
    bounced = fields.Integer("Back with a Confirmed Fault", **READONLY)
    closed_p50 = fields.Float("Hours to Closing, Median", **GROUP)
    closed_p80 = fields.Float("Hours to Closing, P80", **GROUP)
    closed_p90 = fields.Float("Hours to Closing, P90", **GROUP)
    shipped_p50 = fields.Float("Hours from Receipt to Shipment, Median", **GROUP)
    shipped_p80 = fields.Float("Hours from Receipt to Shipment, P80", **GROUP)
    shipped_p90 = fields.Float("Hours from Receipt to Shipment, P90", **GROUP)
    on_time_rate = fields.Float("On Time %", **GROUP)
    ntf_rate = fields.Float(
        "No Trouble Found %", **GROUP, help="Of what was analyzed, not of what was received."
    )
    first_pass_yield = fields.Float(
        "First-Pass Yield %", **GROUP, help="Repairs whose first control passed."
    )
    repeat_rate = fields.Float(
        "Repeat Repairs %",
        **GROUP,
        help="Repairs whose serial came back with a confirmed fault within the company's days, of "
        "those that ended longer ago than that.",
    )

    @property
    def _table_query(self):
        return SQL(LINES, self.env["rma.quality.row"]._get_rows())
