"""What a receipt does to the lines it brings back."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

WITH_OPEN_RECEIPT = """
    SELECT moved.rma_line_id
      FROM stock_move_line moved
      JOIN stock_move move ON move.id = moved.move_id
     WHERE moved.rma_line_id = ANY(%(ids)s)
       AND move.rma_operation = 'receipt'
       AND (moved.state NOT IN ('done', 'cancel') OR moved.state = 'done' AND moved.quantity > 0)
     UNION
    SELECT rma_line_id
      FROM stock_move
     WHERE rma_line_id = ANY(%(ids)s)
       AND rma_operation = 'receipt'
       AND (state NOT IN ('done', 'cancel') OR state = 'done' AND quantity > 0)
"""


class RmaCaseLine(models.Model):
    _inherit = "rma.case.line"

    is_receipt_missing = fields.Boolean(
        "Receipt to Plan",
        compute="_compute_is_receipt_missing",
        help="The goods are awaited, but no transfer is planned for them any more.",
    )

    @api.depends("state", "quantity_received", "move_line_ids.state", "is_return_expected")
    def _compute_is_receipt_missing(self):
        awaited = self.filtered(lambda line: line.is_return_expected and line._is_awaited())
        unplanned = awaited - awaited.sudo()._get_lines_with_open_receipt()
        for line in self:
            line.is_receipt_missing = line in unplanned

    def _get_lines_with_open_receipt(self):
        """Those of these lines whose goods are planned to come, or came.

        What a corrected receipt says of goods that never came counts for nothing.
        """
        moves, move_lines = self.env["stock.move"], self.env["stock.move.line"]
        moves.flush_model(["rma_line_id", "rma_operation", "state", "quantity"])
        move_lines.flush_model(["rma_line_id", "move_id", "state", "quantity"])
        found = self.env.execute_query(SQL(WITH_OPEN_RECEIPT, ids=self.ids))
        return self.browse(line_id for (line_id,) in found)

    def _is_awaited(self):
        """Whether goods of this line are still to come, decided in advance or not."""
        self.ensure_one()
        return (
            self.state in ("authorized", "decided")
            and self.unit_outcome != "not_returned"
            and not self._has_come_back()
        )

    def _prepare_receipt_move_line_vals(self, move_vals):
        """The move line that awaits this very serial."""
        self.ensure_one()
        return {
            "product_id": self.product_id.id,
            "product_uom_id": self.product_uom_id.id,
            "quantity": self.quantity,
            "lot_id": self.lot_id.id,
            "owner_id": self.case_id.commercial_partner_id.id,
            "picking_id": move_vals["picking_id"],
            "location_id": move_vals["location_id"],
            "location_dest_id": move_vals["location_dest_id"],
            "company_id": self.company_id.id,
            "rma_line_id": self.id,
        }

    def _check_receipt_quantity(self, move_lines):
        """Refuse more than was authorized."""
        self.ensure_one()
        arrived = sum(move_lines.mapped("quantity_product_uom"))
        if self.product_id.uom_id.compare(arrived, self._get_product_quantity()) > 0:
            raise UserError(
                self.env._(
                    "%(arrived)s %(unit)s of %(line)s arrived, but %(quantity)s were authorized. "
                    "Add a "
                    "line to the case for the rest, or receive the authorized quantity only.",
                    arrived=arrived,
                    unit=self.product_id.uom_id.name,
                    line=self.display_name,
                    quantity=self._get_product_quantity(),
                )
            )

    def _raise_wrong_number(self, number):
        """Refuse another serial or lot than the one announced."""
        self.ensure_one()
        raise UserError(
            self.env._(
                "%(case)s announces %(expected)s, but %(found)s was entered. Add %(found)s to the "
                "case first, or leave it out of this receipt.",
                case=self.case_id.name,
                expected=self.lot_id.name,
                found=number or self.env._("no number"),
            )
        )

    def _register_receipt(self, move_lines, backorders):
        """Note what came back; what is still awaited, and every further lot, gets its own line."""
        self.ensure_one()
        arrived = sum(move_lines.mapped("quantity_product_uom"))
        missing = self._get_product_quantity() - arrived
        if self.product_id.uom_id.compare(missing, 0) > 0:
            awaited = self._split_off_product_quantity(missing)
            awaited._take_backorder(backorders.filtered(lambda move: move.rma_line_id == self))
        if move_lines.lot_id and not self.lot_id:
            self._take_lots(move_lines)
        self.quantity_received = self.quantity

    def _take_backorder(self, moves):
        """Let these planned moves wait for this line, in its unit."""
        self.ensure_one()
        moves.rma_line_id = self
        if other := moves.filtered(lambda move: move.product_uom != self.product_uom_id):
            other._do_unreserve()
            other.write({"product_uom": self.product_uom_id.id, "product_uom_qty": self.quantity})
            other._action_assign()

    def _take_lots(self, move_lines):
        """Learn the numbers of a line that was announced without one: a line for each."""
        deliveries = self._find_last_deliveries(move_lines.lot_id)
        parts = self
        by_lot = list(move_lines.grouped("lot_id").items())
        for lot, lines in by_lot[1:]:
            part = self._split_off_product_quantity(sum(lines.mapped("quantity_product_uom")))
            lines.rma_line_id = part
            part.write({"lot_id": lot.id, "quantity_received": part.quantity})
            parts |= part
        self.lot_id = by_lot[0][0]
        for part in parts:
            part.origin_move_id = deliveries.get(part.lot_id.id) or part.origin_move_id
        parts._check_returnable()

    def _cancel_receipt(self):
        """Take these lines out of the receipts still planned for them."""
        move_lines = self.sudo().move_line_ids.filtered(
            lambda ml: ml.move_id.rma_operation == "receipt" and ml.state not in ("done", "cancel")
        )
        moves = move_lines.move_id
        own = moves.filtered("rma_line_id")
        own._action_cancel()
        for move in moves - own:
            leaving = move.move_line_ids & move_lines
            if leaving == move.move_line_ids:
                move._action_cancel()
            else:
                left = len(move.move_line_ids - leaving)
                leaving.unlink()
                move.product_uom_qty = left
