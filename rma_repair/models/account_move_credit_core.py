"""Credit notes made without an RMA: they may not credit what an RMA credits already."""

from collections import defaultdict

from odoo import models
from odoo.exceptions import UserError

from .row_lock import lock_rows


class AccountMove(models.Model):
    _inherit = "account.move"

    def _check_rma_uncredited(self):
        """Refuse to post credit notes that, with what RMAs credit, exceed what was invoiced.

        Decided RMA lines count, whether their credit note is drafted yet or not. The invoice lines
        are locked before anything is counted, as for the credit notes of RMAs: who decides on
        them meanwhile waits, and then sees what was posted.
        """
        notes = self.filtered(lambda move: move.move_type == "out_refund").sudo()
        if not notes:
            return
        invoice_lines = notes._get_rma_reversed_lines()
        lock_rows(invoice_lines)
        claims = invoice_lines._get_rma_claims()
        credits = invoice_lines._get_rma_credits()
        invoice_lines = claims.invoice_line_id | credits.rma_invoiced_line_id
        free = invoice_lines._get_rma_creditable(posting=notes)
        for line in invoice_lines:
            unit = line.product_id.uom_id or line.product_uom_id
            if unit.compare(free[line.id], 0) < 0:
                line._raise_rma_credited(claims, credits)

    def _get_rma_reversed_lines(self):
        """The invoiced goods these credit notes may credit: reversed, or of the same orders."""
        reversed_lines = self.reversed_entry_id.invoice_line_ids
        sold = self.filtered(lambda note: not note.reversed_entry_id).invoice_line_ids.sale_line_ids
        invoiced = sold.invoice_lines.filtered(lambda line: line.move_id.move_type == "out_invoice")
        return (reversed_lines | invoiced).filtered("product_id")


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def _raise_rma_credited(self, claims, credits):
        lines = claims.filtered(lambda line: line.invoice_line_id == self)
        lines |= credits.filtered(
            lambda line: line.rma_invoiced_line_id == self
        ).rma_credited_line_ids
        raise UserError(
            self.env._(
                "%(invoice_line)s is credited by %(cases)s already: together more would be "
                "credited than was invoiced. Credit it there, or cancel it there first.",
                invoice_line=self._get_rma_name(),
                cases=", ".join(lines.case_id.mapped("name")),
            )
        )

    def _get_core_credits(self, states=("draft", "posted"), posting=None):
        """What credit notes made elsewhere credit of these lines: {line: quantity}.

        Those do not say which line they credit: they count on lines of the reversed invoice, or
        of the same order where they reverse none, with the same product, the first ones first.
        Each is counted once, however many order lines it is tied to.
        """
        domain = [
            ("move_id.move_type", "=", "out_refund"),
            ("product_id", "in", self.product_id.ids),
            ("display_type", "=", "product"),
            ("rma_invoiced_line_id", "=", False),
            ("rma_charge_id", "=", False),
            "|",
            ("move_id.reversed_entry_id", "in", self.move_id.ids),
            "&",
            ("move_id.reversed_entry_id", "=", False),
            ("sale_line_ids", "in", self.sale_line_ids.ids),
        ]
        credited = defaultdict(float)
        for credit in self.search(domain):
            if credit.parent_state in states or credit.move_id in (posting or ()):
                credit._count_core_credit(self, credited)
        return credited

    def _count_core_credit(self, invoice_lines, credited):
        """Add this credit to what is `credited` of those invoice lines, up to their quantities."""
        self.ensure_one()
        reversed_entry = self.move_id.reversed_entry_id
        same = invoice_lines.filtered(
            lambda line: line.product_id == self.product_id
            and (not reversed_entry or line.move_id == reversed_entry)
            and (
                line.sale_line_ids & self.sale_line_ids or line.sale_line_ids == self.sale_line_ids
            )
        )
        rest = self._get_product_unit_quantity()
        for line in same:
            taken = min(rest, line._get_product_unit_quantity() - credited[line])
            credited[line] += taken
            rest -= taken
        if same and rest > 0:
            credited[same[-1]] += rest
