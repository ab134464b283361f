"""What the story came to, as a table."""


def print_cases(env):
    """Every case: customer, lines, state, documents, and what was credited."""
    head = ("Case", "Customer", "Lines", "State", "Documents", "Credited")
    rows = [_case_row(case) for case in env["rma.case"].search([], order="id")]
    widths = [max(len(str(row[i])) for row in [head, *rows]) for i in range(len(head))]
    for row in [head, *rows]:
        print("  ".join(str(cell).ljust(width) for cell, width in zip(row, widths, strict=True)))


def _case_row(case):
    decisions = case.decision_ids
    transfers = case.env["stock.picking"].search_count([("rma_case_id", "=", case.id)])
    counts = {
        "transfers": transfers,
        "credit notes": len(decisions.credit_note_ids),
        "repairs": len(decisions.repair_ids),
        "scraps": len(decisions.scrap_ids),
    }
    posted = decisions.credit_note_ids.filtered(lambda note: note.state == "posted")
    return (
        case.name,
        case.partner_id.name,
        len(case.line_ids),
        case.state,
        ", ".join(f"{count} {label}" for label, count in counts.items() if count),
        f"{sum(posted.mapped('amount_total')):.2f}",
    )


def print_books(env):
    """Stock value against the stock account: the difference the returns must not move."""
    products = env["product.product"].search([("is_storable", "=", True)])
    value = sum(products.mapped("total_value"))
    account = env.company.account_stock_valuation_id
    [(balance,)] = env["account.move.line"]._read_group(
        [("account_id", "=", account.id), ("parent_state", "=", "posted")],
        aggregates=["balance:sum"],
    )
    draft = sum(_get_drafted_take_overs(env).mapped("value"))
    print(f"\nStock value {value:.2f}, stock account {balance:.2f}: {value - balance:.2f} apart.")
    print(f"Taken over while the credit note is a draft: {draft:.2f}; posting it closes the gap.")


def _get_drafted_take_overs(env):
    """Units in stock whose credit note, and with it their cost in the ledger, is not posted."""
    drafted = env["rma.case.line"].search([("credit_line_id.parent_state", "=", "draft")])
    moves = drafted.move_line_ids.move_id
    return moves.filtered(lambda move: move.rma_operation == "take_over" and move.is_in)
