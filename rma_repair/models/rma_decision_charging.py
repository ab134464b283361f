"""How charges reach the books: deducted from the credit note, else on an entry of their own."""

from odoo import Command, api, fields, models
from odoo.exceptions import UserError


class RmaDecision(models.Model):
    _inherit = "rma.decision"

    charge_ids = fields.One2many("rma.decision.charge", "decision_id", "Charges", copy=False)
    charge_total = fields.Monetary(
        compute="_compute_charge_total",
        store=True,
        help="What the customer pays with this decision, before tax; negative: what he gets.",
    )
    price_difference_note = fields.Char(compute="_compute_price_difference_note", compute_sudo=True)

    @api.depends("charge_ids.amount")
    def _compute_charge_total(self):
        for decision in self:
            decision.charge_total = sum(decision.charge_ids.mapped("amount"))

    @api.depends("replacement_product_id", "settlement", "line_ids", "charge_ids.kind")
    def _compute_price_difference_note(self):
        """Say what another product costs more or less, as long as nobody settled it."""
        for decision in self:
            settled = "difference" in decision.charge_ids.mapped("kind")
            other = decision.settlement == "replace" and decision.replacement_product_id
            differences = [] if settled or not other else decision._get_price_differences()
            total = sum(row["price_unit"] * row["quantity"] for row in differences)
            decision.price_difference_note = decision.currency_id.format(total) if total else False

    @api.depends("charge_total", "replacement_product_id")
    def _compute_amount(self):
        """What is credited beside the goods, or not charged for a dearer unit, is given too."""
        result = super()._compute_amount()
        for decision in self:
            given = max(-decision.charge_total, 0)
            if decision.settlement == "replace" and decision.replacement_product_id:
                rows = decision._get_price_differences()
                owed = sum(row["price_unit"] * row["quantity"] for row in rows)
                charged = decision.charge_ids.filtered(lambda charge: charge.kind == "difference")
                given += max(owed - sum(charged.mapped("amount")), 0) if owed > 0 else 0
            decision.amount += given
        return result

    def action_propose_difference(self):
        """Propose the price difference of another product as a charge, to be confirmed."""
        self.ensure_one()
        rows = self._get_price_differences()
        if not rows:
            raise UserError(
                self.env._(
                    "What was paid for the returned units is not known. Enter the difference as a "
                    "charge yourself."
                )
            )
        self.charge_ids.filtered(lambda charge: charge.kind == "difference").unlink()
        self.env["rma.decision.charge"].create([{"decision_id": self.id, **row} for row in rows])

    def action_propose_deductions(self):
        """Propose what is missing of the accessories as charges, at the customer's price list."""
        self.ensure_one()
        missing = self.line_ids.accessory_ids.filtered("quantity_missing")
        if not missing:
            raise UserError(self.env._("No accessory of these lines is missing."))
        self.charge_ids.filtered(lambda charge: charge.kind == "accessory").unlink()
        self.env["rma.decision.charge"].create(
            [
                {
                    "decision_id": self.id,
                    "line_id": accessory.line_id.id,
                    "kind": "accessory",
                    "name": self.env._("Missing: %(accessory)s", accessory=accessory.missing_text),
                    "quantity": accessory.quantity_missing,
                    **self._get_list_price(accessory.product_id),
                }
                for accessory in missing
            ]
        )

    def _get_price_differences(self):
        """Values of the charges that settle the price of another product; [] where unknown."""
        self.ensure_one()
        product = self.replacement_product_id
        price = self._get_list_price(product) if product else {}
        rows = []
        for line in self.line_ids if product else ():
            paid = line.sudo()._get_sale_value() / line._get_product_quantity()
            difference = self.currency_id.round(price["price_unit"] - paid) if paid else 0
            if difference:
                rows.append(
                    {
                        "kind": "difference",
                        "line_id": line.id,
                        "quantity": line._get_product_quantity(),
                        "price_unit": difference,
                        "basis": self.env._(
                            "%(list)s; %(paid)s paid",
                            list=price["basis"],
                            paid=self.currency_id.format(paid),
                        ),
                    }
                )
        return rows

    def _get_list_price(self, product):
        """What the customer pays for `product` today, before tax, and where that comes from."""
        orders = self.line_ids.sudo().sale_line_id.order_id
        partner = self.partner_id.with_company(self.company_id)
        pricelist = orders.pricelist_id[:1] or partner.property_product_pricelist
        product = product.with_company(self.company_id)
        price = pricelist._get_product_price(product, 1.0, currency=self.currency_id)
        taxes = product.taxes_id._filter_taxes_by_company(self.company_id)
        price = taxes.compute_all(price, self.currency_id, product=product)["total_excluded"]
        return {
            "price_unit": price,
            "basis": self.env._(
                "%(product)s: %(price)s on %(pricelist)s",
                product=product.display_name,
                price=self.currency_id.format(price),
                pricelist=pricelist.name or self.env._("the product"),
            ),
        }

    def _add_included_tax(self, product, amount, position):
        """The price that makes `amount` before tax, also where `product`'s prices include tax.

        `position` is the fiscal position of the entry: its taxes count, not the product's own.
        """
        taxes = self._get_taxes(product, position)
        return taxes._adapt_price_unit_to_another_taxes(amount, product, taxes.browse(), taxes)

    def _get_taxes(self, product, position):
        """The taxes `product` is sold with under that fiscal position."""
        return position.map_tax(product.taxes_id._filter_taxes_by_company(self.company_id))

    def _get_entry_position(self):
        """The fiscal position that the entries made for this decision's customer get."""
        entry = self.env["account.move"].new(self._prepare_entry_vals("out_refund"))
        return entry.fiscal_position_id._origin

    def _check_to_approve(self):
        result = super()._check_to_approve()
        self._check_charged_lines()
        self._check_owed_differences()
        return result

    def _check_charged_lines(self):
        """Refuse to charge what this decision does not speak of."""
        for charge in self.sudo().charge_ids:
            if charge.line_id and charge.line_id not in charge.decision_id.line_ids:
                raise UserError(
                    self.env._(
                        "%(charge)s is charged for %(line)s, which is not in %(decision)s. Choose "
                        "one of its lines, or none.",
                        charge=charge.name,
                        line=charge.line_id.display_name,
                        decision=charge.decision_id.name,
                    )
                )

    def _check_owed_differences(self):
        """What a cheaper unit leaves the customer is a charge, at zero where so agreed.

        What he does not pay for a dearer one is given to him and counts for the authority.
        """
        for decision in self.sudo():
            owed = decision._get_owed_difference()
            if owed and decision.currency_id.compare_amounts(owed, 0) > 0:
                raise UserError(
                    self.env._(
                        "%(product)s costs %(amount)s less than what %(customer)s paid. Propose "
                        "the price difference on %(decision)s, or enter what was agreed as a "
                        "charge.",
                        product=decision.replacement_product_id.display_name,
                        amount=decision.currency_id.format(owed),
                        customer=decision.partner_id.display_name,
                        decision=decision.name,
                    )
                )

    def _get_owed_difference(self):
        """What cheaper units leave the customer and no charge speaks of, before tax."""
        self.ensure_one()
        if self.settlement != "replace" or not self.replacement_product_id:
            return 0.0
        settled = self.charge_ids.filtered(lambda charge: charge.kind == "difference")
        if any(not charge.line_id for charge in settled):
            return 0.0
        return sum(
            max(-row["price_unit"] * row["quantity"], 0)
            for row in self._get_price_differences()
            if row["line_id"] not in settled.line_id.ids
        )

    def _get_done_document_names(self):
        posted = self.sudo().charge_ids.invoice_line_ids.filtered(
            lambda line: line.parent_state == "posted"
        )
        names = super()._get_done_document_names()
        return [*names, *(name for name in posted.move_id.mapped("name") if name not in names)]

    def _on_cancelled(self):
        """What was charged by a draft goes with the decision."""
        result = super()._on_cancelled()
        charges = self.sudo().charge_ids
        entries = charges.invoice_line_ids.move_id
        entries.filtered(lambda entry: entry.state == "draft").unlink()
        charges.filtered(lambda charge: charge.kind == "not_returned").unlink()
        return result

    def create_charge(self):
        """Draft what these decisions charge without a credit note: an invoice, or a credit note
        where the customer gets more than he pays. Undo what was charged for units that came back.
        Returns the entries.
        """
        missing = self._get_missing_lines("charge")
        decisions = self.line_ids.browse().union(*missing).decision_id
        entries = self.env["account.move"]
        for decision in decisions:
            open_charges = decision.sudo().charge_ids.filtered(
                lambda c: not c._is_deducted() and c._get_entry_state() == "missing"
            )
            void = open_charges.filtered(lambda charge: charge._is_void())
            for entry in void._get_live_entries("out_invoice").move_id:
                entries |= entries.create(decision._prepare_charge_reversal_vals(entry, void))
            if due := open_charges - void:
                entries |= entries.create(decision._prepare_charge_vals(due))
        return entries

    def _prepare_charge_vals(self, charges):
        """Values of the invoice, or credit note, of these charges."""
        self.ensure_one()
        total = sum(charges.mapped("amount"))
        sign = 1 if total >= 0 else -1
        position = self._get_entry_position()
        return {
            **self._prepare_entry_vals("out_invoice" if total >= 0 else "out_refund"),
            "invoice_line_ids": [
                Command.create(charge._prepare_entry_line_vals(sign, position))
                for charge in charges
            ],
        }

    def _prepare_charge_reversal_vals(self, entry, charges):
        """Values of the credit note that undoes what `entry` charged for units that came back."""
        lines = entry.invoice_line_ids.filtered(lambda line: line.rma_charge_id in charges)
        return {
            **self._prepare_entry_vals("out_refund"),
            "reversed_entry_id": entry.id,
            "currency_id": entry.currency_id.id,
            "invoice_line_ids": [
                Command.create({**vals, "rma_charge_id": line.rma_charge_id.id})
                for line, vals in zip(lines, lines.copy_data({"move_id": False}), strict=True)
            ],
        }

    def _prepare_entry_vals(self, move_type):
        """Values of an invoice or credit note for the customer of this decision's case."""
        partner = self.case_id.partner_id
        return {
            "move_type": move_type,
            "company_id": self.company_id.id,
            "currency_id": self.currency_id.id,
            "partner_id": partner.address_get(["invoice"])["invoice"],
            "partner_shipping_id": (self.case_id.shipping_partner_id or partner).id,
            "ref": self.case_id.name,
            "invoice_origin": self.case_id.name,
        }
