"""Invariants of money: credits within invoices, each authorized; stock and ledger in step (R10)."""

from odoo import models
from odoo.tools import SQL

UNAUTHORIZED_CREDITS = """
    SELECT note.id, note.company_id, note.name
    FROM account_move note
    LEFT JOIN rma_decision decision ON decision.id = note.rma_decision_id
    WHERE note.id IN %s AND (
        decision.id IS NULL OR decision.state <> 'authorized'
        OR decision.authorized_by_id IS NULL
        OR EXISTS (
            SELECT FROM account_move_line credit
            JOIN rma_case_line line ON line.credit_line_id = credit.id
            WHERE credit.move_id = note.id
                AND line.decision_id IS DISTINCT FROM note.rma_decision_id
        )
    )
"""


class RmaCheck(models.AbstractModel):
    _inherit = "rma.check"

    def _subjects_credited_within_invoiced(self):
        return SQL("SELECT DISTINCT rma_invoiced_line_id AS id FROM account_move_line")

    def _find_credited_within_invoiced(self, ids):
        """Per invoice line, posted credits exceed neither its quantity nor its amount."""
        invoice_lines = self.env["account.move.line"].browse(ids)
        credits = invoice_lines._get_rma_credits(states=("posted",))
        by_line = credits.grouped("rma_invoiced_line_id")
        core = invoice_lines._get_core_credits(states=("posted",))
        return [
            finding
            for line in invoice_lines
            for finding in self._find_over_credit(
                line, by_line.get(line, credits.browse()), core.get(line, 0.0)
            )
        ]

    def _find_over_credit(self, line, credits, core_quantity):
        quantity = core_quantity + sum(credit._get_product_unit_quantity() for credit in credits)
        invoiced = line._get_product_unit_quantity()
        too_many = line.product_id.uom_id.compare(quantity, invoiced) > 0
        amount = sum(credits.mapped("price_subtotal"))
        if not (too_many or line._is_rma_overpaid(credits)):
            return []
        values = (line.id, line.company_id.id, line, quantity, invoiced, amount)
        return self._get_findings("account.move.line", [values], self._describe_over_credit)

    def _describe_over_credit(self, line, quantity, invoiced, amount):
        return self.env._(
            "%(line)s: %(quantity)g of %(invoiced)g credited, %(amount)s of %(total)s.",
            line=line._get_rma_name(),
            quantity=quantity,
            invoiced=invoiced,
            amount=line.currency_id.format(amount),
            total=line.currency_id.format(line.price_subtotal),
        )

    def _subjects_granted_once(self):
        return SQL(
            """
            SELECT DISTINCT decision.id FROM rma_decision decision
            JOIN account_move note ON note.rma_decision_id = decision.id AND note.state = 'posted'
            """
        )

    def _find_granted_once(self, ids):
        """Compensations and agreed prices, which no invoice limits, are posted once."""
        rows = []
        for decision in self.env["rma.decision"].browse(ids):
            given, granted = decision._get_given_without_invoice(), decision._get_granted()
            if granted and decision.currency_id.compare_amounts(given, granted) > 0:
                rows.append((decision.id, decision.company_id.id, decision, given, granted))
        return self._get_findings("rma.decision", rows, self._describe_grant)

    def _describe_grant(self, decision, given, granted):
        currency = decision.currency_id
        return self.env._(
            "%(decision)s: %(given)s given of %(granted)s.",
            decision=decision.name,
            given=currency.format(given),
            granted=currency.format(granted),
        )

    def _subjects_credits_authorized(self):
        return SQL(
            """
            SELECT id FROM account_move WHERE rma_decision_id IS NOT NULL AND state <> 'cancel'
            UNION
            SELECT move_id FROM account_move_line
            WHERE rma_invoiced_line_id IS NOT NULL AND parent_state <> 'cancel'
            """
        )

    def _find_credits_authorized(self, ids):
        """A credit note stands on an authorized decision, and credits that decision's lines."""
        rows = self.env.execute_query(
            SQL(
                UNAUTHORIZED_CREDITS,
                tuple(ids),
            )
        )
        return self._get_findings(
            "account.move",
            rows,
            lambda name: self.env._(
                "%(note)s has no authorized decision for what it credits.", note=name or ""
            ),
        )

    def _subjects_entries_match_values(self):
        return SQL(
            """
            SELECT DISTINCT move.account_move_id AS id FROM stock_move move
            LEFT JOIN repair_order repair ON repair.id = move.repair_id
            WHERE move.rma_operation IS NOT NULL OR repair.rma_line_id IS NOT NULL
            """
        )

    def _find_entries_match_values(self, ids):
        """An entry of stock moves debits the stock accounts by the value they brought in."""
        rows = []
        for entry in self.env["account.move"].browse(ids):
            moves = self.env["stock.move"].search([("account_move_id", "=", entry.id)])
            value = self._get_value_brought_in(moves)
            booked = self._get_stock_balance(entry.line_ids, moves.product_id)
            if entry.company_currency_id.compare_amounts(value, booked):
                rows.append((entry.id, entry.company_id.id, entry, value, booked))
        return self._get_findings("account.move", rows, self._describe_difference)

    def _describe_difference(self, record, value, booked):
        return self.env._(
            "%(record)s: goods worth %(value)s, %(booked)s on the stock account.",
            record=record.display_name,
            value=record.company_id.currency_id.format(value),
            booked=record.company_id.currency_id.format(booked),
        )

    def _subjects_stock_equals_account(self):
        return SQL(
            """
            SELECT decision.id FROM rma_decision decision
            WHERE decision.state = 'authorized' AND NOT EXISTS (
                    SELECT FROM rma_case_line line WHERE line.decision_id = decision.id
                        AND (line.state <> 'closed' OR line.credit_waived IS NOT NULL)
                )
            """
        )

    def _find_stock_equals_account(self, ids):
        """What a carried out decision brought into stock without an entry of its own is what its
        credit notes booked there.

        What was never invoiced has no cost of goods sold to take back, and is not looked at.
        """
        rows = []
        for decision in self.env["rma.decision"].browse(ids):
            moves = decision.move_ids.filtered(
                lambda move: move.state == "done" and not move.account_move_id
            )
            value = self._get_value_brought_in(moves)
            notes = decision.credit_note_ids.filtered(lambda note: note.state == "posted")
            booked = self._get_stock_balance(notes.line_ids, decision.line_ids.product_id)
            if decision.currency_id.compare_amounts(value, booked):
                rows.append((decision.id, decision.company_id.id, decision, value, booked))
        return self._get_findings("rma.decision", rows, self._describe_difference)

    def _get_value_brought_in(self, moves):
        """The value that `moves` added to the stock of products under perpetual valuation."""
        return sum(
            move.value * (move.is_in - move.is_out)
            for move in moves
            if move.product_id.with_company(move.company_id).valuation == "real_time"
        )

    def _get_stock_balance(self, entry_lines, products):
        """What `entry_lines` book on the stock accounts of `products`."""
        balance = 0.0
        for company, lines in entry_lines.grouped("company_id").items():
            accounts = {
                product.with_company(company)
                .product_tmpl_id.get_product_accounts()["stock_valuation"]
                .id
                for product in products
            }
            balance += sum(line.balance for line in lines if line.account_id.id in accounts)
        return balance
