"""The statement behind the after-sales costs: one row per document and RMA line.

Each part starts from the documents that exist and reaches its line by an indexed link; none asks
row by row. Where a document serves several lines, each has its share, and the shares of one
document partition by its case and by its own date, so that PostgreSQL reads one case, or one
month, without counting the others: a filter on a column that a single part can not take reaches
none of them.
"""

# What is told of a line; unused columns cost nothing.
LINE = """
           line.id AS line_id, line.case_id, line.company_id, line.partner_id, line.product_id,
           line.lot_id, line.failure_code_id, line.liability, line.disposition_id, line.user_id,
           line.sales_user_id, line.is_for_purchasing
"""
# A number of its own for what is made of two records; exact in a browser.
PAIR = "('x' || SUBSTR(MD5({0}.id || '-' || line.id), 1, 12))::bit(48)::bigint * 8"

PARTS = f"""
    SELECT move.id::bigint * 8 AS number, 'part' AS source, 'parts' AS kind,
           move.date::date AS date, {LINE}, move.id AS stock_move_id,
           repair.id AS repair_id, NULL::integer AS entry_id,
           (CASE move.repair_line_type WHEN 'recycle' THEN -1 ELSE 1 END * move.value)::numeric
               AS amount
    FROM repair_order repair
    JOIN rma_case_line line ON line.id = repair.rma_line_id
    JOIN stock_move move ON move.repair_id = repair.id AND move.state = 'done'
        AND move.repair_line_type IN ('add', 'recycle')
    WHERE repair.state = 'done' AND move.value <> 0 AND line.is_recorded IS NOT TRUE
"""
# Hours are of the day their repair ended: a month that was reported does not change afterwards.
LABOR = f"""
    SELECT labour.id::bigint * 8 + 1, 'labor', 'labor',
           COALESCE(repair.date_done, labour.date_end)::date,
           {LINE}, NULL::integer, repair.id, NULL::integer, labour.cost::numeric
    FROM rma_repair_labour labour
    JOIN repair_order repair ON repair.id = labour.repair_id AND repair.state = 'done'
    JOIN rma_case_line line ON line.id = repair.rma_line_id
    WHERE labour.cost <> 0 AND line.is_recorded IS NOT TRUE
"""
# Units at the value they were booked at; what is taken over counts against why it was.
MOVES = f"""
    SELECT moved.id::bigint * 8 + 2, move.rma_operation,
           CASE WHEN move.rma_operation = 'replacement' THEN 'exchange'
                WHEN move.rma_operation = 'scrap' THEN 'scrap'
                WHEN line.settlement = 'credit' THEN 'refund'
                WHEN line.settlement = 'replace' THEN 'exchange'
                WHEN line.settlement = 'compensate' THEN 'compensation'
                ELSE 'scrap' END,
           move.date::date, {LINE}, move.id, NULL::integer, NULL::integer,
           (CASE move.rma_operation WHEN 'take_over' THEN -1 ELSE 1 END * ABS(move.value)
               * moved.quantity * moved_unit.factor
               / NULLIF(move.quantity * move_unit.factor, 0))::numeric
    FROM stock_move_line moved
    JOIN stock_move move ON move.id = moved.move_id
    JOIN rma_case_line line ON line.id = moved.rma_line_id
    JOIN uom_uom moved_unit ON moved_unit.id = moved.product_uom_id
    JOIN uom_uom move_unit ON move_unit.id = move.product_uom
    WHERE moved.rma_line_id IS NOT NULL AND moved.state = 'done' AND move.value <> 0
        AND line.is_recorded IS NOT TRUE
        AND (move.rma_operation IN ('replacement', 'scrap')
             OR move.rma_operation = 'take_over' AND move.is_in)
"""
CREDITS = f"""
    SELECT line.id::bigint * 8 + 3, 'credit', 'refund', credit.date, {LINE},
           NULL::integer, NULL::integer, credit.move_id,
           credit.balance * (line.quantity * COALESCE(line_unit.factor / credit_unit.factor, 1)
               / credit.quantity)::numeric
    FROM rma_case_line line
    JOIN account_move_line credit ON credit.id = line.credit_line_id
    LEFT JOIN uom_uom line_unit ON line_unit.id = line.product_uom_id
    LEFT JOIN uom_uom credit_unit ON credit_unit.id = credit.product_uom_id
    WHERE credit.parent_state = 'posted' AND credit.quantity <> 0
        AND line.is_recorded IS NOT TRUE
"""
SHARE = """
    (line.quantity / NULLIF(SUM(line.quantity)
        OVER (PARTITION BY {0}.id, {0}.date, line.case_id, line.company_id), 0))::numeric
"""
COMPENSATIONS = f"""
    SELECT {PAIR.format("note")} + 4 AS number, 'compensation' AS source, 'compensation' AS kind,
           note.date AS date, {LINE}, NULL::integer AS stock_move_id, NULL::integer AS repair_id,
           note.id AS entry_id, -note.amount_untaxed_signed * {SHARE.format("note")} AS amount
    FROM account_move note
    JOIN rma_decision decision ON decision.id = note.rma_decision_id
    JOIN rma_case_line line ON line.decision_id = decision.id
    WHERE note.state = 'posted' AND decision.settlement = 'compensate'
"""
# Freight given back is a cost of its own; whatever else is charged lessens the cost.
CHARGES = f"""
    SELECT {PAIR.format("entry")} + 5, 'charge',
           CASE WHEN charge.kind = 'freight' AND charge.amount < 0 THEN 'freight'
                ELSE 'charged' END,
           entry.date, {LINE}, NULL::integer, NULL::integer, entry.move_id,
           entry.balance * {SHARE.format("entry")}
    FROM account_move_line entry
    JOIN rma_decision_charge charge ON charge.id = entry.rma_charge_id
    JOIN rma_case_line line ON line.decision_id = charge.decision_id
        AND line.id = COALESCE(charge.line_id, line.id)
    WHERE entry.rma_charge_id IS NOT NULL AND entry.parent_state = 'posted'
        AND entry.display_type = 'product'
"""
# What the customer pays for repairs: each repair of the order an equal share.
REPAIR_INVOICES = f"""
    SELECT {PAIR.format("entry")} + 6, 'repair_invoice', 'charged', entry.date, {LINE},
           NULL::integer, repair.id, entry.move_id,
           entry.balance
               / COUNT(*) OVER (PARTITION BY entry.id, entry.date, line.case_id, line.company_id)
    FROM rma_repair_quotation_rel quoted
    JOIN repair_order repair ON repair.id = quoted.repair_id
    JOIN rma_case_line line ON line.id = repair.rma_line_id
    JOIN sale_order_line sold ON sold.order_id = quoted.order_id
    JOIN sale_order_line_invoice_rel invoiced ON invoiced.order_line_id = sold.id
    JOIN account_move_line entry ON entry.id = invoiced.invoice_line_id
    WHERE entry.parent_state = 'posted' AND entry.display_type = 'product'
"""
# Most costs are of one line, and written down with it (`rma.cost.row`). Of what several lines share
# each share hangs on the others: read live, always.
OF_A_LINE = " UNION ALL ".join((PARTS, LABOR, MOVES, CREDITS))
SHARED = " UNION ALL ".join((COMPENSATIONS, CHARGES, REPAIR_INVOICES))
COSTS = """
    SELECT cost.*, cost.number::bigint AS id, template.categ_id AS product_categ_id,
           company.currency_id
    FROM (%s) cost
    LEFT JOIN product_product product ON product.id = cost.product_id
    LEFT JOIN product_template template ON template.id = product.product_tmpl_id
    LEFT JOIN res_company company ON company.id = cost.company_id
"""
# Costs and a twelfth of each budget, by month.
COMPARISON = """
    SELECT (company_id * 10 + CASE kind
               WHEN 'parts' THEN 1 WHEN 'labor' THEN 2 WHEN 'freight' THEN 3
               WHEN 'compensation' THEN 4 WHEN 'refund' THEN 5 WHEN 'scrap' THEN 6
               ELSE 7 END)::bigint * 100000
               + EXTRACT(YEAR FROM date)::integer * 12 + EXTRACT(MONTH FROM date)::integer AS id,
           company_id, kind, date, SUM(budget) AS budget, SUM(actual) AS actual,
           SUM(budget) - SUM(actual) AS remaining,
           100 * SUM(actual) / NULLIF(SUM(budget), 0) AS used_percent,
           100 - 100 * SUM(actual) / NULLIF(SUM(budget), 0) AS remaining_percent
    FROM (
        SELECT company_id, kind, DATE_TRUNC('month', date)::date AS date, 0::numeric AS budget,
               amount AS actual
        FROM (%s) cost WHERE kind <> 'charged'
        UNION ALL
        SELECT company_id, kind, MAKE_DATE(year, month, 1), amount / 12, 0::numeric
        FROM rma_cost_budget CROSS JOIN GENERATE_SERIES(1, 12) month
    ) monthly
    GROUP BY company_id, kind, date
"""
