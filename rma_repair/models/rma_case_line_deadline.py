"""By when each line's next step, and the whole return, must be done."""

from odoo import api, fields, models

from .rma_case_line import CLOSED_STATES
from .rma_deadline_rule import STEPS

DEADLINE_FIELDS = (
    "date_deadline",
    "deadline_step",
    "deadline_rule_id",
    "date_total_deadline",
    "date_notice_deadline",
)
OPEN = [("state", "not in", list(CLOSED_STATES))]


class RmaCaseLine(models.Model):
    _inherit = "rma.case.line"

    date_deadline = fields.Datetime(
        "Deadline",
        compute="_compute_deadlines",
        store=True,
        index=True,
        help="The next thing due: the present step, or the whole return where that is earlier.",
    )
    deadline_step = fields.Selection(STEPS, "Due", compute="_compute_deadlines", store=True)
    deadline_rule_id = fields.Many2one(
        "rma.deadline.rule", compute="_compute_deadlines", store=True, ondelete="set null"
    )
    date_total_deadline = fields.Datetime(
        "Whole Return Due", compute="_compute_deadlines", store=True
    )
    date_notice_deadline = fields.Datetime(
        "Delay Notice Due",
        compute="_compute_deadlines",
        store=True,
        index=True,
        help="A return not finished by then asks for a written notice to the customer.",
    )
    date_delay_notice = fields.Datetime("Delay Notice Sent", readonly=True, copy=False)
    is_late = fields.Boolean(compute="_compute_deadline_status", search="_search_is_late")
    is_due_today = fields.Boolean(compute="_compute_deadline_status", search="_search_is_due_today")

    _system_fields = frozenset({"date_delay_notice", *DEADLINE_FIELDS})

    @api.depends(
        "state", "company_id", "case_id.date_request", "case_id.severity", "case_id.is_batch",
        "date_received", "defect_class", "failure_code_id.defect_class",
        "stay_ids.waiting_on", "stay_ids.date_end",
    )  # fmt: skip
    def _compute_deadlines(self):
        done = self.filtered(lambda line: line.state in CLOSED_STATES)
        for line in done:
            line.update({**{name: line[name] for name in DEADLINE_FIELDS}, "date_deadline": False})
        lines = self - done
        received = {line: line.date_received for line in lines if line.date_received}
        since = {line: line._get_state_date() for line in lines}
        steps = {}
        for state, part in lines.grouped("state").items():
            steps.update(part._get_step_deadlines(state, since))
        totals = lines._get_step_deadlines("total", received)
        notices = lines._get_step_deadlines("notice", received)
        for line in lines:
            line.update(line._get_deadline_vals(steps.get(line), totals.get(line)))
            line.date_notice_deadline = notices.get(line, (False,))[0]

    @api.depends("date_deadline", "state")
    def _compute_deadline_status(self):
        now = fields.Datetime.now()
        today = fields.Date.context_today(self)
        for line in self:
            line.is_late = bool(line.date_deadline and line.date_deadline < now)
            due = line.date_deadline and fields.Datetime.context_timestamp(self, line.date_deadline)
            line.is_due_today = bool(due and due.date() == today)

    def _search_is_late(self, operator, value):
        return [("date_deadline", "<", "now"), *OPEN] if operator == "in" else NotImplemented

    def _search_is_due_today(self, operator, value):
        if operator != "in":
            return NotImplemented
        return [("date_deadline", ">=", "today"), ("date_deadline", "<", "today +1d"), *OPEN]

    @api.model
    def _get_open_domain(self):
        return OPEN

    def _set_deadlines_again(self):
        """Have the deadlines of these lines computed again before they are next read."""
        for name in DEADLINE_FIELDS:
            self.env.add_to_compute(self._fields[name], self)

    def _get_defect_class(self):
        """As the inspection found it, else that of the failure code."""
        self.ensure_one()
        return self.defect_class or self.failure_code_id.defect_class

    def _get_state_date(self):
        """Since when this line is in its state."""
        self.ensure_one()
        name = f"date_{self.state}"
        return name in self._fields and self[name] or self.case_id.date_request

    def _get_step_deadlines(self, step, starts):
        """By when `step` (see STEPS) must be done, counted from `starts` ({line: UTC moment}).

        {line: (moment, rule)}; lines without a start or a fitting rule are left out, and those
        whose clock stands still. The number of queries does not grow with the number of lines.
        """
        rules = self.env["rma.deadline.rule"]._get_ranked(self.company_id, step)
        self.failure_code_id._recall()
        started = self.filtered(lambda line: starts.get(line))
        ends = {}
        for key, lines in started.grouped(lambda line: line._get_deadline_facts()).items():
            company, is_batch = key[:2]
            rule = rules.filtered(lambda rule, line=lines[0]: rule._fits(line))[:1]
            if rule:
                clocks = {
                    line: (starts[line], line._get_waits(rule, starts[line])) for line in lines
                }
                found = rule._get_paused_ends(set(clocks.values()), company, is_batch)
                ends.update(
                    (line, (found[clock], rule))
                    for line, clock in clocks.items()
                    if found.get(clock)
                )
        return ends

    def _get_deadline_facts(self):
        """What the rules look at: the same rule holds for lines that are alike in it."""
        self.ensure_one()
        case = self.case_id
        return self.company_id, case.is_batch, case.severity, self._get_defect_class()

    def _get_deadline_vals(self, step, total):
        """The nearer of the two deadlines, each (moment, rule) or None."""
        self.ensure_one()
        moment, rule = min(
            filter(None, (step, total)), key=lambda found: found[0], default=(False,) * 2
        )
        return {
            "date_deadline": moment,
            "deadline_step": rule and rule.step,
            "deadline_rule_id": rule and rule.id,
            "date_total_deadline": total[0] if total else False,
        }


class RmaCase(models.Model):
    _inherit = "rma.case"

    date_deadline = fields.Date(compute="_compute_deadline", store=True, tracking=False)
    date_step_deadline = fields.Datetime(
        "Next Due",
        compute="_compute_deadline",
        store=True,
        index=True,
        help="The earliest deadline of the open lines.",
    )
    is_due_today = fields.Boolean(compute="_compute_is_due_today", search="_search_is_due_today")

    @api.depends("line_ids.date_deadline")
    def _compute_deadline(self):
        for case in self:
            case.date_step_deadline = min(
                filter(None, case.line_ids.mapped("date_deadline")), default=False
            )
            case.date_deadline = case.company_id._rma_local_date(case.date_step_deadline)

    @api.depends("date_step_deadline", "state")
    def _compute_is_late(self):
        now = fields.Datetime.now()
        for case in self:
            case.is_late = bool(case.date_step_deadline and case.date_step_deadline < now)

    def _search_is_late(self, operator, value):
        return [("date_step_deadline", "<", "now")] if operator == "in" else NotImplemented

    @api.depends("date_step_deadline")
    def _compute_is_due_today(self):
        today = fields.Date.context_today(self)
        for case in self:
            due = case.date_step_deadline and fields.Datetime.context_timestamp(
                self, case.date_step_deadline
            )
            case.is_due_today = bool(due and due.date() == today)

    def _search_is_due_today(self, operator, value):
        if operator != "in":
            return NotImplemented
        return [("date_step_deadline", ">=", "today"), ("date_step_deadline", "<", "today +1d")]
