"""Opening a closed line again: by whom, why, and what that can not undo."""

from odoo import fields, models
from odoo.exceptions import AccessError, UserError

REOPENING_GROUPS = ("rma_repair.group_service", "rma_repair.group_manager")


class RmaCaseLine(models.Model):
    _inherit = "rma.case.line"

    reopen_reason = fields.Char(
        readonly=True, copy=False, help="Why this closed line is open again; empty once it closes."
    )

    def _check_system_fields(self, names):
        result = super()._check_system_fields(names)
        if not self.env.su and "reopen_reason" in names:
            raise AccessError(self.env._("A closed line is reopened with its button."))
        return result

    def _prepare_transition_vals(self, state):
        vals = super()._prepare_transition_vals(state)
        if state == "closed":
            vals["reopen_reason"] = False
        elif state == "decided" and all(line.state == "closed" for line in self):
            vals = {"date_closed": False}
        return vals

    def _reopen(self, reason):
        """Open these closed lines again, for corrections of what was carried out.

        Their decision stays in force and its documents stay done: nothing is credited or sent
        twice. Goods that come back again are a new case.
        """
        if not any(self.env.user.has_group(group) for group in REOPENING_GROUPS):
            raise AccessError(self.env._("Only customer service or a manager reopens a case."))
        self._reopen_closed(reason)

    def _reopen_closed(self, reason):
        """As `_reopen`, whoever asks for it: the caller answers for that."""
        if not (reason or "").strip():
            raise UserError(self.env._("Say why the case is opened again."))
        if standing := self.filtered(lambda line: line.state != "closed"):
            raise UserError(self.env._("%(line)s is not closed.", line=standing[0].display_name))
        self._check_serials_not_open()
        self.sudo().reopen_reason = reason
        self.write({"state": "decided"})

    def _check_requested(self):
        self._check_serials_not_open()

    def _check_decided(self):
        self.filtered(lambda line: line.state == "closed")._check_serials_not_open()
        return super()._check_decided()

    def _check_serials_not_open(self):
        """Refuse to open lines again whose serials stand in another open case."""
        others = self.sudo().search(
            [
                ("lot_id", "in", self.lot_id.ids),
                ("is_serial", "=", True),
                ("state", "not in", ("closed", "refused", "cancelled")),
            ],
            limit=1,
        )
        if others:
            raise UserError(
                self.env._(
                    "%(lot)s is on its way in %(case)s: go on there.",
                    lot=others.lot_id.name,
                    case=others.case_id.name,
                )
            )

    def _check_reopening(self):
        return super(
            RmaCaseLine, self.filtered(lambda line: not line.reopen_reason)
        )._check_reopening()


class RmaCase(models.Model):
    _inherit = "rma.case"

    def action_ask_reopen_reason(self):
        """Ask why before the closed lines of this case are opened again."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Reopen %(case)s", case=self.name),
            "res_model": "rma.reopen",
            "view_mode": "form",
            "target": "new",
            "context": {"default_case_id": self.id},
        }

    def _post_reopened(self, reason):
        self.message_post(
            body=self.env._("Reopened: %(reason)s", reason=reason), subtype_xmlid="mail.mt_note"
        )

    def action_close_again(self):
        """Close the lines that were reopened and miss nothing."""
        lines = self.line_ids.filtered(lambda line: line.state == "decided" and line.reopen_reason)
        if not lines:
            raise UserError(self.env._("No line was reopened."))
        lines.write({"state": "closed"})
