"""The approver is told of all that waits for him at once, and nobody waits for the mail."""

from functools import partial

from markupsafe import Markup

from odoo import api, fields, models

from .own_transaction import run_apart

TOLD_PER_RUN = 1000


class RmaDecision(models.Model):
    _inherit = "rma.decision"
    _system_fields = frozenset({"is_approver_told"})

    is_approver_told = fields.Boolean(
        "Approver Told", readonly=True, copy=False, help="He was written to about this decision."
    )

    _untold_idx = models.Index(
        "(approver_id) WHERE state = 'to_approve' AND is_approver_told IS NOT TRUE"
    )

    @api.model
    def _cron_tell_approvers(self):
        """Write to each approver once about what waits for him and he was not told of."""
        untold = self.search(
            [
                ("state", "=", "to_approve"),
                ("approver_id", "!=", False),
                ("is_approver_told", "=", False),
            ],
            limit=TOLD_PER_RUN,
        )
        self.env["ir.cron"]._commit_progress(remaining=len(untold))
        for approver, decisions in untold.grouped("approver_id").items():
            tell = partial(decisions._tell_approver, approver)
            run_apart(self.env, tell, len(decisions))

    def _tell_approver(self, approver):
        """One message in the approver's language, by mail or in Odoo as he chose."""
        decisions = self.with_context(lang=approver.lang).filtered(
            lambda decision: decision.state == "to_approve" and not decision.is_approver_told
        )
        if not decisions:
            return
        decisions.env["mail.thread"].message_notify(
            partner_ids=approver.partner_id.ids,
            subject=decisions.env._("Returns that wait for your approval: %s", len(decisions)),
            body=Markup("<ul>%s</ul>") % Markup().join(map(type(self)._get_notice, decisions)),
        )
        decisions.is_approver_told = True

    def _get_notice(self):
        """This decision as one item of the list, with its link."""
        self.ensure_one()
        return Markup('<li><a href="%s">%s</a>: %s, %s</li>') % (
            f"{self.get_base_url()}/odoo/rma.decision/{self.id}",
            self.name,
            self.disposition_id.name,
            self.partner_id.display_name,
        )
