"""The road of returned units by phases, one user's click each: what the benchmark measures."""

ROADS = {
    "credit": ("authorize", "receive", "inspect", "decide_credit", "post", "close_credit"),
    "replace": ("authorize", "receive", "inspect", "decide_replace", "ship", "close_replace"),
    "scrap": ("authorize", "receive", "inspect", "decide_scrap"),
    "repair": (
        "authorize", "receive", "inspect", "decide_repair", "start", "end", "close_repair",
    ),
}  # fmt: skip


class RmaPhases:
    """Plays one road for one case; `world` has the verbs of `RmaRoad`, `units` name what was sold.

    Each unit has `product`, `lot` (may be empty) and `move`, its delivery.
    """

    def __init__(self, world, units):
        self.world = world
        self.units = units
        self.case = None
        self.decision = None

    def authorize(self):
        """Request and authorization; the receipt is planned."""
        lines = [
            {"product_id": unit.product.id, "lot_id": unit.lot.id, "origin_move_id": unit.move.id}
            for unit in self.units
        ]
        self.case = self.world._authorize(self.world._request(*lines))

    def receive(self):
        self.world._receive(self.case)

    def inspect(self):
        self.world._inspect(self.case.line_ids)

    def decide_credit(self):
        self._decide("restock", "credit")

    def decide_replace(self):
        self._decide("restock", "replace")

    def decide_scrap(self):
        self._decide("scrap", "none")

    def decide_repair(self):
        self._decide("repair", "return")

    def post(self):
        notes = self.decision.credit_note_ids.with_user(self.world.user_finance)
        notes.action_post()

    def ship(self):
        self._validate("replacement")

    def start(self):
        self.world._start(self._get_repairs())

    def end(self):
        repairs = self._get_repairs()
        repairs.action_control_request()
        repairs.with_user(self.world.user_quality).action_control_pass()

    def close_credit(self):
        """The goods are put into stock, which closes the lines."""
        self._validate("restock")

    close_replace = close_credit

    def close_repair(self):
        self._validate("return")

    def is_closed(self):
        return set(self.case.line_ids.mapped("state")) == {"closed"}

    def _decide(self, *disposition):
        self.decision = self.world._decide(self.case.line_ids, *disposition).sudo()

    def _get_repairs(self):
        return self.decision.repair_ids.with_user(self.world.user_workshop)

    def _validate(self, operation):
        """Validate the transfers of one RMA operation, as the warehouse does."""
        moves = self.decision.move_ids.filtered(lambda move: move.rma_operation == operation)
        pickings = moves.picking_id.with_user(self.world.user_warehouse)
        pickings.with_context(skip_sms=True).button_validate()
