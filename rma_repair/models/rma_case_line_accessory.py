from odoo import api, fields, models


class RmaCaseLineAccessory(models.Model):
    """One accessory that should come back with a unit: how many are due, how many came.

    Quantities are in the accessory's own unit. What is missing can be deducted from a credit.
    """

    _name = "rma.case.line.accessory"
    _description = "Accessory of an RMA Line"
    _inherit = "rma.closed.mixin"
    _order = "line_id, id"
    _case_path = "line_id.case_id"

    line_id = fields.Many2one("rma.case.line", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="line_id.company_id", store=True, index=True)
    check_line_id = fields.Many2one(
        "rma.receipt.check.line", index="btree_not_null", ondelete="cascade", readonly=True
    )
    product_id = fields.Many2one(
        "product.product", "Accessory", required=True, index=True, domain="[('type', '=', 'consu')]"
    )
    product_uom_id = fields.Many2one(related="product_id.uom_id", string="Unit")
    quantity_per_unit = fields.Float(digits="Product Unit", required=True, default=1.0)
    quantity_expected = fields.Float(
        digits="Product Unit", compute="_compute_quantity_expected", store=True
    )
    quantity_received = fields.Float("Received", digits="Product Unit")
    quantity_missing = fields.Float(
        "Missing", digits="Product Unit", compute="_compute_quantity_missing", store=True
    )
    missing_text = fields.Char(compute="_compute_missing_text")

    _received_positive = models.Constraint(
        "CHECK(quantity_received >= 0 AND quantity_per_unit > 0)",
        "Quantities of accessories can not be negative.",
    )

    @api.depends("quantity_per_unit", "line_id.quantity", "check_line_id.quantity")
    def _compute_quantity_expected(self):
        for accessory in self:
            units = accessory.check_line_id.quantity or accessory.line_id.quantity
            accessory.quantity_expected = accessory.quantity_per_unit * units

    @api.depends("quantity_expected", "quantity_received")
    def _compute_quantity_missing(self):
        for accessory in self:
            accessory.quantity_missing = max(
                accessory.quantity_expected - accessory.quantity_received, 0
            )

    @api.depends("quantity_missing", "product_id")
    @api.depends_context("lang")
    def _compute_missing_text(self):
        for accessory in self:
            accessory.missing_text = self.env._(
                "%(quantity)s × %(accessory)s",
                quantity=f"{accessory.quantity_missing:g}",
                accessory=accessory.product_id.display_name,
            )
