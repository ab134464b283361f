"""What the workshop's board needs: lateness, whose turn it is, a column per technician."""

from odoo import api, fields, models
from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)
OPEN_STATES = ("draft", "confirmed", "under_repair")
UNASSIGNED = _lt("Unassigned")  # the one label of a field that is not exported by itself


class RepairOrder(models.Model):
    _inherit = "repair.order"

    user_id = fields.Many2one(
        group_expand="_group_expand_technicians",
        tracking=True,
        falsy_value_label=UNASSIGNED,
    )
    is_late = fields.Boolean(compute="_compute_is_late", search="_search_is_late")
    board_state = fields.Selection(
        [("ready", "Can go on"), ("control", "At control"), ("blocked", "Waits")],
        compute="_compute_board_state",
        store=True,
        help="Waits: for its plan, or for the customer to accept the price.",
    )

    # The open repairs of returns, as the board and its queues ask for them, word for word.
    _rma_open_idx = models.Index(
        "(company_id, date_promised) WHERE rma_line_id IS NOT NULL"
        " AND (state NOT IN ('done', 'cancel') OR state IS NULL)"
    )

    # The list of all repairs of returns, in core's order.
    _rma_order_idx = models.Index("(priority DESC, create_date DESC) WHERE rma_line_id IS NOT NULL")

    @api.depends("date_promised", "state")
    def _compute_is_late(self):
        today = fields.Date.context_today(self)
        for repair in self:
            repair.is_late = bool(
                repair.state in OPEN_STATES
                and repair.date_promised
                and repair.date_promised < today
            )

    def _search_is_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        return [("date_promised", "<", "today"), ("state", "in", list(OPEN_STATES))]

    @api.depends("plan_state", "quotation_state", "control_state")
    def _compute_board_state(self):
        for repair in self:
            if repair.control_state == "waiting":
                repair.board_state = "control"
            elif repair.plan_state == "approved" and repair.quotation_state in ("none", "accepted"):
                repair.board_state = "ready"
            else:
                repair.board_state = "blocked"

    @api.model
    @api.readonly
    def web_read_group(self, domain, groupby, *args, **kwargs):
        """Columns of technicians open with the one of work that nobody has; core folds that one.

        What the reader folded or opened himself comes back in `opening_info` and stays.
        """
        is_first = kwargs.get("auto_unfold") and not kwargs.get("opening_info")
        if is_first and list(groupby[:1]) == ["user_id"]:
            limit = kwargs.get("unfold_read_default_limit", 80)
            unassigned = {"value": False, "folded": False, "limit": limit, "offset": 0}
            kwargs["opening_info"] = [unassigned]
        return super().web_read_group(domain, groupby, *args, **kwargs)

    @api.model
    def _group_expand_technicians(self, users, domain):
        """A column per technician, to drag work to those who have none."""
        technicians = (
            self.env["rma.technician"].sudo().search([("company_id", "in", self.env.companies.ids)])
        )
        return users | technicians.user_id.with_env(self.env)
