from odoo import api, fields, models
from odoo.tools import SQL


class StockMoveLine(models.Model):
    _inherit = "stock.move.line"

    rma_line_id = fields.Many2one(
        "rma.case.line",
        "RMA Line",
        compute="_compute_rma_line_id",
        store=True,
        precompute=True,
        readonly=False,
        copy=False,
        index="btree_not_null",
        check_company=True,
        help="The RMA line this quantity belongs to: the link every RMA quantity is counted by.",
    )
    rma_operation = fields.Selection(related="move_id.rma_operation")
    # What a serial went through is asked for at every return; core has no index for it.
    lot_id = fields.Many2one(index="btree_not_null")

    @api.depends("move_id.rma_line_id")
    def _compute_rma_line_id(self):
        for move_line in self:
            move_line.rma_line_id = move_line.move_id.rma_line_id or move_line.rma_line_id

    def _allot_rma_lines(self, waiting):
        """Link these done move lines to RMA lines in order.

        :param list waiting: (RMA line, quantity it waits for, in the product's unit)
        """
        waiting = list(waiting)
        for move_line in self.sorted("id"):
            while waiting and move_line:
                line, quantity = waiting.pop(0)
                move_line, left = move_line._give_to_rma_line(line, quantity)
                if left:
                    waiting.insert(0, (line, left))

    def _give_to_rma_line(self, line, quantity):
        """Link up to `quantity` of this move line to `line`.

        Returns the move line with what exceeds it, and the quantity that was not covered.
        """
        unit = self.product_id.uom_id
        covered = self.quantity_product_uom
        rest = self.browse()
        if unit.compare(covered, quantity) > 0:
            rest, covered = self._split_rma_link(quantity), quantity
        self.rma_line_id = line
        left = quantity - covered
        return rest, left if unit.compare(left, 0) > 0 else 0.0

    def _share_rma_quantity(self, line, part):
        """Of these done move lines, let what exceeds `line`'s quantity belong to `part`."""
        unit = line._get_product_of("replacement").uom_id
        left = line._get_product_quantity()
        for move_line in self.sorted("id"):
            kept = min(left, move_line.quantity_product_uom)
            left -= kept
            if unit.is_zero(kept):
                move_line.rma_line_id = part
            elif unit.compare(kept, move_line.quantity_product_uom) < 0:
                move_line._split_rma_link(kept).rma_line_id = part

    def _split_rma_link(self, kept):
        """Keep `kept` (product's unit) on this done move line, and the rest on a new one.

        Only which RMA line a quantity belongs to is told apart: the stock did not move, so the
        record is split below the ORM, which would move it. Returns the new move line.
        """
        self.ensure_one()
        self.flush_recordset()
        share = kept / self.quantity_product_uom
        rest = self._insert_rma_rest(kept, 1 - share)
        update = SQL(
            "UPDATE stock_move_line SET quantity = quantity * %s, quantity_product_uom = %s "
            "WHERE id = %s",
            *(share, kept, self.id),
        )
        self.env.cr.execute(update)
        self.env.invalidate_all()
        return rest

    def _insert_rma_rest(self, kept, share):
        """The new record of a split: `share` of this one's quantity, all but `kept`."""
        [[new_id]] = self.env.execute_query(
            SQL(
                """
                INSERT INTO stock_move_line (%(columns)s, quantity, quantity_product_uom)
                SELECT %(columns)s, quantity * %(share)s, quantity_product_uom - %(kept)s
                FROM stock_move_line WHERE id = %(id)s RETURNING id
                """,
                columns=SQL(", ").join(map(SQL.identifier, self._get_columns_kept())),
                share=share,
                kept=kept,
                id=self.id,
            )
        )
        return self.browse(new_id)

    def _get_columns_kept(self):
        """The columns that both parts of a split move line share."""
        changed = {"id", "quantity", "quantity_product_uom", "rma_line_id"}
        return [
            name
            for name, field in self._fields.items()
            if field.store and field.column_type and name not in changed
        ]
