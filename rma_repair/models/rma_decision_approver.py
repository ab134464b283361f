"""Who is asked to approve a decision: the lowest authority that reaches, on that day."""

from odoo import models

APPROVAL = "rma_repair.mail_activity_type_approval"


class RmaDecision(models.Model):
    _inherit = "rma.decision"

    def _get_approvers(self):
        """Everybody who may authorize this decision, the lowest limit first: [(user, limit)]."""
        self.ensure_one()
        basis = self._get_authority_basis()
        holders = basis.rules.user_id | basis.rules.group_id.all_implied_by_ids.user_ids
        candidates = (holders | basis.deputies._get_deputies(holders)).filtered(self._may_approve)
        sufficient = {user: self._get_sufficient_rules(user, basis)[:1] for user in candidates}
        return sorted(
            ((user, rule) for user, rule in sufficient.items() if rule),
            key=lambda item: (item[1].is_unlimited, item[1].amount_limit, item[0].id),
        )

    def _may_approve(self, user):
        """Whether this is a person of the company with no duty that an approval can not join."""
        return bool(
            user.active
            and not user.share
            and self.company_id.id in user._get_company_ids()
            and not self._get_conflicting_duty(user, "approve")
        )

    def _find_approver(self):
        """The next approver up: of the lowest sufficient limit, not away, with the least to do."""
        self.ensure_one()
        away = self.env["rma.authority.deputy"]._in_force().user_id
        approvers = self._get_approvers()
        present = [item for item in approvers if item[0] not in away] or approvers
        lowest = [user for user, rule in present if rule == present[0][1]]
        if len(lowest) < 2:
            return self.env["res.users"].union(*lowest)
        waiting = dict(
            self.env["rma.decision"]
            .sudo()
            ._read_group(
                [("approver_id", "in", [user.id for user in lowest]), ("state", "=", "to_approve")],
                ["approver_id"],
                ["__count"],
            )
        )
        return min(lowest, key=lambda user: (waiting.get(user, 0), user.id))

    def _on_to_approve(self):
        for decision in self:
            approver = decision._find_approver()
            decision.sudo().write({"approver_id": approver.id, "is_approver_told": False})
            if approver:
                decision._ask_approver(approver)

    def _ask_approver(self, approver):
        """Put it among the approver's activities; he is written to soon, of all that waits."""
        self.ensure_one()
        self.sudo().with_context(mail_activity_quick_update=True).activity_schedule(
            APPROVAL,
            user_id=approver.id,
            summary=self.disposition_id.name,
        )

    def _on_refused(self):
        self._answer_activities()

    def _on_draft(self):
        self._answer_activities()

    def _answer_activities(self):
        """What was asked for is answered, by whomever; the decision's own messages tell how."""
        self.sudo().activity_search([APPROVAL]).action_archive()
