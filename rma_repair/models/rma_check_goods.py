"""Invariants of the goods: what is the customers' stays theirs, costs nothing and is not lost."""

from odoo import models
from odoo.tools import SQL

# Quants below the returns of any company.
RETURNED_QUANTS = SQL(
    """
    FROM stock_quant quant
    JOIN stock_location place ON place.id = quant.location_id
    JOIN res_company company ON company.id = place.company_id
    JOIN stock_location root ON root.id = company.rma_view_location_id
        AND starts_with(place.parent_path, root.parent_path)
    """
)


class RmaCheck(models.AbstractModel):
    _inherit = "rma.check"

    def _subjects_customer_goods_owned(self):
        return SQL("SELECT quant.id %s WHERE quant.quantity <> 0", RETURNED_QUANTS)

    def _find_customer_goods_owned(self, ids):
        """Nothing lies in the customers' returns without owner, and no quantity is negative."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT quant.id, quant.company_id, place.complete_name, quant.quantity
                FROM stock_quant quant JOIN stock_location place ON place.id = quant.location_id
                WHERE quant.id IN %s AND (quant.owner_id IS NULL OR quant.quantity < 0)
                """,
                tuple(ids),
            )
        )
        return self._get_findings(
            "stock.quant",
            rows,
            lambda place, quantity: self.env._(
                "%(quantity)g in %(place)s without owner, or less than nothing.",
                quantity=quantity,
                place=place,
            ),
        )

    def _subjects_customer_goods_no_value(self):
        return SQL(
            """
            SELECT move.id FROM stock_move move
            LEFT JOIN rma_decision decision ON decision.id = move.rma_decision_id
            LEFT JOIN rma_disposition disposition ON disposition.id = decision.disposition_id
            WHERE move.state = 'done' AND (
                move.rma_operation IN ('receipt', 'return')
                OR move.rma_operation = 'repair' AND disposition.takes_over IS NOT TRUE
            )
            """
        )

    def _find_customer_goods_no_value(self, ids):
        """Receiving the customers' goods, and sending them back, changes no value."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT id, company_id, reference, value FROM stock_move
                WHERE id IN %s AND (COALESCE(value, 0) <> 0 OR account_move_id IS NOT NULL)
                """,
                tuple(ids),
            )
        )
        return self._get_findings(
            "stock.move",
            rows,
            lambda name, value: self.env._(
                "%(name)s carries the value %(value)s.", name=name, value=value
            ),
        )

    def _subjects_goods_are_there(self):
        return SQL(
            "SELECT DISTINCT product_id AS id FROM rma_case_line WHERE quantity_received > 0"
        )

    def _find_goods_are_there(self, ids):
        """By company, product and owner: what came and did not leave lies in the returns."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT product_id, company_id, MIN(name), SUM(expected), SUM(found)
                FROM (%(expected)s UNION ALL %(found)s) AS goods
                GROUP BY product_id, company_id, owner_id
                HAVING ABS(SUM(expected) - SUM(found)) > %(tolerance)s
                """,
                expected=self._get_expected_goods(ids),
                found=self._get_found_goods(ids),
                tolerance=self._get_quantity_tolerance(),
            )
        )
        return self._get_findings(
            "product.product",
            rows,
            lambda name, expected, found: self.env._(
                "%(owner)s: %(found)g lie in the returns, %(expected)g should.",
                owner=name or "",
                found=found,
                expected=expected,
            ),
        )

    def _get_expected_goods(self, ids):
        """What the RMA operations brought in less what they took out, by owner."""
        return SQL(
            """
            SELECT line.product_id, line.company_id, line.partner_id AS owner_id, owner.name,
                   0.0 AS found, move_line.quantity_product_uom * CASE
                       WHEN move.rma_operation = 'receipt' AND source.usage = 'customer' THEN 1
                       WHEN move.rma_operation = 'take_over' AND source.usage = 'internal' THEN -1
                       WHEN move.rma_operation = 'return' AND target.usage = 'customer' THEN -1
                       WHEN move.rma_operation = 'scrap' AND NOT disposition.takes_over THEN -1
                       ELSE 0
                   END AS expected
            FROM rma_case_line line
            JOIN stock_move_line move_line ON move_line.rma_line_id = line.id
            JOIN stock_move move ON move.id = move_line.move_id
            JOIN stock_location source ON source.id = move_line.location_id
            JOIN stock_location target ON target.id = move_line.location_dest_id
            JOIN res_partner owner ON owner.id = line.partner_id
            LEFT JOIN rma_disposition disposition ON disposition.id = line.disposition_id
            WHERE line.product_id IN %s AND move_line.state = 'done'
            """,
            tuple(ids),
        )

    def _get_found_goods(self, ids):
        return SQL(
            """
            SELECT quant.product_id, quant.company_id, quant.owner_id, partner.name,
                   quant.quantity AS found, 0.0 AS expected
            %s
            LEFT JOIN res_partner partner ON partner.id = quant.owner_id
            WHERE quant.product_id IN %s
            """,
            RETURNED_QUANTS,
            tuple(ids),
        )
