from odoo import api, fields, models
from odoo.exceptions import UserError

from .rma_segregation_mixin import DUTIES


class RmaSegregationOverride(models.Model):
    """A second person's leave for one user to do one duty on one record in spite of segregation.

    It says who gave it, when and why, and is never changed or deleted.
    """

    _name = "rma.segregation.override"
    _description = "Exception from Segregation of Duties"
    _inherit = "rma.closed.mixin"
    _order = "id desc"
    _rec_name = "reason"

    res_model = fields.Char("Model", required=True, readonly=True)
    res_id = fields.Many2oneReference(
        "Record", model_field="res_model", required=True, readonly=True, index=True
    )
    case_id = fields.Many2one("rma.case", readonly=True, index="btree_not_null")
    company_id = fields.Many2one("res.company", readonly=True, index=True)
    user_id = fields.Many2one(
        "res.users",
        "Granted to",
        required=True,
        domain="[('share', '=', False), ('id', '!=', uid)]",
    )
    duty = fields.Selection(DUTIES, "Second Duty", required=True)
    reason = fields.Text(required=True)
    granted_by_id = fields.Many2one("res.users", "Granted by", readonly=True)

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            record = self._get_document(vals)
            vals["granted_by_id"] = self.env.uid
            vals["case_id"] = record._get_trail_case().id
            vals["company_id"] = record.company_id.id
            if not (vals.get("reason") or "").strip():
                raise UserError(self.env._("An exception needs a reason."))
            if vals.get("user_id") == self.env.uid:
                raise UserError(
                    self.env._(
                        "Nobody grants himself an exception. Ask a second person for %(record)s.",
                        record=record.display_name,
                    )
                )
        overrides = super().create(vals_list)
        overrides.filtered("case_id")._log_exception()
        return overrides

    def _log_exception(self):
        """Put who may do what, and why, on the trail of the case."""
        for override in self:
            record = self.env[override.res_model].browse(override.res_id)
            self.env["rma.event"]._append(
                "exception",
                record,
                override.case_id,
                document=record.display_name,
                state_to=f"{override.duty}:{override.user_id.id}",
                reason=override.reason,
            )

    def _get_document(self, vals):
        """The record the exception is about; raises unless the user may read it."""
        model = self.env.get(vals.get("res_model"))
        if model is None or not hasattr(model, "_get_duty_users"):
            raise UserError(self.env._("No duties are segregated there."))
        record = model.browse(vals.get("res_id")).exists()
        record.ensure_one().check_access("read")
        return record

    def write(self, vals):  # pylint: disable=method-required-super
        raise UserError(self.env._("An exception is on record and can not be changed."))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("An exception is on record and can not be deleted."))
