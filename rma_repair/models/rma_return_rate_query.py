"""The statement behind the return rate: each delivery, and what came back of that very delivery.

A branch per source, so that PostgreSQL asks each by its own index and pushes filters into all.
"""

# Units that some analyses count in a claim's favor: the fault was found, and is not the customer's.
CONFIRMED = """(
    line.state IN ('inspected', 'decided', 'closed') AND line.finding IN ('confirmed', 'transport')
    AND COALESCE(line.liability, '') NOT IN ('misuse', 'none')
)"""
# It came back, or the customer keeps it and its fault was confirmed.
RETURNED = f"""(
    line.state NOT IN ('requested', 'refused', 'cancelled')
    AND (line.quantity_received > 0 OR NOT line.is_return_expected AND {CONFIRMED})
)"""
FACT = """
    origin.id AS move_id, origin.product_id, template.categ_id, origin.company_id,
    customer.commercial_partner_id AS partner_id, kind.warehouse_id, origin.date,
    origin.rma_operation IS NOT NULL AS is_replacement,
    origin.date <= NOW() AT TIME ZONE 'UTC' - INTERVAL '3 months' AS has_3_months,
    origin.date <= NOW() AT TIME ZONE 'UTC' - INTERVAL '12 months' AS has_12_months
"""
# Deliveries of sold goods and of replacements; repaired units sent back were delivered before.
ORIGIN = """
    JOIN product_product product ON product.id = origin.product_id
    JOIN product_template template ON template.id = product.product_tmpl_id
    JOIN uom_uom unit ON unit.id = template.uom_id
    JOIN stock_location source ON source.id = origin.location_id AND source.usage <> 'customer'
    JOIN stock_location target ON target.id = origin.location_dest_id AND target.usage = 'customer'
    LEFT JOIN stock_picking_type kind ON kind.id = origin.picking_type_id
    LEFT JOIN stock_picking picking ON picking.id = origin.picking_id
    LEFT JOIN sale_order_line sold ON sold.id = origin.sale_line_id
    LEFT JOIN sale_order sale ON sale.id = sold.order_id
    LEFT JOIN res_partner customer
        ON customer.id = COALESCE(sale.partner_id, picking.partner_id, origin.partner_id)
"""
IS_COHORT = """
    origin.state = 'done' AND (origin.rma_operation = 'replacement'
        OR origin.rma_operation IS NULL AND origin.sale_line_id IS NOT NULL)
"""
DELIVERED = f"""
    SELECT move_line.id::bigint * 3 AS id, {FACT}, move_line.lot_id, NULL::int AS line_id,
           move_line.quantity_product_uom AS delivered, 0::numeric AS returned,
           0::numeric AS confirmed, NULL::int AS months_in_service,
           FALSE AS is_within_3, FALSE AS is_within_12
    FROM stock_move origin
    JOIN stock_move_line move_line ON move_line.move_id = origin.id
    {ORIGIN}
    WHERE {IS_COHORT}
"""
# Returned by core's own returns: not in the field any more, nor a claim.
TAKEN_BACK = f"""
    SELECT move_line.id::bigint * 3 + 1, {FACT}, move_line.lot_id, NULL,
           -move_line.quantity_product_uom, 0, 0, NULL, FALSE, FALSE
    FROM stock_move origin
    JOIN stock_move back ON back.origin_returned_move_id = origin.id
        AND back.state = 'done' AND back.rma_operation IS NULL
    JOIN stock_location shelf ON shelf.id = back.location_dest_id AND shelf.usage <> 'customer'
    JOIN stock_move_line move_line ON move_line.move_id = back.id
    {ORIGIN}
    WHERE {IS_COHORT}
"""
# A serial that came back again is one returned unit of its delivery.
FIRST = f"""
    SELECT line.origin_move_id, line.lot_id, MIN(line.id) FILTER (WHERE {RETURNED}) AS returned_id,
           MIN(line.id) FILTER (WHERE {RETURNED} AND {CONFIRMED}) AS confirmed_id
    FROM rma_case_line line
    WHERE line.is_serial AND line.lot_id IS NOT NULL AND line.origin_move_id IS NOT NULL
    GROUP BY line.origin_move_id, line.lot_id
"""
CLAIM = f"""
    SELECT line.id::bigint * 3 + 2 AS id, {FACT}, line.lot_id, line.id AS line_id,
           0::numeric AS delivered,
           CASE WHEN {RETURNED} AND COALESCE(first.returned_id, line.id) = line.id
                THEN came.quantity ELSE 0 END AS returned,
           CASE WHEN {RETURNED} AND {CONFIRMED} AND COALESCE(first.confirmed_id, line.id) = line.id
                THEN came.quantity ELSE 0 END AS confirmed,
           (EXTRACT(YEAR FROM came.age) * 12 + EXTRACT(MONTH FROM came.age))::int
               AS months_in_service,
           request.date_request <= origin.date + INTERVAL '3 months' AS is_within_3,
           request.date_request <= origin.date + INTERVAL '12 months' AS is_within_12
    FROM rma_case_line line
    JOIN rma_case request ON request.id = line.case_id
    JOIN stock_move origin ON origin.id = line.origin_move_id
    {ORIGIN}
    JOIN uom_uom own_unit ON own_unit.id = line.product_uom_id
    LEFT JOIN ({FIRST}) first
        ON first.origin_move_id = line.origin_move_id AND first.lot_id = line.lot_id
    CROSS JOIN LATERAL (
        SELECT AGE(request.date_request, origin.date) AS age,
               CASE WHEN line.quantity_received > 0 THEN line.quantity_received
                    ELSE line.quantity END * own_unit.factor / unit.factor AS quantity
    ) came
    WHERE {IS_COHORT} AND {RETURNED}
"""
RATES = f"""
    SELECT *, CASE WHEN has_3_months THEN delivered ELSE 0 END AS delivered_3,
           CASE WHEN has_3_months AND is_within_3 THEN confirmed ELSE 0 END AS confirmed_3,
           CASE WHEN has_12_months THEN delivered ELSE 0 END AS delivered_12,
           CASE WHEN has_12_months AND is_within_12 THEN confirmed ELSE 0 END AS confirmed_12
    FROM ({DELIVERED} UNION ALL {TAKEN_BACK} UNION ALL {CLAIM}) fact
"""
