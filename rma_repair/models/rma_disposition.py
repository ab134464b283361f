from odoo import api, fields, models

UNIT_OUTCOMES = [
    ("as_is", "Left as it is"),
    ("repair", "Repaired"),
    ("refurbish", "Refurbished"),
    ("restock", "Restocked"),
    ("dismantle", "Dismantled for parts"),
    ("scrap", "Scrapped"),
    ("vendor", "Sent to the vendor"),
    ("not_returned", "Not returned"),
]
SETTLEMENTS = [
    ("return", "Unit sent back"),
    ("replace", "Replacement"),
    ("credit", "Credit note"),
    ("compensate", "Compensation"),
    ("none", "None"),
]
# Outcomes in which the unit stops being the customer's once he is settled otherwise.
OUTCOMES_KEPT = {"refurbish", "restock", "dismantle", "scrap", "vendor"}
SETTLEMENTS_IN_EXCHANGE = {"replace", "credit", "compensate"}


class RmaDisposition(models.Model):
    """A named answer to a return: what becomes of the unit, and what the customer gets.

    A new combination is one more record; no code knows a disposition by its name.
    """

    _name = "rma.disposition"
    _description = "RMA Disposition"
    _inherit = "rma.kept.mixin"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, copy=False, help="Short, stable name for imports and rules.")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    unit_outcome = fields.Selection(UNIT_OUTCOMES, required=True, default="as_is")
    settlement = fields.Selection(SETTLEMENTS, required=True, default="return")
    takes_over = fields.Boolean(
        "Company Takes Over",
        compute="_compute_takes_over",
        store=True,
        help="The unit becomes the company's property and enters its stock value.",
    )
    is_money = fields.Boolean(
        "Costs Money",
        compute="_compute_is_money",
        store=True,
        help="The settlement gives away goods or money and needs somebody's authority.",
    )
    description = fields.Text(translate=True)

    _code_uniq = models.Constraint("unique(code)", "A disposition with this code exists already.")

    @api.depends("unit_outcome", "settlement")
    def _compute_takes_over(self):
        for disposition in self:
            disposition.takes_over = (
                disposition.unit_outcome in OUTCOMES_KEPT
                and disposition.settlement in SETTLEMENTS_IN_EXCHANGE
            )

    @api.depends("settlement")
    def _compute_is_money(self):
        for disposition in self:
            disposition.is_money = disposition.settlement in SETTLEMENTS_IN_EXCHANGE
