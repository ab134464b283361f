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
IS_OLDER = "{0}.date <= NOW() AT TIME ZONE 'UTC' - INTERVAL '{1} months'"
FACT = f"""
    origin.id AS move_id, origin.product_id, template.categ_id, origin.company_id,
    customer.commercial_partner_id AS partner_id, kind.warehouse_id, origin.date,
    origin.rma_operation IS NOT NULL AS is_replacement,
    {IS_OLDER.format("origin", 3)} AS has_3_months,
    {IS_OLDER.format("origin", 12)} AS has_12_months
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
# The lines of a move are looked up last (OFFSET 0), or everything else would be joined per serial.
DELIVERED = f"""
    SELECT move_line.id::bigint * 3 AS id, {FACT}, move_line.lot_id, NULL::int AS line_id,
           move_line.quantity_product_uom AS delivered, 0::numeric AS returned,
           0::numeric AS confirmed, NULL::int AS months_in_service,
           FALSE AS is_within_3, FALSE AS is_within_12
    FROM stock_move origin
    {ORIGIN}
    CROSS JOIN LATERAL (
        SELECT id, lot_id, quantity_product_uom FROM stock_move_line
        WHERE move_id = origin.id OFFSET 0
    ) move_line
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
# What is recorded of a line whose unit came back, or is out of order at the customer's.
CLAIM = f"""
    SELECT line.id AS line_id, origin.id AS move_id, origin.product_id, origin.company_id,
           customer.commercial_partner_id AS partner_id, kind.warehouse_id, line.lot_id,
           origin.date, origin.rma_operation IS NOT NULL AS is_replacement, request.date_request,
           CASE WHEN line.quantity_received > 0 THEN line.quantity_received
                ELSE line.quantity END * own_unit.factor / unit.factor AS quantity,
           {CONFIRMED} AS is_confirmed,
           line.is_serial AND EXISTS (
               SELECT FROM rma_case_line earlier
               WHERE earlier.lot_id = line.lot_id AND earlier.origin_move_id = origin.id
                   AND earlier.id < line.id
           ) AS is_again
    FROM rma_case_line line
    JOIN rma_case request ON request.id = line.case_id
    JOIN stock_move origin ON origin.id = line.origin_move_id
    {ORIGIN}
    JOIN uom_uom own_unit ON own_unit.id = line.product_uom_id
    WHERE {IS_COHORT} AND {RETURNED} AND line.is_recorded IS NOT TRUE
"""
# A serial that came back again is one returned unit of its delivery.
EARLIER = """
    claim.is_again AND EXISTS (
        SELECT FROM rma_case_line line
        WHERE line.lot_id = claim.lot_id AND line.origin_move_id = claim.move_id
            AND line.id < claim.line_id AND {}
    )
"""
CLAIMED = f"""
    SELECT claim.line_id::bigint * 3 + 2, claim.move_id, claim.product_id, template.categ_id,
           claim.company_id, claim.partner_id, claim.warehouse_id, claim.date,
           claim.is_replacement, {IS_OLDER.format("claim", 3)}, {IS_OLDER.format("claim", 12)},
           claim.lot_id, claim.line_id, 0,
           CASE WHEN {EARLIER.format(RETURNED)} THEN 0 ELSE claim.quantity END,
           CASE WHEN NOT claim.is_confirmed OR {EARLIER.format(f"{RETURNED} AND {CONFIRMED}")}
                THEN 0 ELSE claim.quantity END,
           (EXTRACT(YEAR FROM came.age) * 12 + EXTRACT(MONTH FROM came.age))::int,
           claim.date_request <= claim.date + INTERVAL '3 months',
           claim.date_request <= claim.date + INTERVAL '12 months'
    FROM (%s) claim
    JOIN product_product product ON product.id = claim.product_id
    JOIN product_template template ON template.id = product.product_tmpl_id
    CROSS JOIN LATERAL (SELECT AGE(claim.date_request, claim.date) AS age) came
"""
RATES = f"""
    SELECT *, CASE WHEN has_3_months THEN delivered ELSE 0 END AS delivered_3,
           CASE WHEN has_3_months AND is_within_3 THEN confirmed ELSE 0 END AS confirmed_3,
           CASE WHEN has_12_months THEN delivered ELSE 0 END AS delivered_12,
           CASE WHEN has_12_months AND is_within_12 THEN confirmed ELSE 0 END AS confirmed_12
    FROM ({DELIVERED} UNION ALL {TAKEN_BACK} UNION ALL {CLAIMED}) fact
"""
