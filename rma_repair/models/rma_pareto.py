"""The few failures and causes behind most returns, the most frequent first."""

from odoo import fields, models
from odoo.tools import SQL

from .rma_failure_code import LIABILITIES

# A year shows every season once; older failures are often solved.
PARETO_MONTHS = 12
# Units found faulty, counted by failure code and by cause, of each category and of all products.
COUNTED = f"""
    SELECT line.company_id, template.categ_id, GROUPING(template.categ_id) = 1 AS is_overall,
           line.failure_code_id, line.liability,
           CASE WHEN GROUPING(line.failure_code_id) = 0 THEN 'failure' ELSE 'cause' END AS kind,
           SUM(line.quantity) AS quantity
    FROM (%s) line
    JOIN product_product product ON product.id = line.product_id
    JOIN product_template template ON template.id = product.product_tmpl_id
    WHERE line.finding IN ('confirmed', 'misuse', 'transport')
        AND line.date >= NOW() AT TIME ZONE 'UTC' - INTERVAL '{PARETO_MONTHS} months'
    GROUP BY GROUPING SETS (
        (line.company_id, template.categ_id, line.failure_code_id),
        (line.company_id, template.categ_id, line.liability),
        (line.company_id, line.failure_code_id), (line.company_id, line.liability)
    )
"""
RANKED = f"""
    SELECT *, COALESCE(failure_code_id::text, liability) IS NULL AS is_unknown,
           ROW_NUMBER() OVER (
               PARTITION BY company_id, is_overall, categ_id, kind
               ORDER BY COALESCE(failure_code_id::text, liability) IS NULL, quantity DESC,
                        failure_code_id, liability
           ) AS rank
    FROM ({COUNTED}) counted
"""
PARETO = f"""
    SELECT *,
           ROW_NUMBER() OVER (
               ORDER BY company_id, is_overall DESC, categ_id, kind, rank
           ) AS id,
           100.0 * quantity / SUM(quantity) OVER whole AS share,
           100.0 * SUM(quantity) OVER (whole ORDER BY rank) / SUM(quantity) OVER whole AS cumulative
    FROM ({RANKED}) ranked
    WINDOW whole AS (PARTITION BY company_id, is_overall, categ_id, kind)
"""


class RmaPareto(models.Model):
    """How many units had one failure or cause, of one category or of all products of a company.

    What nobody named yet stands last, as unknown, whatever its number.
    """

    _name = "rma.pareto"
    _description = "Pareto of Failures"
    _inherit = "rma.grouped.first.mixin"
    _auto = False
    _order = "company_id, is_overall desc, categ_id, kind, rank"
    _depends = {
        "rma.case": ["date_request"],
        "rma.case.line": [
            "finding", "failure_code_id", "liability", "quantity", "product_uom_id", "state",
            "product_id", "company_id", "is_recorded",
        ],
    }  # fmt: skip

    company_id = fields.Many2one("res.company", readonly=True)
    categ_id = fields.Many2one("product.category", "Product Category", readonly=True)
    is_overall = fields.Boolean("All Products", readonly=True)
    kind = fields.Selection([("failure", "Failure Code"), ("cause", "Cause")], readonly=True)
    failure_code_id = fields.Many2one("rma.failure.code", readonly=True)
    liability = fields.Selection(LIABILITIES, "Cause", readonly=True)
    is_unknown = fields.Boolean("Unknown", readonly=True)
    rank = fields.Integer("No.", readonly=True, aggregator=None)
    quantity = fields.Float("Units", readonly=True, digits="Product Unit")
    share = fields.Float("Share %", readonly=True, digits=(16, 1))
    cumulative = fields.Float("Cumulative %", readonly=True, digits=(16, 1), aggregator=None)

    @property
    def _table_query(self):
        return SQL(PARETO, self.env["rma.quality.row"]._get_rows())
