from odoo import models


class IrCron(models.Model):
    """Whether a scheduled action is on is asked at each click that wants it to run soon."""

    _name = "ir.cron"
    _inherit = ["ir.cron", "rma.recalled.mixin"]

    def write(self, vals):
        result = super().write(vals)
        if "active" in vals:
            self.env.registry.clear_cache()
        return result

    def _is_recalled(self, field):
        return field.name == "active"
