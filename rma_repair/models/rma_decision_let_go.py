"""What a decision takes back when lines leave it, and what it keeps for the others."""

from odoo import Command, models
from odoo.exceptions import UserError

from .rma_case_line_documents import MOVE_DOCUMENTS


class RmaDecision(models.Model):
    _inherit = "rma.decision"

    def _let_go(self, lines):
        """Take `lines` out of this decision with what is planned for them; it keeps others.

        What they share with lines that stay is lowered, or made anew for those.
        """
        self.ensure_one()
        self._check_divisible()
        lines.repair_ids.filtered(lambda repair: repair.state != "cancel").action_repair_cancel()
        lines.scrap_ids.filtered(lambda scrap: scrap.state == "draft").unlink()
        self._take_back_moves(lines)
        staying = self._take_back_money(lines)
        before = self._get_trail_values({"line_ids"})
        lines.write({"decision_ids": [Command.unlink(self.id)]})
        self._log_changes(before, {"line_ids"})
        lines._give_free()
        self._lower_shared_moves()
        staying._create_credit_notes()._check_not_negative()
        if self.date_return_reminded:
            self.case_id._end_return_reminders()

    def _check_divisible(self):
        """One amount for several lines is decided, and taken back, as a whole."""
        if self.settlement == "compensate":
            raise UserError(
                self.env._(
                    "%(decision)s gives one amount for all of its lines. Decide anew on all of "
                    "them together.",
                    decision=self.name,
                )
            )

    def _take_back_money(self, lines):
        """Delete the drafts that credit or charge `lines`.

        Returns the other lines of those credit notes, to be credited anew.
        """
        charges = lines.charge_ids
        charges.invoice_line_ids._unlink_rma_drafts()
        charges.unlink()
        notes = lines.credit_line_id.move_id.filtered(lambda note: note.state == "draft")
        staying = notes.invoice_line_ids.rma_credited_line_ids - lines
        notes.unlink()
        return staying

    def _take_back_moves(self, lines):
        """Cancel the open moves that serve `lines` alone, and take them off shared ones."""
        moves = self.move_ids.filtered(lambda move: move.state not in ("done", "cancel"))
        moves.filtered(lambda move: move.rma_line_id in lines)._action_cancel()
        shared = moves.filtered(lambda move: move.state != "cancel").move_line_ids
        shared.filtered(lambda move_line: move_line.rma_line_id in lines).unlink()

    def _lower_shared_moves(self):
        """Lower what lines share to what those of this decision still wait for."""
        planned, shared = self.line_ids._get_planned_quantities()
        done = self.line_ids._get_done_quantities()
        for (_decision, key, product_id), quantity in shared.items():
            waiting = sum(
                max(line._get_product_quantity() - done[line.id, key] - planned[line.id, key], 0)
                for line in self.line_ids
                if line._get_product_of(key).id == product_id
            )
            self._get_shared_moves(key, product_id)._lower_rma(quantity - waiting)

    def _get_shared_moves(self, key, product_id):
        """The open moves of several lines that end this document, the newest first."""
        operation, _usage = MOVE_DOCUMENTS[key]
        moves = self.move_ids.filtered(
            lambda move: move.state not in ("done", "cancel")
            and not move.rma_line_id
            and (move.rma_operation, move.product_id.id) == (operation, product_id)
        )
        last = moves.filtered(lambda move: not move.move_dest_ids & moves)
        return last.sorted("id", reverse=True)


class StockMove(models.Model):
    _inherit = "stock.move"

    def _lower_rma(self, quantity):
        """Lower these open moves, and the steps before them, by `quantity` (product's unit).

        :raise UserError: the steps before brought more than is left to ship then
        """
        unit = self.product_id.uom_id
        for move in self:
            taken = min(quantity, move._get_lowerable())
            if unit.compare(taken, 0) > 0:
                coming = move._get_rma_steps(done=False)
                move._lower_one_rma(taken)
                coming._lower_rma(taken)
                quantity -= taken
        if self and unit.compare(quantity, 0) > 0:
            self._raise_brought(quantity)

    def _get_rma_steps(self, done):
        """The steps that bring what these moves ship: done ones, or those still to come."""
        return self.move_orig_ids.filtered(
            lambda step: step.rma_decision_id in self.rma_decision_id
            and step.state != "cancel"
            and (step.state == "done") == done
        )

    def _get_lowerable(self):
        """How much of this open move was not brought yet by a step before it."""
        self.ensure_one()
        if not self._get_rma_steps(done=True):
            return self.product_qty
        return min(self.product_qty, sum(self._get_rma_steps(done=False).mapped("product_qty")))

    def _lower_one_rma(self, quantity):
        self.ensure_one()
        unit = self.product_id.uom_id
        rest, reserved = self.product_qty - quantity, self.quantity
        if unit.compare(rest, 0) <= 0:
            self._action_cancel()
            return
        self.product_uom_qty = unit._compute_quantity(rest, self.product_uom)
        if self.product_uom.compare(self.quantity, min(reserved, self.product_uom_qty)) < 0:
            self._action_assign()

    def _raise_brought(self, quantity):
        raise UserError(
            self.env._(
                "%(quantity)g of %(product)s are on their way already: %(transfers)s. Return them "
                "to stock and lower %(shipments)s first.",
                quantity=quantity,
                product=self.product_id.display_name,
                transfers=", ".join(self._get_rma_steps(done=True).mapped("reference")),
                shipments=", ".join(self.mapped("reference")),
            )
        )


class AccountMove(models.Model):
    _inherit = "account.move"

    def _check_not_negative(self):
        """Refuse to leave deductions on credit notes that do not come to as much any more."""
        for note in self:
            if note.currency_id.compare_amounts(note.amount_total, 0) < 0:
                raise UserError(
                    self.env._(
                        "Without these lines %(decision)s would make a credit note of %(total)s, "
                        "since its charges stay. Decide anew on all lines of that credit note.",
                        decision=note.rma_decision_id.name,
                        total=note.currency_id.format(note.amount_total),
                    )
                )
