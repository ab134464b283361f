"""Invariants of quantities: nothing is returned, received or moved twice."""

from odoo import models
from odoo.tools import SQL

from .rma_case_line_ledger import SETTLEMENTS_SPENT
from .rma_disposition import OUTCOMES_KEPT

# From a record to the product's unit: quantity * factor.
UNITS = """
    JOIN product_product product ON product.id = {table}.product_id
    JOIN product_template template ON template.id = product.product_tmpl_id
    JOIN uom_uom unit ON unit.id = template.uom_id
    JOIN uom_uom own_unit ON own_unit.id = {table}.{unit}
"""
LINE_UNITS = UNITS.format(table="line", unit="product_uom_id")
MOVE_UNITS = UNITS.format(table="move", unit="product_uom")
LINE_QUANTITY = "line.quantity * own_unit.factor / unit.factor"
MOVE_QUANTITY = "move.quantity * own_unit.factor / unit.factor"

RETURNED_WITHIN_DELIVERED = f"""
    SELECT move.id, move.company_id, move.reference, {MOVE_QUANTITY} AS delivered,
           COALESCE(returned.quantity, 0) + COALESCE(claimed.quantity, 0) AS returned
    FROM stock_move move {MOVE_UNITS}
    LEFT JOIN (
        SELECT move.origin_returned_move_id AS id, SUM({MOVE_QUANTITY}) AS quantity
        FROM stock_move move {MOVE_UNITS}
        WHERE move.origin_returned_move_id IN %(ids)s
            AND move.state = 'done' AND move.rma_operation IS NULL
        GROUP BY move.origin_returned_move_id
    ) returned ON returned.id = move.id
    LEFT JOIN (
        SELECT line.origin_move_id AS id, SUM({LINE_QUANTITY}) AS quantity
        FROM rma_case_line line {LINE_UNITS}
        WHERE line.origin_move_id IN %(ids)s AND (
            line.state IN ('authorized', 'received', 'inspected', 'decided')
            OR line.state = 'closed' AND (
                line.settlement IN {SETTLEMENTS_SPENT}
                OR line.settlement = 'none' AND line.unit_outcome IN {tuple(OUTCOMES_KEPT)}
            )
        )
        GROUP BY line.origin_move_id
    ) claimed ON claimed.id = move.id
    WHERE move.id IN %(ids)s AND COALESCE(returned.quantity, 0) + claimed.quantity
        > {MOVE_QUANTITY} + %(tolerance)s
"""
SERIALS_IN_SEVERAL_CASES = """
    SELECT lot.id, MIN(line.company_id), lot.name, COUNT(*)
    FROM rma_case_line line JOIN stock_lot lot ON lot.id = line.lot_id
    WHERE line.lot_id IN %(ids)s AND line.is_serial
        AND line.state NOT IN ('closed', 'refused', 'cancelled')
    GROUP BY lot.id HAVING COUNT(*) > 1
"""
# Over a line and all that was split from it, to any depth.
RECEIVED_OR_ARRIVED = f"""
    WITH RECURSIVE family AS (
        SELECT id AS root_id, id FROM rma_case_line WHERE id IN %(ids)s
        UNION ALL
        SELECT family.root_id, part.id
        FROM family JOIN rma_case_line part ON part.split_from_id = family.id
    ),
    received AS (
        SELECT family.root_id, MIN(line.company_id) AS company_id, COUNT(*) AS parts,
               SUM(line.quantity_received * own_unit.factor / unit.factor) AS quantity,
               BOOL_OR(line.quantity_received > line.quantity + %(tolerance)s) AS has_excess
        FROM family JOIN rma_case_line line ON line.id = family.id {LINE_UNITS}
        GROUP BY family.root_id
    ),
    arrived AS (
        SELECT family.root_id, SUM(move_line.quantity_product_uom) AS quantity
        FROM family
        JOIN stock_move_line move_line ON move_line.rma_line_id = family.id
        JOIN stock_move move ON move.id = move_line.move_id
        JOIN stock_location place ON place.id = move_line.location_id
        WHERE move_line.state = 'done' AND move.rma_operation = 'receipt'
            AND place.usage = 'customer'
        GROUP BY family.root_id
    )
    SELECT received.root_id, company_id, received.quantity, COALESCE(arrived.quantity, 0)
    FROM received LEFT JOIN arrived ON arrived.root_id = received.root_id
    WHERE has_excess OR ABS(received.quantity - COALESCE(arrived.quantity, 0))
        > %(tolerance)s * parts
"""
MOVED_MORE_THAN_DECIDED = f"""
    SELECT line.id, line.company_id, move.rma_operation,
           {LINE_QUANTITY} AS quantity, SUM(move_line.quantity_product_uom) AS moved
    FROM rma_case_line line {LINE_UNITS}
    JOIN stock_move_line move_line ON move_line.rma_line_id = line.id
    JOIN stock_move move ON move.id = move_line.move_id
    JOIN stock_location place ON place.id = move_line.location_dest_id
    WHERE line.id IN %(ids)s AND move_line.state = 'done'
        AND (move.rma_operation, place.usage) IN (
            ('take_over', 'internal'), ('replacement', 'customer'),
            ('scrap', 'inventory'), ('return', 'customer')
        )
    GROUP BY line.id, move.rma_operation, unit.factor, own_unit.factor
    HAVING SUM(move_line.quantity_product_uom) > {LINE_QUANTITY} + %(tolerance)s
"""


class RmaCheck(models.AbstractModel):
    _inherit = "rma.check"

    def _select(self, query, ids):
        """The rows of one of the statements above for `ids`."""
        return self.env.execute_query(
            SQL(query, ids=tuple(ids), tolerance=self._get_quantity_tolerance())
        )

    def _subjects_returned_within_delivered(self):
        return SQL("SELECT DISTINCT origin_move_id AS id FROM rma_case_line")

    def _find_returned_within_delivered(self, ids):
        """Delivered ≥ returned by core's own returns + claimed by RMA lines, per delivery.

        What core returned of deliveries that no line claims is core's own affair.
        """
        return self._get_findings(
            "stock.move",
            self._select(RETURNED_WITHIN_DELIVERED, ids),
            lambda name, delivered, returned: self.env._(
                "%(delivery)s: %(delivered)g delivered, %(returned)g returned or claimed.",
                delivery=name,
                delivered=delivered,
                returned=returned,
            ),
        )

    def _subjects_one_open_case_per_serial(self):
        return SQL("SELECT DISTINCT lot_id AS id FROM rma_case_line WHERE is_serial")

    def _find_one_open_case_per_serial(self, ids):
        return self._get_findings(
            "stock.lot",
            self._select(SERIALS_IN_SEVERAL_CASES, ids),
            lambda name, count: self.env._(
                "%(serial)s is in %(count)s open lines.", serial=name, count=count
            ),
        )

    def _subjects_received_adds_up(self):
        return SQL("SELECT id FROM rma_case_line WHERE split_from_id IS NULL")

    def _find_received_adds_up(self, ids):
        """Over a line and all that was split from it, received = arrived, by the move lines."""
        return self._get_findings(
            "rma.case.line",
            self._select(RECEIVED_OR_ARRIVED, ids),
            lambda received, arrived: self.env._(
                "The line and its parts say that %(received)g came back; %(arrived)g arrived.",
                received=received,
                arrived=arrived,
            ),
        )

    def _subjects_moved_once(self):
        return SQL("SELECT id FROM rma_case_line WHERE decision_id IS NOT NULL")

    def _find_moved_once(self, ids):
        """Per line, no operation moved more than the line's quantity."""
        operations = dict(self.env["stock.move"]._fields["rma_operation"].selection)
        return self._get_findings(
            "rma.case.line",
            self._select(MOVED_MORE_THAN_DECIDED, ids),
            lambda operation, quantity, moved: self.env._(
                "%(operation)s: %(moved)g moved for a line of %(quantity)g.",
                operation=operations[operation],
                moved=moved,
                quantity=quantity,
            ),
        )
