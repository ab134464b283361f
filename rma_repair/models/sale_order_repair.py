"""Sales orders that quote repairs: accepted by signature or scan, versions kept, one in force."""

from odoo import fields, models
from odoo.exceptions import UserError


class SaleOrder(models.Model):
    _inherit = "sale.order"

    rma_repair_ids = fields.Many2many(
        "repair.order",
        "rma_repair_quotation_rel",
        "order_id",
        "repair_id",
        "Quoted Repairs",
        copy=False,
        groups="stock.group_stock_user",
    )
    rma_version = fields.Integer("Quotation Version", readonly=True, copy=False)
    _rma_quotation_idx = models.Index("(company_id) WHERE rma_version > 0")
    rma_previous_id = fields.Many2one(
        "sale.order", "Replaces", readonly=True, copy=False, index="btree_not_null"
    )
    rma_is_diagnosis_fee = fields.Boolean("Diagnosis Fee", readonly=True, copy=False)
    rma_acceptance_scan = fields.Binary(
        "Signed Paper", attachment=True, copy=False, help="Scan of what the customer signed."
    )
    rma_acceptance_filename = fields.Char(copy=False)

    def write(self, vals):
        if vals.get("state") == "sale":
            self.sudo()._check_rma_accepted(vals)
        return super().write(vals)

    def _check_rma_accepted(self, vals):
        """A repair's quotation is accepted by the customer's signature and nothing else."""
        for order in self.filtered(lambda order: order.rma_version and order.state != "sale"):
            if order.rma_is_diagnosis_fee:
                continue
            proof = order.signature or order.rma_acceptance_scan
            if not proof or not (order.signed_by or vals.get("signed_by")):
                raise UserError(
                    self.env._(
                        "%(order)s quotes a repair: the customer signs it online, or you attach "
                        "the paper he signed and enter who signed.",
                        order=order.name,
                    )
                )
            order._get_rma_replaced()._check_rma_replaceable()

    def _get_rma_replaced(self):
        """The accepted versions this one would replace."""
        self.ensure_one()
        return (self.rma_repair_ids.quotation_ids - self).filtered(
            lambda order: order.state == "sale" and not order.rma_is_diagnosis_fee
        )

    def _check_rma_replaceable(self):
        for order in self:
            if order.invoice_ids.filtered(lambda invoice: invoice.state == "posted"):
                raise UserError(
                    self.env._(
                        "%(order)s was invoiced. Credit its invoice before another version is "
                        "accepted.",
                        order=order.name,
                    )
                )

    def _action_confirm(self):
        quotations = self.sudo().filtered(
            lambda order: order.rma_repair_ids and not order.rma_is_diagnosis_fee
        )
        quotations._put_rma_in_force()
        result = super()._action_confirm()
        fees = self.sudo().filtered("rma_is_diagnosis_fee")
        fees.rma_repair_ids.rma_line_id.decision_id._advance_effects()
        return result

    def _put_rma_in_force(self):
        """Link the parts to the accepted lines, and replace the versions accepted before."""
        for order in self:
            replaced = order._get_rma_replaced()
            for line in order.order_line.filtered("rma_move_id"):
                line.rma_move_id.sale_line_id = line
            order.rma_repair_ids.write({"sale_order_id": order.id})
            replaced.write({"locked": False})
            replaced._action_cancel()
            for repair in order.rma_repair_ids:
                repair.message_post(
                    body=self.env._(
                        "%(order)s (version %(version)s) was accepted by %(name)s.",
                        order=order.name,
                        version=order.rma_version,
                        name=order.signed_by or "",
                    )
                )

    def action_accept_rma_on_paper(self):
        """Record the customer's acceptance on paper: needs its scan and who signed."""
        for order in self.filtered(lambda order: not order.signed_on):
            order.signed_on = fields.Datetime.now()
        return self.action_confirm()

    def _get_rma_list_price(self, product, uom=None):
        """The price of one `uom` of the product for this order's customer, before tax."""
        self.ensure_one()
        uom = uom or product.uom_id
        if self.pricelist_id:
            return self.pricelist_id._get_product_price(
                product, 1.0, uom=uom, currency=self.currency_id, date=self.date_order
            )
        price = product.uom_id._compute_price(product.lst_price, uom)
        date = self.date_order or fields.Datetime.now()
        return self.company_id.currency_id._convert(price, self.currency_id, self.company_id, date)

    def _get_rma_action(self):
        action = self.env["ir.actions.act_window"]._for_xml_id("sale.action_quotations")
        action["domain"] = [("id", "in", self.ids)]
        action["context"] = {"create": False}
        if len(self) == 1:
            action.update(views=[(False, "form")], view_mode="form", res_id=self.id)
        return action


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    rma_repair_id = fields.Many2one(
        "repair.order",
        "Quoted Repair",
        index="btree_not_null",
        copy=False,
        groups="stock.group_stock_user",
    )
    rma_move_id = fields.Many2one(
        "stock.move",
        "Quoted Part",
        index="btree_not_null",
        copy=False,
        groups="stock.group_stock_user",
    )


class StockMove(models.Model):
    _inherit = "stock.move"

    def _create_repair_sale_order_line(self):
        """A signed quotation never grows by itself: a part more asks for another version."""
        return super(
            StockMove, self.filtered(lambda move: not move.repair_id.rma_line_id)
        )._create_repair_sale_order_line()

    def _update_repair_sale_order_line(self):
        return super(
            StockMove, self.filtered(lambda move: not move.repair_id.rma_line_id)
        )._update_repair_sale_order_line()

    def _clean_repair_sale_order_line(self):
        """Parts that were not used are not charged, signed or not.

        Core asks at every change of a move, and writes on no order line at all where there is none.
        """
        if not any(move.repair_id and move.sale_line_id for move in self):
            return None
        locked = self._get_rma_parts().sale_line_id.order_id.sudo().filtered("locked")
        if not locked:
            return super()._clean_repair_sale_order_line()
        locked.write({"locked": False})
        result = super()._clean_repair_sale_order_line()
        locked.write({"locked": True})
        return result
