"""Control by checklist: where a product has one for repaired units, its inspection decides."""

from odoo import Command, fields, models
from odoo.exceptions import UserError

# Inspections that judge the workshop's work.
CONTROL_TYPES = ("first_piece", "after_repair")


class RmaInspection(models.Model):
    _inherit = "rma.inspection"

    def _on_passed(self):
        result = super()._on_passed()
        self._get_controlled_repairs().action_control_pass()
        return result

    def _on_failed(self):
        for inspection in self:
            if repair := inspection._get_controlled_repairs():
                failed = inspection.result_ids.filtered(lambda row: row.outcome == "failed")
                words = (failed._get_item_messages() if failed else "", inspection.note)
                repair.control_findings = "\n".join(filter(None, words)) or inspection.name
                repair.action_control_fail()

    def _get_controlled_repairs(self):
        """The repairs that wait for these inspections."""
        return self.filtered(
            lambda inspection: inspection.inspection_type in CONTROL_TYPES
        ).repair_id.filtered(lambda repair: repair.control_state == "waiting")


class RepairOrder(models.Model):
    _inherit = "repair.order"

    inspection_ids = fields.One2many(
        "rma.inspection", "repair_id", "Inspections", groups="rma_repair.group_user"
    )

    def action_control_inspect(self):
        """Open the inspection of this repaired unit, with the checklist of its product."""
        self.ensure_one()
        inspection = self.inspection_ids.filtered(lambda one: one.state == "draft")[:1]
        inspection = inspection or self.env["rma.inspection"].create(
            {
                "inspection_type": self._get_inspection_type(),
                "repair_id": self.id,
                "line_ids": [Command.link(self.rma_line_id.id)],
            }
        )
        return {
            "type": "ir.actions.act_window",
            "res_model": "rma.inspection",
            "view_mode": "form",
            "res_id": inspection.id,
        }

    def _get_inspection_type(self):
        self.ensure_one()
        is_first = self.batch_id and self.batch_id.first_piece_id == self
        return "first_piece" if is_first else "after_repair"

    def _check_control_state_passed(self):
        result = super()._check_control_state_passed()
        for kind, repairs in self.grouped(lambda repair: repair._get_inspection_type()).items():
            checklists = self.env["rma.checklist"]._find_by_product(repairs.product_id, kind)
            for repair in repairs:
                checklist = checklists.get(repair.product_id)
                if checklist and checklist.inspection_type == kind:
                    repair._check_inspected()
        return result

    def _check_inspected(self):
        """Refuse to pass a unit by word where its product has a checklist for it."""
        last = self.inspection_ids.filtered(
            lambda one: one.inspection_type in CONTROL_TYPES and one.state != "cancelled"
        ).sorted("id")[-1:]
        if last.state != "passed":
            raise UserError(
                self.env._(
                    "%(repair)s is controlled by a checklist: fill in its inspection.",
                    repair=self.name,
                )
            )
