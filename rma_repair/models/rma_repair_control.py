from odoo import fields, models
from odoo.exceptions import UserError


class RmaRepairControl(models.Model):
    """One round of quality control after a repair: who, what he found, passed or not.

    Kept as it was entered; a repair that failed gets another round.
    """

    _name = "rma.repair.control"
    _description = "Control after Repair"
    _order = "repair_id, number"

    repair_id = fields.Many2one("repair.order", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="repair_id.company_id", store=True, precompute=True)
    number = fields.Integer("Round", required=True)
    result = fields.Selection([("passed", "Passed"), ("failed", "Failed")], required=True)
    user_id = fields.Many2one("res.users", "Controlled by", required=True, index=True)
    technician_id = fields.Many2one("res.users", index=True)
    date = fields.Datetime(required=True, default=fields.Datetime.now)
    findings = fields.Text()

    _number_uniq = models.Constraint(
        "unique(repair_id, number)", "This round of the control exists already."
    )

    def write(self, vals):  # pylint: disable=method-required-super
        raise UserError(self.env._("A control is kept as it was entered. Enter another round."))
