"""Deductions: charges on the credit notes of their decision, never more than a note credits."""

from odoo import Command, models
from odoo.exceptions import UserError
from odoo.tools import float_round


class RmaDecision(models.Model):
    _inherit = "rma.decision"

    def _get_deductions(self):
        """The charges that stand on the credit notes of these decisions."""
        return self.sudo().charge_ids.filtered(lambda charge: charge._is_deducted())

    def _check_to_approve(self):
        result = super()._check_to_approve()
        self._check_deductions()
        return result

    def _check_deductions(self):
        """No more is deducted than is credited."""
        for decision in self.filtered(lambda decision: decision.settlement == "credit"):
            credited = decision.sudo().amount
            if decision.currency_id.compare_amounts(decision.charge_total, credited) > 0:
                raise UserError(
                    self.env._(
                        "%(decision)s deducts %(charged)s from a credit of %(credited)s. Lower the "
                        "charges.",
                        decision=decision.name,
                        charged=decision.currency_id.format(decision.charge_total),
                        credited=decision.currency_id.format(credited),
                    )
                )

    def _check_authorized(self):
        """What was invoiced is known by now: each deduction finds a credit note that holds it."""
        result = super()._check_authorized()
        for decision in self:
            if deductions := decision._get_deductions():
                decision._check_waived_charges(deductions)
                decision._check_notes_hold(deductions)
        return result

    def _check_waived_charges(self, deductions):
        """Refuse to deduct from what was not invoiced: it gets no credit note."""
        waived = self.line_ids.sudo().filtered("credit_waived")
        if waived == self.line_ids.sudo():
            raise UserError(
                self.env._(
                    "Nothing of %(decision)s was invoiced: there is no credit note to deduct "
                    "from. Invoice the charges on the order instead.",
                    decision=self.name,
                )
            )
        if lost := deductions.filtered(lambda charge: charge.line_id in waived)[:1]:
            raise UserError(
                self.env._(
                    "%(line)s was not invoiced: there is no credit note to deduct %(charge)s from. "
                    "Take the charge off %(decision)s and invoice it on the order instead.",
                    line=lost.line_id.display_name,
                    charge=lost.name,
                    decision=self.name,
                )
            )

    def _check_notes_hold(self, deductions):
        """Refuse to deduct more from the credit note of an invoice than it credits, with tax."""
        credited = self.line_ids.sudo().filtered(lambda line: not line.credit_waived)
        shared = deductions.filtered(lambda charge: not charge.line_id)
        rooms, most = 0.0, 0.0
        for invoice, lines in credited.grouped(lambda line: line.invoice_line_id.move_id).items():
            position = invoice.fiscal_position_id if invoice else self._get_entry_position()
            own = deductions.filtered(lambda charge, lines=lines: charge.line_id in lines)
            room = sum(self._get_credit_total(line, position) for line in lines)
            self._check_room(own._get_total(position), room, invoice)
            rooms += room - own._get_total(position)
            most = max(most, shared._get_total(position))
        self._check_room(most, rooms)

    def _check_room(self, charged, room, invoice=None):
        """Refuse to deduct `charged` where there is only `room`, on the note of one invoice or all.

        Both with tax: core posts no credit note below zero.
        """
        if self.currency_id.compare_amounts(charged, room) <= 0:
            return
        amounts = {
            "decision": self.name,
            "charged": self.currency_id.format(charged),
            "room": self.currency_id.format(room),
        }
        if invoice:
            raise UserError(
                self.env._(
                    "With tax %(decision)s deducts %(charged)s from a credit of %(room)s for "
                    "%(invoice)s. Lower the charges of these lines, or enter them for no line: "
                    "then they are spread over the credit notes.",
                    invoice=invoice.name,
                    **amounts,
                )
            )
        raise UserError(
            self.env._(
                "With tax %(decision)s deducts %(charged)s from credit notes that have %(room)s "
                "left. Lower the charges.",
                **amounts,
            )
        )

    def _get_credit_total(self, line, position):
        """What crediting this line gives back, with tax, in the company's currency.

        An early payment discount that was taken is not given back. `position` is the credit note's
        where no invoice says what was paid.
        """
        value, paid = line._get_sale_value(), line.invoice_line_id
        if not paid:
            return value * self._get_tax_factor(self._get_agreed_product(line), position)
        return (
            value * paid._get_rma_kept_total() / paid.price_subtotal
            if paid.price_subtotal
            else value
        )

    def _get_tax_factor(self, product, position):
        """What `product` comes to with tax under that fiscal position, per amount before tax."""
        taxes = self._get_taxes(product, position)
        details = taxes.compute_all(100.0, self.currency_id, handle_price_include=False)
        return details["total_included"] / 100.0


class RmaDecisionCharge(models.Model):
    _inherit = "rma.decision.charge"

    def _is_deducted(self):
        """Whether this charge stands on a credit note and not on an entry of its own."""
        self.ensure_one()
        return self.decision_id.settlement == "credit" and self.kind != "not_returned"

    def _get_total(self, position):
        """What these charges come to with tax under that fiscal position."""
        return sum(
            charge.amount * charge.decision_id._get_tax_factor(charge.product_id, position)
            for charge in self
        )

    def _split_off(self, amount):
        """Leave `amount` on this charge; returns the new charge of the rest."""
        self.ensure_one()
        charge = self.sudo()
        rest = charge.copy({"quantity": 1.0, "price_unit": charge.amount - amount})
        charge.write({"quantity": 1.0, "price_unit": amount})
        return rest


class AccountMove(models.Model):
    _inherit = "account.move"

    def _deduct_charges(self):
        """Put the charges of their decision on these draft credit notes.

        Those of a line go where the line is credited; the others where there is room for them, in
        parts where no note has room alone.
        """
        for decision, notes in self.grouped("rma_decision_id").items():
            missing = decision._get_deductions().filtered(
                lambda charge: charge._get_entry_state() == "missing"
            )
            for note in notes if missing else ():
                credited = note.invoice_line_ids.rma_credited_line_ids
                note._deduct(missing.filtered(lambda c, own=credited: c.line_id in own))
            for charge in missing.filtered(lambda charge: not charge.line_id):
                notes._spread_charge(charge)

    def _spread_charge(self, charge):
        """Deduct this charge from these notes of its decision, the one with most room first.

        What is left waits for the credit notes that are still to be made; the last one takes it.
        """
        rooms = {note: note._get_deductible(charge) for note in self}
        notes = self.sorted(rooms.get, reverse=True)
        for note in notes:
            room = rooms[note]
            if charge.currency_id.compare_amounts(charge.amount, room) <= 0:
                return note._deduct(charge)
            if charge.currency_id.compare_amounts(room, 0) > 0:
                rest = charge._split_off(room)
                note._deduct(charge)
                charge = rest
        if not charge.decision_id._get_lines_to_credit():
            notes[:1]._deduct(charge)

    def _get_deductible(self, charge):
        """How much of `charge` this note has room for, before tax, in the company's currency."""
        self.ensure_one()
        taxed = charge.decision_id._get_tax_factor(charge.product_id, self.fiscal_position_id)
        return float_round(
            self.amount_total / taxed / (self.invoice_currency_rate or 1.0),
            precision_rounding=self.company_currency_id.rounding,
            rounding_method="DOWN",
        )

    def _deduct(self, charges):
        self.ensure_one()
        position, rate = self.fiscal_position_id, self.invoice_currency_rate or 1.0
        if charges:
            self.invoice_line_ids = [
                Command.create(charge._prepare_entry_line_vals(-1, position, rate))
                for charge in charges
            ]
