"""The verdict that a decision was made on stays; a manager may correct it, with a reason."""

from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from .rma_case_line_check import VERDICT_FIELDS


class RmaCaseLine(models.Model):
    _inherit = "rma.case.line"

    correction_reason = fields.Text(
        "Why Corrected", copy=False, help="Why the verdict was changed after the decision."
    )

    def write(self, vals):
        """What was found may be added to after the decision, but changed only as a correction."""
        corrected = self.browse() if self.env.su else self._get_corrected(vals)
        if not corrected:
            return super().write(vals)
        corrected._check_not_asked()
        corrected._check_may_correct(vals)
        self.check_access("write")
        verdict = {
            name: value
            for name, value in vals.items()
            if name in (*VERDICT_FIELDS, "correction_reason")
        }
        before = {line: line._get_verdict() for line in corrected}
        if rest := {name: value for name, value in vals.items() if name not in verdict}:
            super().write(rest)
        # Where an inspection found it, nobody but the system may write another verdict.
        super(RmaCaseLine, self.sudo()).write(verdict)
        for line, old in before.items():
            line._log_correction(old, vals["correction_reason"])
        return True

    def action_correct_verdict(self):
        """Ask for the right verdict, and why: the same record in a dialog."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "rma_repair.rma_case_line_action_correct"
        )
        return {**action, "res_id": self.id}

    def _get_verdict(self):
        """What was found, as it is written: {field: value}."""
        self.ensure_one()
        return self._convert_to_write({name: self[name] for name in VERDICT_FIELDS})

    def _get_corrected(self, vals):
        """The lines under a decision of which these values change what was found."""
        names = [name for name in VERDICT_FIELDS if name in vals]
        if not names:
            return self.browse()
        return self.filtered(
            lambda line: line.state != "closed"
            and (held := line._get_verdict())
            and any(held[name] and held[name] != vals[name] for name in names)
            and {"to_approve", "authorized"}.intersection(line.sudo().decision_ids.mapped("state"))
        )

    def _check_not_asked(self):
        """Whoever approves right now reads this verdict."""
        decisions = self.sudo().decision_ids
        if asked := decisions.filtered(lambda decision: decision.state == "to_approve"):
            raise UserError(
                self.env._(
                    "%(decision)s waits for its approval on this verdict. Have it refused or "
                    "taken back first, then change the verdict.",
                    decision=asked[0].name,
                )
            )

    def _check_may_correct(self, vals):
        """A manager who did not authorize the decision, in the same write as the reason."""
        decided, user = self.sudo().decision_id, self.env.user
        if not user.has_group("rma_repair.group_manager") or user in decided.authorized_by_id:
            raise AccessError(
                self.env._(
                    "%(decision)s was decided on this verdict, so it is fixed. Have the decision "
                    "cancelled; where it was carried out already, an after-sales manager who did "
                    "not authorize it corrects the verdict with a reason.",
                    decision=decided[0].name,
                )
            )
        if not (vals.get("correction_reason") or "").strip():
            raise UserError(
                self.env._(
                    "%(decision)s was decided on this verdict: write why it was wrong. It stays "
                    "on the trail of the case.",
                    decision=decided[0].name,
                )
            )

    def _log_correction(self, old, reason):
        new = self._get_verdict()
        changes = {name: [old[name], new[name]] for name in old if old[name] != new[name]}
        self.env["rma.event"]._append(
            "exception", self, self.case_id, changes=changes, reason=reason
        )
