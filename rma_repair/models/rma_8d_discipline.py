from odoo import api, fields, models
from odoo.exceptions import UserError

from .rma_state_mixin import get_others

DISCIPLINES = [
    ("d0", "D0 Preparation"),
    ("d1", "D1 Team"),
    ("d2", "D2 Problem"),
    ("d3", "D3 Containment"),
    ("d4", "D4 Root Causes"),
    ("d5", "D5 Corrective Actions"),
    ("d6", "D6 Implementation"),
    ("d7", "D7 Prevention"),
    ("d8", "D8 Closure"),
]
CODES = [code for code, _label in DISCIPLINES]
# Which disciplines a kind of report asks for.
REQUIRED_DISCIPLINES = {
    "8d": set(CODES),
    "8d_plus": set(CODES),
    "5d": {"d0", "d1", "d2", "d3", "d4", "d5"},
    "3d": {"d0", "d1", "d2", "d3"},
    "short": {"d2", "d4", "d5"},
}
DISCIPLINE_TRANSITIONS = {"open": {"done", "na"}, "done": {"open"}, "na": {"open"}}
ESCALATIONS = [("0", "None"), ("50", "50 %"), ("80", "80 %"), ("100", "Overdue")]


class Rma8dDiscipline(models.Model):
    """One discipline of one 8D report: what is missing, when it is due, whether it is complete.

    Completing passes the gate of the discipline (`rma.8d.report._gate_<code>`), whoever asks for
    it and by whichever way: button, kanban, RPC, import.
    """

    _name = "rma.8d.discipline"
    _description = "8D Discipline"
    _inherit = ["rma.8d.part"]
    _order = "report_id, code"

    code = fields.Selection(DISCIPLINES, "Discipline", required=True, readonly=True)
    state = fields.Selection(
        [("open", "Open"), ("done", "Complete"), ("na", "Not asked for")],
        required=True,
        default="open",
    )
    missing = fields.Text(compute="_compute_missing", help="What the gate still asks for.")
    date_due = fields.Datetime("Due", index=True)
    date_due_original = fields.Datetime("First Due", readonly=True)
    date_due_reason = fields.Char("Reason for Moving")
    date_done = fields.Datetime("Completed on", readonly=True)
    done_by_id = fields.Many2one("res.users", "Completed by", readonly=True)
    date_sent = fields.Datetime("Sent on", readonly=True, help="When the customer last got it.")
    reopen_reason = fields.Char(help="Why a complete discipline is worked on again.")
    escalation = fields.Selection(ESCALATIONS, default="0", required=True, readonly=True)
    is_late = fields.Boolean(compute="_compute_is_late", search="_search_is_late")
    score_self = fields.Float("Own Score (%)", compute="_compute_scores")
    score_customer = fields.Float("Customer's Score (%)", compute="_compute_scores")
    leader_id = fields.Many2one(related="report_id.leader_id", store=True, index=True)
    partner_id = fields.Many2one(related="report_id.partner_id")

    _code_uniq = models.Constraint(
        "unique(report_id, code)", "An 8D report has each discipline once."
    )
    _open_due_idx = models.Index("(date_due) WHERE state = 'open'")

    @api.depends("code", "report_id.name")
    def _compute_display_name(self):
        labels = dict(self._fields["code"]._description_selection(self.env))
        for part in self:
            part.display_name = f"{part.report_id.name} {labels.get(part.code, '')}"

    def _compute_missing(self):
        for part in self:
            missing = part.report_id._get_missing(part.code) if part.state == "open" else []
            part.missing = "\n".join(missing)

    @api.depends("date_due", "state")
    def _compute_is_late(self):
        now = fields.Datetime.now()
        for part in self:
            part.is_late = part.state == "open" and bool(part.date_due and part.date_due < now)

    def _search_is_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        return [("state", "=", "open"), ("date_due", "<", "now")]

    def _compute_scores(self):
        for part in self:
            own, customer = part.report_id._get_scores()
            part.score_self = own.get(part.code, 0.0)
            part.score_customer = customer.get(part.code, 0.0)

    @api.model_create_multi
    def create(self, vals_list):
        if any(vals.get("state", "open") == "done" for vals in vals_list):
            raise UserError(
                self.env._("A new discipline starts open: complete it through its gate.")
            )
        return super().create(vals_list)

    def write(self, vals):
        if "state" not in vals:
            return super().write(vals)
        if others := get_others(vals):
            super().write(others)
        for part in self.filtered(lambda part: part.state != vals["state"]).sorted("code"):
            part._move_to(vals["state"])
        return True

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("The disciplines of a report can not be deleted."))

    def action_complete(self):
        """Complete these disciplines; refused with the list of what is missing."""
        self.write({"state": "done"})

    def action_reopen(self):
        """Work on a complete discipline again; its reason must be written first."""
        self.write({"state": "open"})

    def _move_to(self, state):
        """Check the transition and the facts, write it with who and when, do what follows."""
        if state not in DISCIPLINE_TRANSITIONS[self.state]:
            raise UserError(self.env._("%(part)s can not change this way.", part=self.display_name))
        getattr(self, f"_check_{state}")()
        done = state == "done"
        result = super().write(
            {
                "state": state,
                "date_done": fields.Datetime.now() if done else False,
                "done_by_id": self.env.uid if done else False,
            }
        )
        if done:
            self.report_id._on_discipline_done(self)
        elif state == "open":
            self.report_id._log_reopened(self)
        return result

    def _check_done(self):
        """The disciplines before are complete and the gate finds nothing missing."""
        before = self.report_id.discipline_ids.filtered(
            lambda other: other.code < self.code and other.state == "open"
        )
        if before:
            raise UserError(
                self.env._(
                    "%(part)s: complete %(before)s first.",
                    part=self.display_name,
                    before=", ".join(
                        before.sorted("code").mapped(lambda other: other.code.upper())
                    ),
                )
            )
        if missing := self.report_id._get_missing(self.code):
            raise UserError(
                self.env._("%(part)s is not complete:", part=self.display_name)
                + "\n- "
                + "\n- ".join(missing)
            )

    def _check_open(self):
        if self.state == "done" and not self.reopen_reason:
            raise UserError(
                self.env._(
                    "Say why %(part)s is worked on again (field “Reopen Reason”).",
                    part=self.display_name,
                )
            )

    def _check_na(self):
        if self.code in REQUIRED_DISCIPLINES[self.report_id.report_type]:
            raise UserError(
                self.env._("%(part)s is asked for by this kind of report.", part=self.display_name)
            )
