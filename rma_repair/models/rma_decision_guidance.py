from odoo import models
from odoo.exceptions import UserError


class RmaDecision(models.Model):
    _inherit = "rma.decision"

    def _check_to_approve(self):
        result = super()._check_to_approve()
        for decision in self:
            advised = decision.line_ids.filtered("is_guidance")
            if advised and (decision.unit_outcome, decision.settlement) != ("not_returned", "none"):
                raise UserError(
                    self.env._(
                        "%(line)s was answered by advice. Open a new request for goods or money.",
                        line=advised[0].display_name,
                    )
                )
        return result
