"""The quantity ledger: what became of what was sold, told by the documents themselves."""

from odoo import models
from odoo.tools import SQL

# The figures of a row, in the product's unit, in the order they are shown.
FIGURES = (
    "ordered", "delivered", "invoiced", "returned_otherwise", "in_open_cases", "received",
    "taken_over", "credited_draft", "credited_posted", "replaced", "sent_back",
)  # fmt: skip
# What a fact can be asked by.
DIMENSIONS = ("move_id", "lot_id", "sale_line_id", "invoice_line_id")
ORDERED = """
    SELECT NULL::int AS move_id, NULL::int AS lot_id, line.id AS sale_line_id,
           NULL::int AS invoice_line_id, line.product_id, line.company_id,
           'ordered'::text AS figure,
           line.product_uom_qty * own_unit.factor / unit.factor AS quantity
    FROM sale_order_line line
    JOIN product_product product ON product.id = line.product_id
    JOIN product_template template ON template.id = product.product_tmpl_id
    JOIN uom_uom unit ON unit.id = template.uom_id
    JOIN uom_uom own_unit ON own_unit.id = line.product_uom_id
    WHERE line.state = 'sale'
"""
# Nothing here may keep PostgreSQL from asking each part by its own index: a filter on COALESCE or
# beside a window function would read every move and invoice there is.
MOVED = """
    FROM stock_move move
    JOIN stock_move_line move_line ON move_line.move_id = move.id
    JOIN stock_location source ON source.id = move.location_id
    JOIN stock_location target ON target.id = move.location_dest_id
    %s
    WHERE move.state = 'done' AND (move.rma_operation IS NULL OR move.rma_operation = 'replacement')
"""
DELIVERED = f"""
    SELECT move.id, move_line.lot_id, move.sale_line_id, NULL, move.product_id,
           move.company_id, 'delivered', move_line.quantity_product_uom
    {MOVED % ""} AND target.usage = 'customer' AND source.usage <> 'customer'
"""
ORIGIN = "JOIN stock_move origin ON origin.id = move.origin_returned_move_id"
RETURNED = f"""
    SELECT origin.id, move_line.lot_id, %s, NULL, move.product_id,
           move.company_id, 'returned_otherwise', move_line.quantity_product_uom
    {MOVED % ORIGIN} AND source.usage = 'customer' AND target.usage <> 'customer'
        AND origin.sale_line_id %s
"""
# An invoice line of several order lines counts once, shared out by what they ordered.
INVOICED = """
    SELECT NULL, NULL, rel.order_line_id, line.id, line.product_id, line.company_id,
           CASE WHEN note.move_type = 'out_invoice' THEN 'invoiced'
                ELSE 'credited_' || line.parent_state END,
           line.quantity * own_unit.factor / unit.factor * COALESCE(
               sold.product_uom_qty / NULLIF(shared.quantity, 0), 1.0 / GREATEST(shared.lines, 1))
    FROM account_move_line line
    JOIN account_move note ON note.id = line.move_id
    JOIN product_product product ON product.id = line.product_id
    JOIN product_template template ON template.id = product.product_tmpl_id
    JOIN uom_uom unit ON unit.id = template.uom_id
    JOIN uom_uom own_unit ON own_unit.id = line.product_uom_id
    LEFT JOIN sale_order_line_invoice_rel rel ON rel.invoice_line_id = line.id
    LEFT JOIN sale_order_line sold ON sold.id = rel.order_line_id
    CROSS JOIN LATERAL (
        SELECT SUM(other.product_uom_qty) AS quantity, COUNT(*) AS lines
        FROM sale_order_line_invoice_rel same
        JOIN sale_order_line other ON other.id = same.order_line_id
        WHERE same.invoice_line_id = line.id
    ) shared
    WHERE line.display_type = 'product' AND line.rma_invoiced_line_id IS NULL
        AND (note.move_type = 'out_invoice' AND line.parent_state = 'posted'
             OR note.move_type = 'out_refund' AND line.parent_state IN ('draft', 'posted'))
"""
# The figures of an RMA line: of its own, of its credit note, and of its stock moves.
CLAIMED = """
    SELECT line.origin_move_id, line.lot_id, line.sale_line_id, line.invoice_line_id,
           line.product_id, line.company_id, fact.figure,
           fact.quantity * own_unit.factor / unit.factor
    FROM rma_case_line line
    JOIN product_product product ON product.id = line.product_id
    JOIN product_template template ON template.id = product.product_tmpl_id
    JOIN uom_uom unit ON unit.id = template.uom_id
    JOIN uom_uom own_unit ON own_unit.id = line.product_uom_id
    LEFT JOIN account_move_line credit ON credit.id = line.credit_line_id
    CROSS JOIN LATERAL (VALUES
        (CASE WHEN line.state NOT IN ('requested', 'closed', 'refused', 'cancelled')
              THEN 'in_open_cases' END, line.quantity),
        ('received', COALESCE(line.quantity_received, 0)),
        (CASE WHEN credit.parent_state <> 'cancel'
              THEN 'credited_' || credit.parent_state END, line.quantity)
    ) AS fact (figure, quantity)
    WHERE fact.figure IS NOT NULL
    UNION ALL
    SELECT line.origin_move_id, line.lot_id, line.sale_line_id, line.invoice_line_id,
           line.product_id, line.company_id,
           CASE WHEN move.rma_operation = 'take_over' AND place.usage = 'internal'
                    THEN 'taken_over'
                WHEN move.rma_operation = 'replacement' AND place.usage = 'customer'
                    THEN 'replaced'
                WHEN move.rma_operation = 'return' AND place.usage = 'customer'
                    THEN 'sent_back' END,
           move_line.quantity_product_uom
    FROM rma_case_line line
    JOIN stock_move_line move_line ON move_line.rma_line_id = line.id AND move_line.state = 'done'
    JOIN stock_move move ON move.id = move_line.move_id
    JOIN stock_location place ON place.id = move_line.location_dest_id
"""
ROWS = """
    SELECT %(groupby)s, product_id, %(figures)s
    FROM (%(facts)s) AS fact
    WHERE %(where)s AND company_id IN %(companies)s AND %(groupby)s IS NOT NULL
    GROUP BY %(groupby)s, product_id
    ORDER BY %(groupby)s
"""
FIGURES_SUMMED = SQL(", ").join(
    SQL("COALESCE(SUM(quantity) FILTER (WHERE figure = %s), 0)", figure) for figure in FIGURES
)
PARTS = (
    ORDERED,
    DELIVERED,
    RETURNED % ("origin.sale_line_id", "IS NOT NULL"),
    RETURNED % ("move.sale_line_id", "IS NULL"),
    INVOICED,
    CLAIMED,
)
FACTS = SQL(" UNION ALL ".join(PARTS))


class RmaLedger(models.AbstractModel):
    """Per delivery, serial, sale line or invoice line: what was sold and what became of it.

    Counted anew from the documents each time it is asked, in one query, so it can not be wrong
    about what was deleted, cancelled or edited since.
    """

    _name = "rma.ledger"
    _description = "RMA Quantity Ledger"

    def _get_rows(self, groupby, **filters):
        """The figures of the current companies by `groupby`: {id: {figure: quantity}}.

        :param str groupby: one of DIMENSIONS
        :param filters: the ids looked at, by dimension
        """
        self.env.flush_all()
        where = SQL(" AND ").join(
            SQL("%s IN %s", SQL.identifier(name), tuple(ids) or (0,))
            for name, ids in filters.items()
        )
        rows = self.env.execute_query(
            SQL(
                ROWS,
                groupby=SQL.identifier(groupby),
                figures=FIGURES_SUMMED,
                facts=FACTS,
                where=where,
                companies=tuple(self.env.companies.ids),
            )
        )
        return {
            key: {"product_id": product_id, **dict(zip(FIGURES, figures, strict=True))}
            for key, product_id, *figures in rows
        }

    def _get_labels(self):
        """What the figures are called."""
        return {
            "ordered": self.env._("Sold"),
            "delivered": self.env._("Delivered"),
            "invoiced": self.env._("Invoiced"),
            "returned_otherwise": self.env._("Returned without RMA"),
            "in_open_cases": self.env._("In Open Cases"),
            "received": self.env._("Received"),
            "taken_over": self.env._("Taken over"),
            "credited_draft": self.env._("Credit Drafted"),
            "credited_posted": self.env._("Credited"),
            "replaced": self.env._("Replaced"),
            "sent_back": self.env._("Sent Back"),
        }

    def _render(self, rows, names):
        """The rows as an HTML table; columns without any quantity are left out.

        :param dict rows: what `_get_rows` returned
        :param dict names: what to call each row, by its id
        """
        if not rows:
            return False
        figures = [name for name in FIGURES if any(row[name] for row in rows.values())]
        labels = self._get_labels()
        return self.env["ir.qweb"]._render(
            "rma_repair.ledger_table",
            {
                "headers": [labels[name] for name in figures],
                "rows": [
                    (names[key], [f"{row[name]:g}" if row[name] else "" for name in figures])
                    for key, row in rows.items()
                ],
            },
        )
