from odoo import fields, models


class RmaLineSplit(models.TransientModel):
    """Split a line: a part of its quantity is to have a fate of its own."""

    _name = "rma.line.split"
    _description = "Split an RMA Line"

    line_id = fields.Many2one("rma.case.line", required=True, ondelete="cascade")
    product_uom_id = fields.Many2one(related="line_id.product_uom_id", related_sudo=False)
    line_quantity = fields.Float(
        related="line_id.quantity", related_sudo=False, string="Quantity Now"
    )
    quantity = fields.Float(
        "Quantity of the New Line", digits="Product Unit", required=True, default=1.0
    )

    def action_split(self):
        """Split the line; where its goods are still awaited their receipt is planned anew."""
        self.ensure_one()
        part = self.line_id._split_by_hand(self.quantity)
        part.case_id.message_post(
            body=self.env._(
                "%(quantity)g %(unit)s of %(line)s became a line of their own.",
                quantity=self.quantity,
                unit=self.product_uom_id.name,
                line=part.display_name,
            )
        )
        return {"type": "ir.actions.act_window_close"}
