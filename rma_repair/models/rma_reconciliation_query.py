"""The statement behind the accountants' cockpit, in three steps: facts, amounts, reason.

Counted are the lines whose row is not written down yet in `rma.reconciliation.row`.
"""

# What documents say about a line; quantities in the product's unit.
FACTS = """
    SELECT line.id, line.case_id, line.decision_id, line.company_id, company.currency_id,
           line.partner_id, line.product_id, line.lot_id, line.sale_line_id, line.state,
           line.invoice_line_id, invoice.move_id AS invoice_id, credit.move_id AS credit_note_id,
           line.disposition_id, line.settlement, line.unit_outcome, line.credit_waived,
           COALESCE(line.date_received, line.date_decided, line.date_authorized)::date AS date,
           line.quantity * own_unit.factor / unit.factor AS quantity,
           COALESCE(line.quantity_received, 0) * own_unit.factor / unit.factor AS quantity_received,
           COALESCE(moved.taken_over, 0) AS quantity_taken_over,
           COALESCE(moved.replaced, 0) AS quantity_replaced,
           COALESCE(moved.sent_back, 0) AS quantity_sent_back,
           line.quantity * own_unit.factor / NULLIF(credit.quantity * credit_unit.factor, 0)
               AS credit_share,
           line.quantity * own_unit.factor / NULLIF(invoice.quantity * invoice_unit.factor, 0)
               AS invoice_share,
           1.0 / NULLIF(decided.lines, 0) AS decision_share,
           credit.parent_state AS credit_state, credit.balance AS credit_balance,
           credit.price_subtotal AS credit_price, invoice.price_subtotal AS invoice_price,
           credit.quantity * credit_unit.factor / unit.factor AS credit_quantity,
           invoice.quantity * invoice_unit.factor / unit.factor AS invoice_quantity,
           -invoice.balance AS invoice_balance,
           COALESCE(note.rma_is_disputed, FALSE) AS is_disputed, note.deducted_share,
           note.applied_share, decision.compensation_amount, allowance.draft AS allowance_draft,
           allowance.posted AS allowance_posted, allowance.applied_share AS allowance_share,
           shared.quantity AS credited_quantity, repair.id IS NOT NULL AS is_repaired
    FROM rma_case_line line
    JOIN res_company company ON company.id = line.company_id
    JOIN product_product product ON product.id = line.product_id
    JOIN product_template template ON template.id = product.product_tmpl_id
    JOIN uom_uom unit ON unit.id = template.uom_id
    JOIN uom_uom own_unit ON own_unit.id = line.product_uom_id
    LEFT JOIN rma_decision decision ON decision.id = line.decision_id
    LEFT JOIN account_move_line invoice ON invoice.id = line.invoice_line_id
    LEFT JOIN uom_uom invoice_unit ON invoice_unit.id = invoice.product_uom_id
    LEFT JOIN account_move_line credit
        ON credit.id = line.credit_line_id AND credit.parent_state <> 'cancel'
    LEFT JOIN uom_uom credit_unit ON credit_unit.id = credit.product_uom_id
    LEFT JOIN LATERAL (
        SELECT note.rma_is_disputed,
               CASE WHEN note.state = 'posted' AND note.amount_total <> 0
                    THEN 1 - note.amount_residual / note.amount_total END AS applied_share,
               -SUM(other.balance) FILTER (WHERE NOT is_goods.yes)
                   / NULLIF(SUM(other.balance) FILTER (WHERE is_goods.yes), 0)
                   AS deducted_share
        FROM account_move note
        JOIN account_move_line other ON other.move_id = note.id AND other.display_type = 'product'
        CROSS JOIN LATERAL (
            SELECT other.rma_invoiced_line_id IS NOT NULL OR EXISTS (
                SELECT FROM rma_case_line agreed WHERE agreed.credit_line_id = other.id
            ) AS yes
        ) is_goods
        WHERE note.id = credit.move_id AND credit.id IS NOT NULL GROUP BY note.id
    ) note ON TRUE
    LEFT JOIN LATERAL (
        SELECT SUM(same.quantity * same_unit.factor / unit.factor) AS quantity
        FROM rma_case_line same JOIN uom_uom same_unit ON same_unit.id = same.product_uom_id
        WHERE same.credit_line_id = credit.id AND credit.id IS NOT NULL
    ) shared ON TRUE
    LEFT JOIN LATERAL (
        SELECT COUNT(*) AS lines FROM rma_case_line other
        WHERE other.decision_id = decision.id AND decision.settlement = 'compensate'
    ) decided ON TRUE
    LEFT JOIN LATERAL (
        SELECT SUM(-note.amount_untaxed_signed) FILTER (WHERE note.state = 'draft') AS draft,
               SUM(-note.amount_untaxed_signed) FILTER (WHERE note.state = 'posted') AS posted,
               1 - SUM(note.amount_residual) FILTER (WHERE note.state = 'posted')
                   / NULLIF(SUM(note.amount_total) FILTER (WHERE note.state = 'posted'), 0)
                   AS applied_share
        FROM account_move note
        WHERE note.rma_decision_id = decision.id AND decision.settlement = 'compensate'
    ) allowance ON TRUE
    LEFT JOIN LATERAL (
        SELECT SUM(move_line.quantity_product_uom) FILTER (
                   WHERE move.rma_operation = 'take_over' AND place.usage = 'internal'
               ) AS taken_over,
               SUM(move_line.quantity_product_uom) FILTER (
                   WHERE move.rma_operation = 'replacement' AND place.usage = 'customer'
               ) AS replaced,
               SUM(move_line.quantity_product_uom) FILTER (
                   WHERE move.rma_operation = 'return' AND place.usage = 'customer'
               ) AS sent_back
        FROM stock_move_line move_line
        JOIN stock_move move ON move.id = move_line.move_id
        JOIN stock_location place ON place.id = move_line.location_dest_id
        WHERE move_line.rma_line_id = line.id AND move_line.state = 'done'
    ) moved ON TRUE
    LEFT JOIN LATERAL (
        SELECT id FROM repair_order WHERE rma_line_id = line.id AND state = 'done' LIMIT 1
    ) repair ON TRUE
    WHERE line.state IN ('received', 'inspected', 'decided', 'closed')
        AND line.is_recorded IS NOT TRUE
"""
# What it comes to, before tax, in the company's currency.
AMOUNTS = f"""
    SELECT *,
           CASE WHEN credit_waived IS NOT NULL THEN 0
                WHEN settlement = 'credit' THEN COALESCE(invoice_balance * invoice_share, 0)
                WHEN settlement = 'compensate' THEN compensation_amount * decision_share
                ELSE 0 END AS amount_owed,
           COALESCE(CASE WHEN credit_state = 'draft' THEN credit_balance * credit_share END, 0)
               + COALESCE(allowance_draft * decision_share, 0) AS amount_draft,
           COALESCE(CASE WHEN credit_state = 'posted' THEN credit_balance * credit_share END, 0)
               + COALESCE(allowance_posted * decision_share, 0) AS amount_posted,
           COALESCE(credit_balance * credit_share * deducted_share, 0) AS amount_deducted,
           COALESCE(applied_share, allowance_share, 0) AS share_applied,
           unit_outcome <> 'not_returned' AND quantity_received < quantity - 0.00001 AS is_away,
           ABS(credited_quantity - credit_quantity) > 0.00001 AS has_other_quantity,
           ABS(credit_price - invoice_price * credit_quantity / NULLIF(invoice_quantity, 0))
               > 0.015 AS has_other_price
    FROM ({FACTS}) fact
"""
REASONS = f"""
    SELECT *,
           (amount_posted - amount_deducted) * share_applied AS amount_applied,
           CASE WHEN amount_posted <> 0
                THEN (amount_posted - amount_deducted) * (1 - share_applied)
                ELSE 0 END AS amount_open,
           amount_owed - amount_posted AS amount_difference,
           CASE
               WHEN is_disputed THEN 'deduction_disputed'
               WHEN has_other_quantity THEN 'quantity_differs'
               WHEN has_other_price THEN 'price_differs'
               WHEN is_away AND amount_draft + amount_posted <> 0 THEN 'credited_not_received'
               WHEN is_away AND quantity_replaced > 0 THEN 'replaced_not_returned'
               WHEN ABS(amount_owed - amount_posted) > 0.005 THEN 'received_not_credited'
               WHEN is_repaired AND settlement = 'return'
                    AND quantity_sent_back < quantity - 0.00001 THEN 'repaired_not_shipped'
               WHEN decision_id IS NULL THEN 'received_not_decided'
               WHEN amount_posted <> 0 AND share_applied < 0.99999 THEN 'not_applied'
               WHEN state <> 'closed' THEN 'in_progress'
               ELSE 'settled'
           END AS reason
    FROM ({AMOUNTS}) amount
"""
