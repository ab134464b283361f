"""Core's own corrections of done transfers: cases follow them, or they are refused."""

from odoo import api, models
from odoo.exceptions import UserError

# What says how much of what went where, and whose it is.
CORRECTED_FIELDS = {
    "quantity", "product_uom_id", "lot_id", "lot_name", "quant_id", "owner_id",
    "location_id", "location_dest_id", "move_id", "product_id",
}  # fmt: skip
# Done operations whose quantity may be corrected. The others moved value, and were booked so: core
# changes the value of a corrected move, but not its entry.
CORRECTABLE = ("receipt", "return", "restock")


class StockMoveLine(models.Model):
    _inherit = "stock.move.line"

    @api.model_create_multi
    def create(self, vals_list):
        """Nothing is added to what is done for a case."""
        move_lines = super().create(vals_list)
        for move_line in move_lines.filtered(lambda ml: ml.state == "done").sudo():
            if move_line.rma_operation or move_line.picking_id.rma_case_id:
                move_line._raise_not_corrected()
        return move_lines

    def write(self, vals):
        """Correct done quantities of cases together with their lines, or refuse."""
        if CORRECTED_FIELDS.isdisjoint(vals):
            return super().write(vals)
        done = self.filtered(lambda ml: ml.state == "done")
        corrected = done.sudo().filtered(lambda ml: ml.rma_operation and ml._is_corrected_by(vals))
        corrected._check_rma_correctable(vals)
        before = {move_line: move_line.quantity_product_uom for move_line in corrected}
        result = super().write(vals)
        if before:
            corrected._follow_rma_correction(before)
        return result

    def _is_corrected_by(self, vals):
        """Whether `vals` says anything else about this move line than it does itself."""
        self.ensure_one()
        return any(
            self._fields[name].convert_to_write(self[name], self) != vals[name]
            for name in CORRECTED_FIELDS.intersection(vals)
        )

    def _check_rma_correctable(self, vals):
        names = CORRECTED_FIELDS.intersection(vals)
        for move_line in self:
            if not names <= move_line._get_rma_correctable():
                move_line._raise_not_corrected()

    def _get_rma_correctable(self):
        """What may be corrected of this done move line."""
        self.ensure_one()
        if self.rma_operation == "replacement" and not self.product_id.lot_valuated:
            return {"lot_id", "lot_name"}
        return {"quantity"} if self.rma_operation in CORRECTABLE else set()

    def _raise_not_corrected(self):
        """Say what may be corrected of a done transfer of a case, and what to do instead."""
        self.ensure_one()
        case = self.sudo().rma_line_id.case_id or self.sudo().picking_id.rma_case_id
        raise UserError(
            self.env._(
                "%(transfer)s is done for %(case)s: only quantities received, sent back or "
                "restocked are corrected. What came without being announced is added to the case "
                "and received there; a replacement, or what went to a vendor, is taken back with "
                "“Return”.",
                transfer=self.reference or self.product_id.display_name,
                case=case.name or self.sudo().move_id.rma_decision_id.case_id.name,
            )
        )

    def _follow_rma_correction(self, before):
        """Tell the lines of these corrected move lines; raises where that can not be.

        :param dict before: what each moved until now, in the product's unit
        """
        arrived = self.filtered(
            lambda ml: ml.rma_operation == "receipt" and ml.location_id.usage == "customer"
        )
        for move_line in arrived:
            taken = before[move_line] - move_line.quantity_product_uom
            move_line._check_rma_still_there()
            move_line.rma_line_id._take_back_receipt(taken)
        lines = (self - arrived).rma_line_id
        lines._lock_closing()
        lines._check_not_moved_twice()
        lines._reopen_unfinished()
        lines._close_finished()

    def _check_rma_still_there(self):
        """Refuse to take back what was moved on since."""
        self.ensure_one()
        left = self.env["stock.quant"]._get_available_quantity(
            self.product_id,
            self.location_dest_id,
            lot_id=self.lot_id,
            package_id=self.result_package_id,
            owner_id=self.owner_id,
            strict=True,
            allow_negative=True,
        )
        if self.product_id.is_storable and self.product_id.uom_id.compare(left, 0) < 0:
            raise UserError(
                self.env._(
                    "%(line)s is not in %(location)s any more. Move it back there first.",
                    line=self.rma_line_id.display_name,
                    location=self.location_dest_id.display_name,
                )
            )


class RmaCaseLine(models.Model):
    _inherit = "rma.case.line"

    def _take_back_receipt(self, quantity):
        """`quantity` (product's unit) of this line never came: it is awaited again.

        :raise UserError: more came than was counted, the line was inspected, or split since
        """
        self.ensure_one()
        unit = self.product_id.uom_id
        self._check_receipt_correctable(quantity)
        is_part = unit.compare(quantity, self._get_product_quantity()) < 0
        missing = self._split_off_product_quantity(quantity) if is_part else self
        missing.quantity_received = 0
        missing.with_context(rma_receipt_corrected=True).write({"state": "authorized"})

    def _check_receipt_correctable(self, quantity):
        """Refuse to take `quantity` (product's unit) of this line's receipt back, saying why."""
        if self.state != "received":
            raise UserError(
                self.env._(
                    "%(line)s is %(state)s. Withdraw its inspection, or cancel its decision, "
                    "before its receipt is corrected.",
                    line=self.display_name,
                    state=self._get_state_labels()[self.state],
                )
            )
        self._check_taken_back(quantity)

    def _check_taken_back(self, quantity):
        """Refuse to take back less than nothing, or more than there is of this line."""
        unit = self.product_id.uom_id
        if unit.compare(quantity, 0) < 0:
            raise UserError(
                self.env._(
                    "More of %(line)s came than was counted: add a line for the rest to the case "
                    "and receive it there.",
                    line=self.display_name,
                )
            )
        if unit.compare(quantity, self._get_product_quantity()) > 0:
            raise UserError(
                self.env._(
                    "%(line)s was split: at most %(quantity)g of its receipt can be taken back.",
                    line=self.display_name,
                    quantity=self._get_product_quantity(),
                )
            )

    def _check_not_moved_twice(self):
        """Refuse corrections that move more of a line than it is."""
        for (line_id, _document), quantity in self._get_done_quantities().items():
            line = self.browse(line_id)
            if line.product_id.uom_id.compare(quantity, line._get_product_quantity()) > 0:
                raise UserError(
                    self.env._(
                        "%(line)s: %(quantity)g would be moved, but it is %(decided)g only. Lower "
                        "the quantity.",
                        line=line.display_name,
                        quantity=quantity,
                        decided=line._get_product_quantity(),
                    )
                )

    def _check_authorized(self):
        """What came does not become awaited again, unless its receipt was corrected."""
        if came := self.filtered(lambda line: line.state == "received" and line.quantity_received):
            raise UserError(
                self.env._(
                    "%(line)s has come back. Where it was counted by mistake, unlock its receipt "
                    "and lower the quantity there.",
                    line=came[0].display_name,
                )
            )
        return super()._check_authorized()

    def _prepare_transition_vals(self, state):
        if state == "authorized" and all(line.state == "received" for line in self):
            return {"date_received": False}
        return super()._prepare_transition_vals(state)
