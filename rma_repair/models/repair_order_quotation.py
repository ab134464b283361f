"""Quotation of what warranty does not cover: an order per version, the accepted one in force."""

from odoo import Command, api, fields, models
from odoo.exceptions import UserError

QUOTATION_STATES = [
    ("none", "Not needed"),
    ("to_quote", "To quote"),
    ("waiting", "Waiting for the customer"),
    ("accepted", "Accepted"),
    ("requote", "To quote again"),
    ("declined", "Declined"),
]
PRICE_GROUPS = (
    "rma_repair.group_service,rma_repair.group_sales,rma_repair.group_workshop_supervisor,"
    "rma_repair.group_finance,rma_repair.group_manager"
)


class RepairOrder(models.Model):
    _inherit = "repair.order"

    is_labour_charged = fields.Boolean(
        "Labor Charged",
        compute="_compute_is_labour_charged",
        store=True,
        readonly=False,
        help="The customer pays the work; by default he does where there is no warranty.",
    )
    is_charged = fields.Boolean(
        compute="_compute_is_charged",
        store=True,
        help="The customer pays a part or the work, so he must accept a quotation first.",
    )
    quotation_ids = fields.Many2many(
        "sale.order",
        "rma_repair_quotation_rel",
        "repair_id",
        "order_id",
        "Quotations",
        copy=False,
        readonly=True,
        help="Every version, the refused and replaced ones included.",
    )
    quotation_count = fields.Integer(compute="_compute_quotation_count")
    quotation_state = fields.Selection(
        QUOTATION_STATES,
        "Quotation",
        compute="_compute_quotation_state",
        store=True,
        index=True,
        compute_sudo=True,
    )
    accepted_amount = fields.Monetary(
        compute="_compute_accepted_amount",
        compute_sudo=True,
        groups=PRICE_GROUPS,
        currency_field="quotation_currency_id",
        help="What the customer accepted for the parts and work of this repair, before tax.",
    )
    expected_amount = fields.Monetary(
        compute="_compute_accepted_amount",
        compute_sudo=True,
        groups=PRICE_GROUPS,
        currency_field="quotation_currency_id",
        help="What parts and work as planned and done come to at the quoted prices, before tax.",
    )
    quotation_currency_id = fields.Many2one(
        "res.currency", compute="_compute_accepted_amount", compute_sudo=True
    )

    @api.depends("under_warranty", "rma_line_id")
    def _compute_is_labour_charged(self):
        for repair in self:
            repair.is_labour_charged = bool(repair.rma_line_id and not repair.under_warranty)

    @api.depends("is_labour_charged", "move_ids.is_rma_charged", "move_ids.state")
    def _compute_is_charged(self):
        for repair in self:
            repair.is_charged = bool(repair.rma_line_id) and (
                repair.is_labour_charged or bool(repair._get_charged_parts())
            )

    @api.depends("quotation_ids")
    def _compute_quotation_count(self):
        for repair in self:
            repair.quotation_count = len(repair.quotation_ids)

    @api.depends(
        "quotation_ids.state", "is_charged", "plan_hours", "labour_hours", "move_ids.state"
    )
    @api.depends("move_ids.product_uom_qty", "move_ids.sale_line_id")
    def _compute_quotation_state(self):
        for repair in self:
            repair.quotation_state = repair._get_quotation_state()

    @api.depends("quotation_ids.state", "plan_hours", "labour_hours", "move_ids.product_uom_qty")
    def _compute_accepted_amount(self):
        for repair in self:
            order = repair._get_accepted_quotation()
            lines = order.order_line.filtered(lambda line, own=repair: line.rma_repair_id == own)
            repair.quotation_currency_id = order.currency_id or repair.company_id.currency_id
            repair.accepted_amount = sum(lines.mapped("price_subtotal"))
            repair.expected_amount = repair._get_expected_amount(order)

    def _get_quotation_state(self):
        """Where the price of this repair stands; only "none" and "accepted" let work go on."""
        self.ensure_one()
        if not self.is_charged:
            return "none"
        orders = self.quotation_ids.filtered(lambda order: not order.rma_is_diagnosis_fee)
        pending = any(order.state in ("draft", "sent") for order in orders)
        accepted = self._get_accepted_quotation()
        if accepted and not self._is_quotation_passed(accepted):
            return "accepted"
        if pending:
            return "waiting"
        if accepted:
            return "requote"
        return "declined" if orders else "to_quote"

    def _get_accepted_quotation(self):
        self.ensure_one()
        return self.quotation_ids.filtered(
            lambda order: order.state == "sale" and not order.rma_is_diagnosis_fee
        ).sorted("rma_version")[-1:]

    def _is_quotation_passed(self, order):
        """Whether this repair comes to more than the customer accepted and the company allows."""
        lines = order.order_line.filtered(lambda line: line.rma_repair_id == self)
        limit = sum(lines.mapped("price_subtotal")) * (
            1 + self.company_id.rma_requote_percent / 100
        )
        return order.currency_id.compare_amounts(self._get_expected_amount(order), limit) > 0

    def _get_expected_amount(self, order):
        """What the charged parts and hours come to, in the order's currency, before tax."""
        self.ensure_one()
        amount = 0.0
        for move in self._get_charged_parts():
            amount += move.product_uom_qty * move._get_rma_price(order)
        if self.is_labour_charged:
            hours = max(self.plan_hours, self.labour_hours)
            amount += hours * self._get_labour_price(order)
        return amount

    def _get_labour_price(self, order):
        labour = self.company_id.rma_labour_product_id
        line = order.order_line.filtered(
            lambda line: line.rma_repair_id == self and line.product_id == labour
        )[:1]
        if line and line.product_uom_qty:
            return line.price_subtotal / line.product_uom_qty
        return order._get_rma_list_price(labour) if order else labour.lst_price

    def _get_charged_parts(self):
        return self.move_ids.filtered(lambda move: move.is_rma_charged and move.state != "cancel")

    def action_create_sale_order(self):
        """Quote the repairs of returns by what the customer pays; the others as core does.

        Core reads the customer of the whole recordset: each of its repairs goes alone.
        """
        returned = self.filtered("rma_line_id")
        action = None
        for repair in self - returned:
            action = super(RepairOrder, repair).action_create_sale_order()
        return returned.action_quote() if returned else action

    def action_quote(self):
        """Make a new version of the quotation of these repairs, one order per case.

        An accepted version stays in force until the customer accepts the new one; one he has not
        answered is cancelled. Raises UserError where the customer pays nothing.
        """
        self.filtered(lambda repair: not repair.is_charged)._refuse(
            self.env._("The customer pays nothing of %(repair)s: there is nothing to quote.")
        )
        self.filtered(lambda repair: repair.state in ("done", "cancel"))._refuse(
            self.env._("%(repair)s has ended.")
        )
        orders = self.env["sale.order"]
        for repairs in self.grouped(lambda repair: repair.rma_case_id).values():
            orders |= repairs._create_quotation()
        return orders._get_rma_action()

    def _create_quotation(self):
        """The next version of the quotation of these repairs of one case."""
        last = self.quotation_ids.sorted("rma_version")[-1:]
        together = self | last.rma_repair_ids.filtered(
            lambda repair: repair.state not in ("done", "cancel") and repair.is_charged
        )
        pending = together.quotation_ids.filtered(lambda order: order.state in ("draft", "sent"))
        order = self.env["sale.order"].create(together._prepare_quotation_vals(last))
        pending._action_cancel()
        fresh = together.filtered(lambda repair: repair.sale_order_id.state != "sale")
        fresh.sudo().write({"sale_order_id": order.id})
        return order

    def _prepare_quotation_vals(self, previous):
        """Values of a quotation of these repairs; `previous` is the version it replaces."""
        case = self.rma_case_id
        lines = [vals for repair in self for vals in repair._prepare_quotation_lines()]
        company = self.company_id
        for service in (company.rma_diagnosis_product_id, company.rma_freight_product_id):
            if service.lst_price:
                lines.append({"product_id": service.id, "product_uom_qty": 1})
        return {
            "partner_id": case.partner_id.id,
            "partner_shipping_id": (case.shipping_partner_id or case.partner_id).id,
            "company_id": company.id,
            "warehouse_id": case.warehouse_id.id,
            "origin": case.name,
            "client_order_ref": case.customer_reference,
            "require_signature": True,
            "require_payment": False,
            "rma_repair_ids": [Command.set(self.ids)],
            "rma_version": previous.rma_version + 1,
            "rma_previous_id": previous.id,
            "order_line": [Command.create(vals) for vals in lines],
        }

    def _prepare_quotation_lines(self):
        """A section for the unit, in the customer's language, its charged parts, and its hours."""
        self.ensure_one()
        told = self.with_context(lang=self.rma_case_id.partner_id.lang or self.env.lang)
        unit = " ".join(filter(None, (told.product_id.display_name, told.lot_id.name)))
        title = told.env._("Repair %(repair)s: %(unit)s", repair=told.name, unit=unit)
        lines = [{"display_type": "line_section", "name": title}]
        lines += [
            {
                "product_id": move.product_id.id,
                "product_uom_qty": move.product_uom_qty,
                "product_uom_id": move.product_uom.id,
                "rma_move_id": move.id,
            }
            for move in self._get_charged_parts()
        ]
        if self.is_labour_charged:
            lines.append(
                {
                    "product_id": self.company_id.rma_labour_product_id.id,
                    "product_uom_qty": max(self.plan_hours, self.labour_hours),
                }
            )
        return [lines[0], *({**vals, "rma_repair_id": self.id} for vals in lines[1:])]

    def _check_price_accepted(self):
        """Raise where the customer pays and has not accepted what it comes to."""
        for repair in self:
            if repair.quotation_state not in ("none", "accepted"):
                raise UserError(
                    self.env._(
                        "Work on %(repair)s must wait: its quotation is “%(state)s”. The customer "
                        "must accept the price first.",
                        repair=repair.name,
                        state=dict(
                            self._fields["quotation_state"]._description_selection(self.env)
                        )[repair.quotation_state],
                    )
                )

    def action_view_quotations(self):
        """Open every version of the quotations of these repairs."""
        return self.quotation_ids._get_rma_action()


class StockMove(models.Model):
    _inherit = "stock.move"

    def _get_rma_price(self, order):
        """What the customer pays for one unit of this part, in the order's currency, before tax."""
        self.ensure_one()
        line = order.order_line.filtered(lambda line: line.rma_move_id == self)[:1]
        if line and line.product_uom_qty:
            return line.price_subtotal / line.product_uom_qty
        if order:
            return order._get_rma_list_price(self.product_id, self.product_uom)
        return self.product_id.uom_id._compute_price(self.product_id.lst_price, self.product_uom)
