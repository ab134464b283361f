"""Whose turn it is: the next step of a line by department."""

from odoo import fields, models
from odoo.fields import Domain

from .rma_case_line import CLOSED_STATES
from .rma_case_line_links import UNDECIDED

# What waits for each department, on lines.
WAITING_FOR = {
    "rma_repair.group_service": Domain("state", "=", "requested")
    | (Domain("state", "=", "inspected") & Domain(UNDECIDED)),
    "rma_repair.group_warehouse": Domain("state", "=", "authorized")
    & Domain("is_return_expected", "=", True)
    | Domain("state", "=", "decided") & Domain("settlement", "in", ("return", "replace")),
    "rma_repair.group_quality": Domain("state", "=", "received"),
    "rma_repair.group_workshop": Domain("state", "=", "decided")
    & Domain("unit_outcome", "in", ("repair", "refurbish", "dismantle")),
    "rma_repair.group_finance": Domain("decision_ids.state", "=", "to_approve")
    | (Domain("state", "=", "decided") & Domain("settlement", "in", ("credit", "compensate"))),
}


class RmaCaseLine(models.Model):
    _inherit = "rma.case.line"

    is_waiting_for_me = fields.Boolean(
        compute="_compute_is_waiting_for_me",
        search="_search_is_waiting_for_me",
        help="The next step is the user's department's.",
    )

    def _compute_is_waiting_for_me(self):
        waiting = self.filtered_domain(self._get_waiting_domain())
        for line in self:
            line.is_waiting_for_me = line in waiting

    def _search_is_waiting_for_me(self, operator, value):
        return self._get_waiting_domain() if operator == "in" else NotImplemented

    def _get_waiting_domain(self):
        """The lines whose next step a department of the user does."""
        user = self.env.user
        mine = [domain for group, domain in WAITING_FOR.items() if user.has_group(group)]
        # Nothing waits on a closed line; said so, an index finds the open ones.
        return Domain("state", "not in", CLOSED_STATES) & Domain.OR(mine)


class RmaCase(models.Model):
    _inherit = "rma.case"

    is_waiting_for_me = fields.Boolean(
        compute="_compute_is_waiting_for_me",
        search="_search_is_waiting_for_me",
        help="A line waits for the user's department.",
    )

    def _compute_is_waiting_for_me(self):
        lines = self.line_ids.filtered("is_waiting_for_me")
        for case in self:
            case.is_waiting_for_me = case in lines.case_id

    def _search_is_waiting_for_me(self, operator, value):
        if operator != "in":
            return NotImplemented
        # Open lines are few, but PostgreSQL would look for them case by case.
        lines = self.env["rma.case.line"]
        groups = lines._read_group(lines._get_waiting_domain(), ["case_id"])
        return [("id", "in", [case.id for [case] in groups])]
