"""What a returned unit was sold as: itself, a part of a kit, or the unit it replaced."""

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from .row_lock import lock_rows


class RmaCaseLine(models.Model):
    _inherit = "rma.case.line"

    replaced_line_id = fields.Many2one(
        "rma.case.line",
        "Replacement for",
        compute="_compute_replaced_line_id",
        store=True,
        precompute=True,
        index="btree_not_null",
        help="The unit was sent as a replacement on this line; warranty and price are inherited.",
    )
    kit_sale_line_id = fields.Many2one(
        "sale.order.line",
        "Sold in Kit",
        compute="_compute_kit_sale_line_id",
        store=True,
        precompute=True,
        index="btree_not_null",
        help="The order line of the kit this component was delivered with.",
    )
    kit_quantity = fields.Float(
        "Kits",
        digits="Product Unit",
        readonly=True,
        copy=False,
        help="What this component is of its kit, in kits, as fixed by the decision.",
    )
    _system_fields = frozenset({"kit_quantity"})
    price_agreed = fields.Monetary(
        "Agreed Price",
        copy=False,
        help="Per unit, before tax: what is credited for goods no order or invoice of ours is "
        "known of.",
    )
    price_agreed_reason = fields.Char(
        "Reason of the Price", copy=False, help="Where the agreed price comes from."
    )

    @api.depends("origin_move_id", "lot_id")
    def _compute_replaced_line_id(self):
        for line in self:
            origin = line.origin_move_id.sudo()
            line.replaced_line_id = False
            if origin.rma_operation == "replacement":
                replaced = origin.move_line_ids.filtered(
                    lambda ml, line=line: ml.lot_id == line.lot_id
                ).rma_line_id
                line.replaced_line_id = replaced[:1]

    @api.depends("origin_move_id", "product_id")
    def _compute_kit_sale_line_id(self):
        for line in self:
            sold = line.origin_move_id.sudo().sale_line_id
            line.kit_sale_line_id = sold if sold.product_id != line.product_id else False

    @api.constrains("price_agreed", "price_agreed_reason")
    def _check_price_agreed(self):
        for line in self:
            if line.price_agreed < 0 or (line.price_agreed and not line.price_agreed_reason):
                raise ValidationError(
                    self.env._(
                        "Enter a positive price for %(line)s, and where it comes from.",
                        line=line.display_name,
                    )
                )

    def write(self, vals):
        if not self.env.su:
            if {"price_agreed", "price_agreed_reason"} & set(vals):
                self._check_price_open()
            elif "invoice_line_id" in vals:
                # A decision in force may still ask which invoice it was.
                asking = self.filtered(lambda line: line.decision_id and not line.invoice_line_id)
                (self - asking)._check_price_open()
        return super().write(vals)

    def _check_price_open(self):
        """What is decided on is not priced anew.

        Locks the cases: who decides meanwhile waits, and decides on the price that is true then.
        """
        lock_rows(self.case_id.sudo())
        pending = self.sudo().decision_ids.filtered(
            lambda decision: decision.state in ("to_approve", "authorized")
        )
        if pending:
            raise UserError(
                self.env._(
                    "The price is part of %(decision)s. Cancel that decision first.",
                    decision=pending[0].name,
                )
            )

    def _get_sold_line(self):
        """The order line that was paid for this unit, of its kit or of the unit it replaced."""
        self.ensure_one()
        sold = self.sale_line_id or self.kit_sale_line_id
        if sold or not self.replaced_line_id:
            return sold
        return self.replaced_line_id.sudo()._get_sold_line()

    def _get_sold_product(self):
        """What was invoiced for this unit."""
        self.ensure_one()
        return self._get_sold_line().product_id or self._get_first_line().product_id

    def _get_first_line(self):
        """The line of the unit that was sold, before any replacement."""
        self.ensure_one()
        return self.replaced_line_id.sudo()._get_first_line() if self.replaced_line_id else self

    def _get_sold_quantity(self):
        """How much of the sold product this line is, in that product's unit."""
        self.ensure_one()
        quantity = self._get_product_quantity()
        if not self.kit_sale_line_id or self.kit_quantity:
            return self.kit_quantity or quantity
        parts = self.kit_sale_line_id.sudo()._get_rma_kit_parts()
        if self.product_id not in parts:
            raise UserError(
                self.env._(
                    "%(line)s is not in the kit %(kit)s any more. Choose a compensation instead.",
                    line=self.display_name,
                    kit=self.kit_sale_line_id.product_id.display_name,
                )
            )
        per_kit, share = parts[self.product_id]
        return quantity / per_kit * share

    def _fix_kit_quantity(self, free):
        """What this line takes of an invoice line of which `free` is left.

        Components credited one by one are rounded one by one; the last one takes what is left.
        """
        self.ensure_one()
        if not self.kit_sale_line_id:
            return self._get_sold_quantity()
        step = 10 ** -self.env["decimal.precision"].precision_get("Product Unit")
        self.kit_quantity = 0
        needed = self._get_sold_product().uom_id.round(self._get_sold_quantity())
        self.kit_quantity = free if 0 < needed - free <= step * 1.001 else needed
        return self.kit_quantity

    def _get_sold_total(self):
        """How much of one sold product these lines are together; whole kits are exactly whole."""
        kits = self._get_whole_kits()
        return kits or sum(line._get_sold_quantity() for line in self)

    def _get_whole_kits(self):
        """How many whole kits these components make; 0 where something is missing."""
        sold = self.kit_sale_line_id.sudo()
        if len(sold) != 1 or any(not line.kit_sale_line_id for line in self):
            return 0.0
        quantities = {}
        for line in self:
            done = quantities.get(line.product_id, 0.0)
            quantities[line.product_id] = done + line._get_product_quantity()
        parts = sold._get_rma_kit_parts()
        kits = {
            round(quantities.get(product, 0.0) / per_kit, 6)
            for product, (per_kit, _share) in parts.items()
        }
        unit = sold.product_id.uom_id
        whole = min(kits)
        is_whole = len(kits) == 1 and not unit.compare(whole, round(whole))
        return whole if is_whole and set(quantities) <= set(parts) else 0.0

    def _is_cost_credited(self):
        """Whether a credit note takes back the cost of this line.

        Core books no cost of goods sold for dropshipped goods, nor for kits that are not stored.
        """
        self.ensure_one()
        if not self.product_id.is_storable:
            return True
        return self._get_sold_product().is_storable and not self.origin_move_id.sudo().is_dropship

    def _is_order_reduced(self):
        """Whether crediting this line lowers what its order delivered and invoiced.

        Components count on their order as whole kits only; another product than was sold never.
        """
        self.ensure_one()
        if not self.kit_sale_line_id:
            return bool(self.sale_line_id)
        same = self._get_credit_decisions().line_ids.filtered(
            lambda line: line.kit_sale_line_id == self.kit_sale_line_id
        )
        return bool(same._get_whole_kits())
