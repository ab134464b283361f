"""Splitting a line by quantity, at any state in which a part can have a fate of its own."""

from odoo import Command, api, fields, models
from odoo.exceptions import UserError


class RmaCaseLine(models.Model):
    _inherit = "rma.case.line"

    can_split = fields.Boolean(compute="_compute_can_split")

    @api.depends("state", "quantity", "lot_id", "is_serial", "decision_id", "quantity_received")
    def _compute_can_split(self):
        for line in self:
            is_one = line.is_serial and line.product_uom_id.compare(line.quantity, 1) <= 0
            line.can_split = not is_one and not line._get_split_refusal()

    def action_split(self):
        """Ask how much of this line becomes a line of its own."""
        self.ensure_one()
        return {
            **self.env["ir.actions.act_window"]._for_xml_id("rma_repair.rma_line_split_action"),
            "context": {"default_line_id": self.id},
        }

    def _split_by_hand(self, quantity):
        """Split as the user asks; a receipt that is planned is planned anew for both parts."""
        self.ensure_one()
        self.check_access("write")
        is_planned = bool(self.sudo()._get_lines_with_open_receipt()) and self._is_awaited()
        part = self._split_off(quantity)
        if is_planned:
            self._cancel_receipt()
            (self | part).action_plan_receipt()
        return part

    def _split_off(self, quantity):
        """Move `quantity` (in the line's unit) to a new line in the same state, and return it.

        What was received stays with the first line as far as it reaches. A line decided in
        advance takes its part along into the decision: documents made before the goods came back
        serve both. Raises UserError when nothing would be left, and once the goods are decided on.
        """
        self.ensure_one()
        rest = self.product_uom_id.round(self.quantity - quantity)
        self._check_split(quantity, rest)
        line = self.sudo()
        received_rest = min(line.quantity_received, rest)
        part = line.create(
            self._prepare_split_vals(quantity, line.quantity_received - received_rest)
        )
        line.write({"quantity": rest, "quantity_received": received_rest})
        if line.decision_id:
            line._share_kits(part)
            line._share_documents(part)
        return part.with_env(self.env)

    def _split_off_product_quantity(self, quantity):
        """As `_split_off`, with `quantity` in the product's unit, and exactly that.

        A line in another unit that has no number for it is counted in the product's from now on.
        """
        self.ensure_one()
        unit = self.product_id.uom_id
        own = unit._compute_quantity(quantity, self.product_uom_id, rounding_method="HALF-UP")
        back = self.product_uom_id._compute_quantity(own, unit, round=False)
        if self.product_uom_id != unit and (self.is_serial or unit.compare(back, quantity) != 0):
            self._count_in_product_unit()
            own = quantity
        return self._split_off(own)

    def _count_in_product_unit(self):
        """Say this line's quantities, and what its receipt checks expect, in the product's unit."""
        self.ensure_one()
        line, unit = self.sudo(), self.product_id.uom_id
        for check in line.receipt_check_line_ids:
            check.quantity_expected = line.product_uom_id._compute_quantity(
                check.quantity_expected, unit
            )
        received = line.product_uom_id._compute_quantity(line.quantity_received, unit)
        line.write(
            {
                "quantity": line._get_product_quantity(),
                "quantity_received": received,
                "product_uom_id": unit.id,
            }
        )

    def _share_kits(self, part):
        """What this line is of its kit is shared with `part`, to the last hundredth."""
        kits = self.kit_quantity
        unit = self._get_sold_product().uom_id
        moved = unit.round(kits * part.quantity / (self.quantity + part.quantity)) if kits else 0
        part.kit_quantity = moved
        self.kit_quantity = kits - moved

    def _check_split(self, quantity, rest):
        if (
            self.product_uom_id.compare(quantity, 0) <= 0
            or self.product_uom_id.compare(rest, 0) <= 0
        ):
            raise UserError(
                self.env._(
                    "Split %(line)s by less than its quantity of %(quantity)s.",
                    line=self.display_name,
                    quantity=self.quantity,
                )
            )
        if refusal := self._get_split_refusal():
            raise UserError(refusal)

    def _get_split_refusal(self):
        """Why this line can not be split any more, in words; False where it can."""
        self.ensure_one()
        if self.state in ("closed", "refused", "cancelled"):
            return self.env._("%(line)s is done with and can not be split.", line=self.display_name)
        if self.decision_id and self._has_come_back():
            return self.env._(
                "%(line)s is decided by %(decision)s. Cancel that decision first.",
                line=self.display_name,
                decision=self.decision_id.name,
            )
        return False

    def _prepare_split_vals(self, quantity, received):
        """Values of the line that takes over `quantity` of this one."""
        kept = (
            *("state", "date_authorized", "date_received", "date_inspected", "date_decided"),
            *("price_agreed", "price_agreed_reason"),
        )
        vals = self.sudo().copy_data()[0]
        return {
            **vals,
            **{name: self[name] for name in kept},
            "quantity": quantity,
            "quantity_received": received,
            "split_from_id": self.id,
            "invoice_line_id": self.invoice_line_id.id,
            "credit_line_id": self.credit_line_id.id,
            "credit_waived": self.credit_waived,
            "inspected_by_id": self.inspected_by_id.id,
            "decision_id": self.decision_id.id,
            "decision_ids": [Command.set(self.decision_id.ids)],
        }

    def _share_documents(self, part):
        """Let `part`, split off this line, share in what its decision made already.

        Planned moves serve the lines of the decision in order; what is done beyond this line's
        own quantity counts for the part.
        """
        self.ensure_one()
        move_lines = self.move_line_ids.filtered(lambda ml: ml.rma_operation == "replacement")
        done = move_lines.filtered(lambda ml: ml.state == "done")
        self.decision_id.move_ids.filtered(
            lambda move: move.rma_line_id == self and move.rma_operation == "replacement"
        ).rma_line_id = False
        (move_lines - done).rma_line_id = False
        done._share_rma_quantity(self, part)
