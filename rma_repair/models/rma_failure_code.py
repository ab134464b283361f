from odoo import fields, models

LIABILITIES = [
    ("design", "Design"),
    ("manufacturing", "Manufacturing"),
    ("material", "Material (supplier)"),
    ("transport", "Transport"),
    ("installation", "Installation"),
    ("misuse", "Misuse"),
    ("none", "No fault found"),
]


class RmaFailureCode(models.Model):
    """A fault as analysis names it: its class, who usually answers for it."""

    _name = "rma.failure.code"
    _description = "RMA Failure Code"
    _inherit = "rma.kept.mixin"
    _order = "code, id"
    _rec_names_search = ["code", "name"]

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True)
    active = fields.Boolean(default=True)
    defect_class = fields.Selection(
        [("cosmetic", "Cosmetic"), ("functional", "Functional")],
        required=True,
        default="functional",
    )
    liability = fields.Selection(LIABILITIES, help="Who usually answers for this fault.")
    is_8d_required = fields.Boolean("Asks for an 8D")
    description = fields.Text(translate=True)

    _code_uniq = models.Constraint("unique(code)", "A failure code with this code exists already.")

    def _compute_display_name(self):
        for failure in self:
            failure.display_name = (
                f"[{failure.code}] {failure.name}" if failure.code else failure.name
            )
