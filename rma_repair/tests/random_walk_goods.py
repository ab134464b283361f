"""What people do to transfers and repairs in a random walk."""

from .random_walk_case import weighted

OPEN_TRANSFERS = ("waiting", "confirmed", "assigned")


class GoodsActions:
    """Each action takes one of the records found for it."""

    def goods_actions(self):
        return [
            (self.plan_receipt, lambda: self.lines_in("authorized")),
            (self.validate, self.transfers),
            (self.validate_part, self.transfers),
            (self.validate_part_and_drop_the_rest, self.transfers),
            (self.validate_more, self.transfers),
            (self.cancel_transfer, self.transfers),
            (self.delete_transfer, self.transfers),
            (self.end_repair, self.repairs),
            (self.cancel_repair, self.repairs),
            (self.return_without_rma, self.delivered),
            (self.return_without_rma, self.done_transfers),
            (self.correct_transfer, self.done_transfers),
        ]

    def transfers(self):
        return self.env["stock.picking"].search(
            [
                ("move_ids.product_id", "=", self.product.id),
                ("state", "in", OPEN_TRANSFERS),
            ],
            order="id",
        )

    def repairs(self):
        return self.lines().repair_ids.filtered(lambda repair: repair.state == "confirmed")

    def delivered(self):
        return self.sale_lines.move_ids.picking_id.filtered(
            lambda picking: picking.state == "done" and picking.picking_type_code == "outgoing"
        )

    def done_transfers(self):
        """Those of cases, whose quantities may be corrected."""
        return self.env["stock.picking"].search(
            [
                ("move_ids.product_id", "=", self.product.id),
                ("move_ids.rma_operation", "!=", False),
                ("state", "=", "done"),
            ],
            order="id",
        )

    def correct_transfer(self, picking):
        """One less, or one more, of the first line than was counted."""
        move_line = picking.move_line_ids[:1]
        move_line.quantity += 1 if len(self.done) % 5 == 0 else -1

    def plan_receipt(self, line):
        line.with_user(self.test.user_service).action_plan_receipt()

    @weighted(10)
    def validate(self, picking):
        picking.action_assign()
        picking.with_context(skip_backorder=True).button_validate()

    @weighted(2)
    def validate_part(self, picking):
        self._pick_part(picking)
        picking.with_context(skip_backorder=True).button_validate()

    def validate_part_and_drop_the_rest(self, picking):
        self._pick_part(picking)
        picking.with_context(
            skip_backorder=True, picking_ids_not_to_backorder=picking.ids
        ).button_validate()

    def _pick_part(self, picking):
        """Half of what is planned, or one serial."""
        picking.action_assign()
        for move_line in picking.move_line_ids[:1]:
            move_line.quantity = 1 if self.tracking == "serial" else move_line.quantity / 2
        picking.move_line_ids[:1].picked = True

    def validate_more(self, picking):
        """One more than planned of the first line."""
        picking.action_assign()
        picking.move_line_ids[:1].quantity += 1
        picking.move_line_ids.picked = True
        picking.with_context(skip_backorder=True).button_validate()

    def cancel_transfer(self, picking):
        picking.action_cancel()

    def delete_transfer(self, picking):
        picking.unlink()

    @weighted(4)
    def end_repair(self, repair):
        self.test._repair(repair)

    def cancel_repair(self, repair):
        repair.action_repair_cancel()

    def return_without_rma(self, picking):
        wizard = (
            self.env["stock.return.picking"]
            .with_context(active_id=picking.id, active_model="stock.picking")
            .create({})
        )
        wizard.product_return_moves[:1].quantity = 1
        self.test._deliver(wizard._create_return())
