from odoo import api, models

# Traces of communication and what the user needs to find the case again.
OPEN_FIELDS = {
    "activity_ids", "message_ids", "message_follower_ids", "message_partner_ids",
    "message_main_attachment_id", "access_token", "rating_ids", "active",
}  # fmt: skip


class RmaClosedMixin(models.AbstractModel):
    """A part of a case: once its case is closed nobody adds it, changes it or takes it away.

    A model names in `_case_path` how its case is found. The system (superuser) still writes what
    follows from documents; people reopen the case with a reason.
    """

    _name = "rma.closed.mixin"
    _description = "Part of a Case, Read-only once Closed"

    _case_path = "case_id"

    @api.model_create_multi
    def create(self, vals_list):
        parts = super().create(vals_list)
        parts._check_case_open()
        return parts

    def write(self, vals):
        if set(vals) - OPEN_FIELDS:
            self._check_case_open()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_case_closed(self):
        self._check_case_open()

    def _check_case_open(self):
        if not self.env.su:
            self.sudo().mapped(self._case_path)._check_open()
