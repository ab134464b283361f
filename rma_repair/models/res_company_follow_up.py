"""When a company asks its customers how content they are with a finished return."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError

MOST_DAYS = 7


class ResCompany(models.Model):
    _inherit = "res.company"

    rma_follow_up_days = fields.Integer(
        "Follow-up after Days",
        default=5,
        help="So many days after a return is finished its customer is asked by mail how content "
        "he is. At most 7. Zero: never.",
    )

    @api.constrains("rma_follow_up_days")
    def _check_rma_follow_up_days(self):
        for company in self:
            if not 0 <= company.rma_follow_up_days <= MOST_DAYS:
                raise ValidationError(
                    self.env._(
                        "Customers of %(company)s are asked within %(days)s days after a return "
                        "is finished, or never (0).",
                        company=company.name,
                        days=MOST_DAYS,
                    )
                )


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    rma_follow_up_days = fields.Integer(related="company_id.rma_follow_up_days", readonly=False)
