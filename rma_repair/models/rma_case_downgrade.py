"""Calling a case less grave than it was: a manager's, with a reason on its trail."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

# What a case type may become without making less of it.
AS_GRAVE = {
    "return": {"return", "incident", "recall"},
    "incident": {"incident", "recall"},
    "recall": {"recall"},
}


class RmaCase(models.Model):
    _inherit = "rma.case"

    downgrade_reason = fields.Text(
        "Why Less Grave", copy=False, help="Why an incident, recall or batch is none."
    )
    possible_types = fields.Json(compute="_compute_possible_types")

    @api.depends("case_type")
    def _compute_possible_types(self):
        """What a case may be called without making less of what it was saved as."""
        labels = self._fields["case_type"].selection
        for case in self:
            as_grave = AS_GRAVE[case._origin.case_type or "return"]
            case.possible_types = [name for name, _label in labels if name in as_grave]

    def write(self, vals):
        lowered = self._get_downgraded(vals)
        if lowered and not self.env.su:
            lowered._check_may_downgrade(vals)
        before = {case: (case.case_type, case.is_batch) for case in lowered}
        result = super().write(vals)
        for case, (case_type, is_batch) in before.items():
            self.env["rma.event"]._append(
                "exception",
                case,
                case,
                changes={
                    "case_type": [case_type, case.case_type],
                    "is_batch": [is_batch, case.is_batch],
                },
                reason=vals.get("downgrade_reason") or False,
            )
        return result

    def action_downgrade(self):
        """Ask what this case is instead, and why: the same record in a dialog."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "rma_repair.rma_case_action_downgrade"
        )
        return {**action, "res_id": self.id}

    def _get_downgraded(self, vals):
        """The cases whose type, or whose size by the thresholds, these values lower."""
        lowered = self.browse()
        if "case_type" in vals:
            lowered |= self.filtered(
                lambda case: vals["case_type"] not in AS_GRAVE[case.case_type or "return"]
            )
        if "is_batch" in vals and not vals["is_batch"]:
            lowered |= self.filtered(lambda case: case.is_batch and case.batch_reason)
        return lowered

    def _check_may_downgrade(self, vals):
        if not self.env.user.has_group("rma_repair.group_manager"):
            raise AccessError(
                self.env._(
                    "%(case)s: only an after-sales manager calls an incident, a recall or a "
                    "batch less than that. %(reason)s",
                    case=self[0].name,
                    reason=self[0].batch_reason or "",
                )
            )
        if not (vals.get("downgrade_reason") or "").strip():
            raise UserError(
                self.env._(
                    "%(case)s is called less grave: write why. It stays on the trail of the case.",
                    case=self[0].name,
                )
            )
