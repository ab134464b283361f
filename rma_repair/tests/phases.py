"""The road of returned units by phases, one user's click each: what the benchmark measures."""

ROADS = {
    "credit": ("authorize", "receive", "inspect", "decide_credit", "post", "close_credit"),
    "replace": ("authorize", "receive", "inspect", "decide_replace", "ship", "close_replace"),
    "scrap": ("authorize", "receive", "inspect", "decide_scrap"),
    "repair": (
        "authorize", "receive", "inspect", "decide_repair", "start", "end", "close_repair",
    ),
}  # fmt: skip
# What becomes of the units, and what their customer gets.
DISPOSITIONS = {
    "decide_credit": ("restock", "credit"),
    "decide_replace": ("restock", "replace"),
    "decide_scrap": ("scrap", "none"),
    "decide_repair": ("repair", "return"),
}


class RmaPhases:
    """Plays one road for one case; `world` has the verbs of `RmaRoad`, `units` name what was sold.

    Each unit has `product`, `lot` (may be empty) and `move`, its delivery. `open` finds what the
    user of a phase has on his screen before he clicks.
    """

    def __init__(self, world, units):
        self.world = world
        self.units = units
        self.case = None
        self.decision = None
        self.opened = None
        self.disposition = None

    def open(self, phase):
        """Find the records of `phase`: the documents the phases before have made."""
        find = getattr(self, f"_open_{phase}", lambda: None)
        found = find()
        # By their ids, as a click sends them: read together, whatever they were found through.
        self.opened = found and found.browse(found.ids)
        if phase in DISPOSITIONS:
            self.disposition = self.world._disposition(*DISPOSITIONS[phase])

    def authorize(self):
        """Request and authorization; the receipt is planned."""
        lines = [
            {"product_id": unit.product.id, "lot_id": unit.lot.id, "origin_move_id": unit.move.id}
            for unit in self.units
        ]
        self.case = self.world._authorize(self.world._request(*lines))

    def _open_receive(self):
        return self.world._receipt(self.case)

    def receive(self):
        self.opened.button_validate()

    def _open_lines(self):
        return self.case.line_ids

    _open_inspect = _open_lines
    _open_decide_credit = _open_decide_replace = _open_lines
    _open_decide_scrap = _open_decide_repair = _open_lines

    def inspect(self):
        self.world._inspect(self.opened)

    def decide(self):
        """Propose the disposition chosen, submit it and put it into force."""
        decision = self.world._propose_as(self.disposition, self.opened)
        self.decision = self.world._put_into_force(decision).sudo()

    decide_credit = decide_replace = decide_scrap = decide_repair = decide

    def _open_post(self):
        return self.decision.credit_note_ids.with_user(self.world.user_finance)

    def post(self):
        self.opened.action_post()

    def _open_ship(self):
        return self._find_transfers("replacement")

    def ship(self):
        self.opened.with_context(skip_sms=True).button_validate()

    def _open_repairs(self):
        return self.decision.repair_ids.with_user(self.world.user_workshop)

    _open_start = _open_end = _open_repairs

    def start(self):
        self.world._start(self.opened)

    def end(self):
        self.opened.action_control_request()
        self.opened.with_user(self.world.user_quality).action_control_pass()

    def _open_close_credit(self):
        return self._find_transfers("restock")

    _open_close_replace = _open_close_credit

    def _open_close_repair(self):
        return self._find_transfers("return")

    # The goods are put into stock, or sent back, which closes the lines.
    close_credit = close_replace = close_repair = ship

    def is_closed(self):
        return set(self.case.line_ids.mapped("state")) == {"closed"}

    def _find_transfers(self, operation):
        """The transfers of one RMA operation, as the warehouse sees them."""
        moves = self.decision.move_ids.filtered(lambda move: move.rma_operation == operation)
        return moves.picking_id.with_user(self.world.user_warehouse)
