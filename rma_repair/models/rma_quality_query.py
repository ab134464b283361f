"""The statements behind turnaround and quality: a line's documents, and what they say today."""

from .rma_return_rate_query import CONFIRMED

# A repair is passed at first when its first control passed; it bounced when the same serial came
# back within the company's days and the fault was confirmed (`repeat_repair_id` knows the days).
REPAIRED = f"""
    SELECT (ARRAY_AGG(repair.user_id ORDER BY repair.id DESC))[1] AS user_id,
           COUNT(control.id) AS tested,
           COUNT(*) FILTER (WHERE control.result = 'passed') AS passed,
           COUNT(*) FILTER (WHERE repair.state = 'done') AS ended,
           COUNT(*) FILTER (WHERE repair.state = 'done' AND EXISTS (
               SELECT FROM rma_case_line line
               WHERE line.repeat_repair_id = repair.id AND {CONFIRMED}
           )) AS bounced,
           MAX(repair.date_done) AS date_done
    FROM repair_order repair
    LEFT JOIN rma_repair_control control ON control.repair_id = repair.id AND control.number = 1
    WHERE repair.rma_line_id = line.id AND repair.state <> 'cancel'
"""
SHIPPED = """
    SELECT MAX(move_line.date) AS date
    FROM stock_move_line move_line
    JOIN stock_move move ON move.id = move_line.move_id
    JOIN stock_location place ON place.id = move_line.location_dest_id
    WHERE move_line.rma_line_id = line.id AND move_line.state = 'done'
        AND move.rma_operation IN ('return', 'replacement') AND place.usage = 'customer'
"""
# What does not change by itself from one day to the next; units in the product's unit.
FACTS = f"""
    SELECT line.id AS line_id, line.case_id, line.company_id, line.partner_id, line.product_id,
           line.lot_id, line.failure_code_id, line.finding, line.liability, line.disposition_id,
           repaired.user_id AS technician_id, request.date_request AS date, line.date_closed,
           EXTRACT(EPOCH FROM line.date_closed - request.date_request) / 3600 AS hours_closed,
           CASE WHEN shipped.date >= line.date_received
                THEN EXTRACT(EPOCH FROM shipped.date - line.date_received) / 3600
                END AS hours_shipped,
           CASE WHEN line.date_closed IS NOT NULL AND line.date_total_deadline IS NOT NULL
                THEN 1 ELSE 0 END AS promised,
           CASE WHEN line.date_closed <= line.date_total_deadline THEN 1 ELSE 0 END AS on_time,
           CASE WHEN line.finding IS NOT NULL THEN 1 ELSE 0 END AS analyzed,
           CASE WHEN line.finding = 'ntf' THEN 1 ELSE 0 END AS ntf,
           repaired.tested, repaired.passed, repaired.ended, repaired.bounced AS repeated,
           COALESCE(line.date_closed, repaired.date_done) AS date_ended,
           line.quantity * own_unit.factor / unit.factor AS quantity
    FROM rma_case_line line
    JOIN rma_case request ON request.id = line.case_id
    JOIN product_product product ON product.id = line.product_id
    JOIN product_template template ON template.id = product.product_tmpl_id
    JOIN uom_uom unit ON unit.id = template.uom_id
    JOIN uom_uom own_unit ON own_unit.id = line.product_uom_id
    CROSS JOIN LATERAL ({REPAIRED}) repaired
    CROSS JOIN LATERAL ({SHIPPED}) shipped
    WHERE line.state NOT IN ('refused', 'cancelled') AND line.is_recorded IS NOT TRUE
"""
# Ripe: longer ago than a repeat repair may come back.
LINES = """
    SELECT fact.*, fact.line_id AS id, template.categ_id,
           CASE WHEN ripe.yes THEN fact.ended ELSE 0 END AS repaired,
           CASE WHEN ripe.yes THEN fact.repeated ELSE 0 END AS bounced
    FROM (%s) fact
    LEFT JOIN res_company company ON company.id = fact.company_id
    LEFT JOIN product_product product ON product.id = fact.product_id
    LEFT JOIN product_template template ON template.id = product.product_tmpl_id
    CROSS JOIN LATERAL (
        SELECT fact.date_ended
            <= NOW() AT TIME ZONE 'UTC' - company.rma_repeat_days * INTERVAL '1 day' AS yes
    ) ripe
"""
