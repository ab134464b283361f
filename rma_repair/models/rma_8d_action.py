from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from .field_groups import PROBLEM_COST_READERS
from .rma_8d_containment import RESULTS
from .rma_state_mixin import get_others

ACTION_STATES = [
    ("proposed", "Proposed"),
    ("chosen", "Chosen"),
    ("done", "Implemented"),
    ("rejected", "Rejected"),
    ("cancelled", "Cancelled"),
]
ACTION_TRANSITIONS = {
    "proposed": {"chosen", "rejected", "cancelled"},
    "chosen": {"proposed", "done", "cancelled"},
    "done": {"chosen"},
    "rejected": {"proposed"},
    "cancelled": {"proposed"},
}
# Where an action stands once its last step is taken back.
STEP_BACK = {
    "proposed": "proposed",
    "chosen": "proposed",
    "done": "chosen",
    "rejected": "proposed",
    "cancelled": "proposed",
}


class Rma8dAction(models.Model):
    """An action of an 8D: emergency (D0), corrective (D5, D6) or preventive (D7).

    A corrective action is tied to causes, verified on a trial before roll-out, implemented with a
    proof and validated on the symptom's measure by somebody who neither owns nor did it.
    """

    _name = "rma.8d.action"
    _description = "8D Action"
    _inherit = ["rma.8d.part", "mail.thread", "mail.activity.mixin"]
    _order = "kind, sequence, id"

    _stamps = {
        "verification_result": (
            "verified_by_id",
            "date_verified",
            ("owner_id",),
            {"passed", "failed"},
        ),
        "validation_result": (
            "validated_by_id",
            "date_validated",
            ("owner_id", "done_by_id"),
            {"passed", "failed"},
        ),
    }

    name = fields.Char("Action", required=True)
    kind = fields.Selection(
        [
            ("emergency", "Emergency (D0)"),
            ("corrective", "Corrective (D5)"),
            ("preventive", "Preventive (D7)"),
        ],
        required=True,
        default="corrective",
        index=True,
    )
    state = fields.Selection(ACTION_STATES, required=True, default="proposed", index=True)
    cause_ids = fields.Many2many(
        "rma.8d.cause",
        "rma_8d_action_cause_rel",
        "action_id",
        "cause_id",
        "Causes",
        domain="[('report_id', '=', report_id), ('is_root', '=', True)]",
    )
    expected_effect = fields.Float("Expected Effect (%)")
    currency_id = fields.Many2one(related="company_id.currency_id")
    cost = fields.Monetary(groups=PROBLEM_COST_READERS)
    risk = fields.Char()
    side_effects = fields.Char()
    decision_reason = fields.Char("Why Chosen or Rejected")
    approver_id = fields.Many2one("res.users", "Approved by", domain="[('share', '=', False)]")
    change_request = fields.Char("Change Request No.")
    verification_method = fields.Char("Trial", help="How the effect was shown before roll-out.")
    verification_count = fields.Integer("Trial Units")
    verification_result = fields.Selection(RESULTS, "Trial Result")
    verified_by_id = fields.Many2one("res.users", readonly=True)
    date_verified = fields.Datetime(readonly=True)
    owner_id = fields.Many2one("res.users", index=True, domain="[('share', '=', False)]")
    date_due = fields.Date("Due", index=True)
    date_due_original = fields.Date("First Due", readonly=True)
    date_due_reason = fields.Char("Reason for Moving")
    date_done = fields.Date("Done on", readonly=True)
    done_by_id = fields.Many2one("res.users", readonly=True)
    effective_from = fields.Char(help="First lot, serial or date with the action in place.")
    date_effective = fields.Date("Effective since")
    proof = fields.Char("Proof of Implementation")
    attachment_ids = fields.Many2many("ir.attachment", string="Evidence", bypass_search_access=True)
    metric = fields.Char(help="The symptom's measure the validation looks at.")
    baseline = fields.Char()
    target = fields.Char()
    validation_window = fields.Char("Window", help="Time or units observed.")
    validation_count = fields.Integer("Units Observed")
    result_text = fields.Char("Result")
    effectiveness = fields.Float("Effective (%)")
    validation_result = fields.Selection(RESULTS, "Validation")
    validated_by_id = fields.Many2one("res.users", readonly=True)
    date_validated = fields.Datetime(readonly=True)
    is_customer_request = fields.Boolean("Asked by the Customer")
    customer_answer = fields.Char("Answer to the Customer's Request")
    is_late = fields.Boolean(compute="_compute_is_late", search="_search_is_late")

    @api.depends("date_due", "state")
    def _compute_is_late(self):
        today = fields.Date.context_today(self)
        for action in self:
            is_open = action.state in ("proposed", "chosen")
            action.is_late = is_open and bool(action.date_due and action.date_due < today)

    def _search_is_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        return [("state", "in", ("proposed", "chosen")), ("date_due", "<", "today")]

    @api.constrains("approver_id", "owner_id")
    def _check_approver(self):
        for action in self:
            if action.approver_id and action.approver_id == action.owner_id:
                raise ValidationError(
                    self.env._(
                        "%(user)s owns “%(action)s” and can not approve it.",
                        user=action.owner_id.name,
                        action=action.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        if any(vals.get("state", "proposed") != "proposed" for vals in vals_list):
            raise UserError(self.env._("A new action starts as proposed."))
        return super().create(vals_list)

    def write(self, vals):
        if "state" not in vals:
            return super().write(vals)
        if others := get_others(vals):
            super().write(others)
        for action in self.filtered(lambda action: action.state != vals["state"]):
            action._move_to(vals["state"])
        return True

    def action_choose(self):
        """Choose these actions for roll-out."""
        self.write({"state": "chosen"})

    def action_reject(self):
        """Reject these candidates; the reason must be written first."""
        self.write({"state": "rejected"})

    def action_done(self):
        """Declare these actions implemented; the proof must be there."""
        self.write({"state": "done"})

    def action_back(self):
        """Take their last step back: implemented actions are chosen again, others proposed."""
        for state, actions in self.grouped("state").items():
            actions.write({"state": STEP_BACK[state]})

    def _move_to(self, state):
        """Check the transition and what the new state claims, then write it."""
        if state not in ACTION_TRANSITIONS[self.state]:
            labels = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "“%(action)s” is %(state)s and can not become %(target)s.",
                    action=self.name,
                    state=labels[self.state],
                    target=labels.get(state, state),
                )
            )
        self._check_facts(state)
        noted = {}
        if state == "done":
            noted = {"date_done": fields.Date.context_today(self), "done_by_id": self.env.uid}
        elif self.state == "done":
            noted = {"date_done": False, "done_by_id": False, "validation_result": False}
        return super().write({"state": state, **noted})

    def _check_facts(self, state):
        """Refuse a state whose facts are not there yet, naming the field to fill."""
        needed = {"rejected": ["decision_reason"], "done": ["owner_id", "proof"]}.get(state, [])
        if state == "done" and self.kind == "corrective":
            needed = [*needed, "verification_result"]
        lacking = [name for name in needed if not self[name]]
        if state == "done" and self.verification_result == "failed":
            raise UserError(self.env._("The trial of “%(action)s” failed.", action=self.name))
        if lacking:
            raise UserError(
                self.env._(
                    "“%(action)s”: fill in %(fields)s first.",
                    action=self.name,
                    fields=", ".join(
                        self._fields[name]._description_string(self.env) for name in lacking
                    ),
                )
            )
