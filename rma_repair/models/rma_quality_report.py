"""How long returns take and how good the work is: per product, failure, customer, technician."""

from odoo import fields, models
from odoo.tools import SQL

from .rma_case_line import FINDINGS
from .rma_failure_code import LIABILITIES
from .rma_group_measure_mixin import percentile, share
from .rma_return_rate_query import CONFIRMED

PERCENTS = (50, 80, 90)
READONLY = {"readonly": True}
GROUP = {"compute": "_compute_group_measures", "aggregator": "avg", "digits": (16, 1)}

# A repair is passed at first when its first control passed; it bounced when the same serial came
# back within the company's days and the fault was confirmed (`repeat_repair_id` knows the days).
REPAIRED = f"""
    SELECT repair.rma_line_id, (ARRAY_AGG(repair.user_id ORDER BY repair.id DESC))[1] AS user_id,
           COUNT(control.id) AS tested,
           COUNT(*) FILTER (WHERE control.result = 'passed') AS passed,
           COUNT(*) FILTER (WHERE repair.state = 'done') AS ended,
           COUNT(again.repair_id) FILTER (WHERE repair.state = 'done') AS bounced,
           MAX(repair.date_done) AS date_done
    FROM repair_order repair
    LEFT JOIN rma_repair_control control ON control.repair_id = repair.id AND control.number = 1
    LEFT JOIN (
        SELECT DISTINCT line.repeat_repair_id AS repair_id FROM rma_case_line line
        WHERE line.repeat_repair_id IS NOT NULL AND {CONFIRMED}
    ) again ON again.repair_id = repair.id
    WHERE repair.rma_line_id IS NOT NULL AND repair.state <> 'cancel'
    GROUP BY repair.rma_line_id
"""
SHIPPED = """
    SELECT move_line.rma_line_id, MAX(move_line.date) AS date
    FROM stock_move_line move_line
    JOIN stock_move move ON move.id = move_line.move_id
    JOIN stock_location place ON place.id = move_line.location_dest_id
    WHERE move_line.rma_line_id IS NOT NULL AND move_line.state = 'done'
        AND move.rma_operation IN ('return', 'replacement') AND place.usage = 'customer'
    GROUP BY move_line.rma_line_id
"""
# Ripe: longer ago than a repeat repair may come back.
LINES = f"""
    SELECT line.id, line.id AS line_id, line.case_id, line.company_id, line.partner_id,
           line.product_id, template.categ_id, line.lot_id, line.failure_code_id, line.finding,
           line.liability, line.disposition_id, repaired.user_id AS technician_id,
           request.date_request AS date, line.date_closed,
           EXTRACT(EPOCH FROM line.date_closed - request.date_request) / 3600 AS hours_closed,
           CASE WHEN shipped.date >= line.date_received
                THEN EXTRACT(EPOCH FROM shipped.date - line.date_received) / 3600
                END AS hours_shipped,
           CASE WHEN line.date_closed IS NOT NULL AND line.date_total_deadline IS NOT NULL
                THEN 1 ELSE 0 END AS promised,
           CASE WHEN line.date_closed <= line.date_total_deadline THEN 1 ELSE 0 END AS on_time,
           CASE WHEN line.finding IS NOT NULL THEN 1 ELSE 0 END AS analyzed,
           CASE WHEN line.finding = 'ntf' THEN 1 ELSE 0 END AS ntf,
           COALESCE(repaired.tested, 0) AS tested, COALESCE(repaired.passed, 0) AS passed,
           CASE WHEN ripe.yes THEN repaired.ended ELSE 0 END AS repaired,
           CASE WHEN ripe.yes THEN repaired.bounced ELSE 0 END AS bounced
    FROM rma_case_line line
    JOIN rma_case request ON request.id = line.case_id
    JOIN res_company company ON company.id = line.company_id
    JOIN product_product product ON product.id = line.product_id
    JOIN product_template template ON template.id = product.product_tmpl_id
    LEFT JOIN ({REPAIRED}) repaired ON repaired.rma_line_id = line.id
    LEFT JOIN ({SHIPPED}) shipped ON shipped.rma_line_id = line.id
    CROSS JOIN LATERAL (
        SELECT COALESCE(line.date_closed, repaired.date_done)
            <= NOW() AT TIME ZONE 'UTC' - company.rma_repeat_days * INTERVAL '1 day' AS yes
    ) ripe
    WHERE line.state NOT IN ('refused', 'cancelled')
"""


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
            "date_total_deadline", "repeat_repair_id",
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
        return SQL(LINES)
