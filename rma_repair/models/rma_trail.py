"""What of cases, lines and decisions is written down on the trail."""

from odoo import models


class RmaCase(models.Model):
    _name = "rma.case"
    _inherit = ["rma.case", "rma.trail.mixin"]
    _trail_fields = frozenset(
        {
            "partner_id", "shipping_partner_id", "user_id", "warehouse_id", "severity", "is_batch",
            "case_type", "date_deadline", "active",
        }
    )  # fmt: skip

    def _get_trail_case(self):
        return self


class RmaCaseLine(models.Model):
    _inherit = "rma.case.line"
    _trail_fields = frozenset(
        {
            "finding", "failure_code_id", "quantity", "product_id", "is_return_expected",
            "waiting_on",
        }
    )  # fmt: skip

    def _get_trail_name(self):
        return self.sudo().lot_id.name or super()._get_trail_name()

    def _get_trail_reason(self, state=False):
        return state == "decided" and self.reopen_reason


class RmaDecision(models.Model):
    _inherit = "rma.decision"
    _trail_fields = frozenset(
        {"disposition_id", "line_ids", "replacement_product_id", "is_advance"}
    )

    def _get_trail_reason(self, state=False):
        reasons = {"authorized": self.reason, "refused": self.refusal_reason}
        return reasons.get(state)

    def _get_trail_amount(self):
        return self.amount
