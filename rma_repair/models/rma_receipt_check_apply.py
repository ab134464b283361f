"""What a confirmed receipt check does to its transfer and to the RMA lines."""

from odoo import models

FACTS = ("packing_state", "appearance_state", "seal_state", "is_customer_damage")


class RmaCaseLine(models.Model):
    _inherit = "rma.case.line"

    def _prepare_checks(self):
        """The units to look at: one per serial that was announced by number only, else one."""
        self.ensure_one()
        vals = {
            "line_id": self.id,
            "expected_lot_id": self.lot_id.id,
            "product_uom_id": self.product_uom_id.id,
            "quantity_expected": self.quantity,
        }
        if self.is_serial and not self.lot_id:
            units = round(self._get_product_quantity())
            unit = self.product_id.uom_id.id
            return [{**vals, "quantity_expected": 1, "product_uom_id": unit}] * units
        return [vals]


class RmaReceiptCheckLine(models.Model):
    _inherit = "rma.receipt.check.line"

    def _get_surplus(self):
        """What was found beyond the announced quantity, in the unit counted in."""
        self.ensure_one()
        expected = self._convert(self.quantity_expected, self.expected_uom_id)
        if self.line_id.is_serial or self.product_uom_id.compare(self.quantity, expected) <= 0:
            return 0.0
        return self.quantity - expected

    def _prepare_surplus_vals(self):
        self.ensure_one()
        return {
            "check_id": self.check_id.id,
            "product_id": self.product_id.id,
            "lot_name": self.lot_id.name,
            "quantity": self._get_surplus(),
            "product_uom_id": self.product_uom_id.id,
            "reason": "surplus",
        }

    def _apply_to_transfer(self):
        """Put what was found, and nothing else, on the move lines of the transfer."""
        by_line = self.check_id.picking_id.move_line_ids.grouped("rma_line_id")
        here, gone = self.env["stock.move.line"], self.env["stock.move.line"]
        for line, checks in self.grouped("line_id").items():
            move_lines = by_line.get(line, here.browse())
            found = checks.filtered("quantity")
            for check, move_line in zip(found, move_lines, strict=False):
                move_line.write(check._prepare_move_line_vals(move_line))
            here |= move_lines[: len(found)]
            gone |= move_lines[len(found) :]
        gone.unlink()
        here.picked = True

    def _prepare_move_line_vals(self, move_line):
        """Only what differs: a move line already awaits an announced serial as it is.

        What its unit has no number for is entered in the unit it was counted in.
        """
        self.ensure_one()
        unit, counted = move_line.product_uom_id, self.product_uom_id
        quantity = counted._compute_quantity(self.quantity, unit, rounding_method="HALF-UP")
        vals = {}
        if counted.compare(unit._compute_quantity(quantity, counted, round=False), self.quantity):
            vals.update(product_uom_id=counted.id, quantity=self.quantity)
        elif unit.compare(quantity, move_line.quantity):
            vals["quantity"] = quantity
        if self.lot_id != move_line.lot_id:
            vals["lot_id"] = self.lot_id.id
        return vals

    def _find_received_lines(self):
        """Serials announced by number only became RMA lines of their own: check those."""
        received = self.check_id.picking_id.move_line_ids.filtered("lot_id")
        by_lot = {(ml.rma_line_id.product_id, ml.lot_id): ml.rma_line_id for ml in received}
        for check in self.filtered(lambda check: check.lot_id and not check.expected_lot_id):
            line = by_lot.get((check.product_id, check.lot_id), check.line_id)
            if line != check.line_id:
                check.sudo().line_id = line
                check.accessory_ids.sudo().line_id = line

    def _tell_lines(self):
        """Write what was seen on the RMA lines; equal values in one write."""
        for values, checks in self.grouped(lambda c: c._get_fact_values()).items():
            vals = {name: value for name, value in zip(FACTS, values[:-1], strict=True) if value}
            checks.line_id.sudo().write({**vals, "receipt_note": values[-1]})

    def _get_fact_values(self):
        self.ensure_one()
        return (*(self[name] for name in FACTS), self.difference)
