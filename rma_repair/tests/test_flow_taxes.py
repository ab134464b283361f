from odoo import Command
from odoo.tests import tagged

from .common_credit import CreditCommon

# What the domestic tax of 20 %, included in prices, becomes abroad, and which total 100 come to.
ABROAD = {
    "nothing": (None, 100.0),
    "no tax": ({"amount": 0}, 100.0),
    "another included tax": ({"amount": 10, "price_include_override": "tax_included"}, 110.0),
    "a tax on top": ({"amount": 15, "price_include_override": "tax_excluded"}, 115.0),
}


@tagged("post_install", "-at_install")
class TestFlowTaxes(CreditCommon):
    """Amounts are decided before tax: whatever the customer's taxes are, or prices include."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.domestic = cls._create_tax("Domestic", amount=20, price_include_override="tax_included")

    @classmethod
    def _create_tax(cls, name, **values):
        return cls.env["account.tax"].create({"name": name, **values})

    def _each_country(self, *products):
        """The total of 100 before tax, for a customer of each kind of country in turn."""
        for product in products:
            product.taxes_id = self.domestic
        for name, (values, total) in ABROAD.items():
            with self.subTest(abroad=name):
                self.customer.property_account_position_id = self._create_position(name, values)
                yield total

    def _create_position(self, name, values):
        position = self.env["account.fiscal.position"].create({"name": name})
        if values:
            tax = self._create_tax(name, **values)
            tax.original_tax_ids = self.domestic
            position.tax_ids = tax
        return position

    def _assert_totals(self, entry, untaxed, total):
        self.assertRecordValues(entry, [{"amount_untaxed": untaxed, "amount_total": total}])

    def test_a_compensation_is_what_was_decided(self):
        self._sell_cables(4)
        for total in self._each_country(self.company.rma_compensation_product_id):
            case = self._authorize(self._request({"product_id": self.cable.id, "quantity": 1}))

            decision = self._decide(
                case.line_ids, "not_returned", "compensate", compensation_amount=100
            )

            self._assert_totals(decision.sudo().credit_note_ids, 100, total)

    def test_an_agreed_credit_is_what_was_agreed(self):
        for total in self._each_country(self.cable):
            line = self._cables(2)
            line.with_user(self.user_service).write(
                {"price_agreed": 50, "price_agreed_reason": "Dealer's invoice"}
            )

            self._assert_totals(self._credit(line).credit_note_ids, 100, total)

    def test_a_deduction_is_taxed_as_the_note_it_stands_on(self):
        """The note keeps the position of its invoice, whatever the customer's is by now."""
        fee = self.env.ref("rma_repair.product_charge_restocking").with_company(self.company)
        for total in self._each_country(fee):
            delivery = self._sell_cables(1, price=200).move_ids
            self.customer.property_account_position_id = False
            line = self._cables(1, origin_move_id=delivery.id)
            decision = self._propose(line, "restock", "credit")
            decision.charge_ids = [Command.create({"kind": "restocking", "price_unit": 100})]

            self._put_into_force(decision)

            self._assert_totals(decision.sudo().credit_note_ids, 100, 200 - total)

    def test_a_unit_that_is_kept_is_charged_at_what_was_paid(self):
        kept = self.env.ref("rma_repair.product_charge_not_returned").with_company(self.company)
        delivery = self._sell_cables(4, spare=4).move_ids
        vals = {"product_id": self.cable.id, "quantity": 1, "origin_move_id": delivery.id}
        for total in self._each_country(kept):
            case = self._authorize(self._request(vals))
            decision = self._decide(case.line_ids, "scrap", "replace", is_advance=True).sudo()
            self._deliver(decision.move_ids.picking_id)

            decision._charge_lines_away()

            self._assert_totals(decision.charge_ids.invoice_line_ids.move_id, 100, total)
