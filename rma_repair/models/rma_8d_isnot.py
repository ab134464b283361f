from odoo import fields, models

DIMENSIONS = [
    ("what", "What"),
    ("where", "Where"),
    ("when", "When"),
    ("extent", "How big"),
]


class Rma8dIsnot(models.Model):
    """A row of the is/is-not table: what the problem is, what it could be but is not, and why."""

    _name = "rma.8d.isnot"
    _description = "8D Is/Is-Not Row"
    _inherit = ["rma.8d.part"]
    _order = "sequence, id"
    _rec_name = "is_text"

    dimension = fields.Selection(DIMENSIONS, required=True)
    is_text = fields.Text("Is")
    is_not_text = fields.Text("Is Not")
    difference = fields.Text(help="What is particular to the “is” side.")
    change = fields.Text(help="What changed there.")
    date_change = fields.Date("Changed on")
    is_proposed = fields.Boolean(
        "From Data", readonly=True, help="Proposed by counting affected against unaffected units."
    )
    p_value = fields.Float(
        "p", digits=(16, 6), readonly=True, help="Fisher's exact test, adjusted."
    )
    source = fields.Char(readonly=True, help="Trait and value this row was proposed from.")
