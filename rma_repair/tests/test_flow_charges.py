from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from .common_credit import CreditCommon


@tagged("post_install", "-at_install")
class TestFlowCharges(CreditCommon):
    """Deductions and price differences are lines of their own, with accounts and taxes."""

    def _charged(self, lines, flow, *charges, **values):
        return self._propose(lines, *flow, **values), [
            {"kind": kind, "price_unit": price} for kind, price in charges
        ]

    def _decide_charged(self, lines, flow, *charges, **values):
        decision, vals_list = self._charged(lines, flow, *charges, **values)
        decision.charge_ids = [Command.create(vals) for vals in vals_list]
        decision.action_submit()
        decision.with_user(self.user_finance).action_authorize()
        return decision.sudo()

    def _set_terms(self, kind, rate):
        product = self.env.ref(f"rma_repair.product_charge_{kind}").with_company(self.company)
        product.taxes_id = self.env["account.tax"].create({"name": kind, "amount": rate})
        product.property_account_income_id = self.env["account.account"].create(
            {"name": kind, "code": f"47{rate}0", "account_type": "income"}
        )
        return product

    def test_deductions_are_lines_of_the_credit_note(self):
        fee, freight = self._set_terms("restocking", 10), self._set_terms("freight", 20)
        self._sell_cables(4)

        decision = self._decide_charged(
            self._cables(2), ("restock", "credit"), ("restocking", 15), ("freight", 8)
        )

        goods, *deducted = decision.credit_note_ids.invoice_line_ids.sorted("id")
        self.assertRecordValues(goods, [{"price_unit": 100, "quantity": 2}])
        self.assertRecordValues(
            deducted[0] | deducted[1],
            [
                {
                    "product_id": product.id,
                    "price_subtotal": -amount,
                    "tax_ids": product.taxes_id.ids,
                    "account_id": product.with_company(self.company).property_account_income_id.id,
                    "sale_line_ids": [],
                }
                for product, amount in ((fee, 15), (freight, 8))
            ],
        )
        decision.credit_note_ids.action_post()
        self.assertEqual(set(decision.charge_ids.mapped("entry_state")), {"done"})

    def test_a_credit_note_made_anew_deducts_again_once(self):
        self._sell_cables(4)
        decision = self._decide_charged(self._cables(2), ("restock", "credit"), ("restocking", 15))
        decision.credit_note_ids.unlink()

        decision.create_credit_note()
        decision.create_credit_note()

        self.assertEqual(decision.credit_note_ids.amount_untaxed, 185)

    def test_missing_accessories_are_proposed_at_the_price_list(self):
        plug = self._create_product("Plug", list_price=7.5)
        self._sell_cables(4)
        line = self._cables(2)
        self.env["rma.case.line.accessory"].create(
            {"line_id": line.id, "product_id": plug.id, "quantity_received": 0.5}
        )
        decision = self._propose(line, "restock", "credit")

        decision.action_propose_deductions()

        self.assertRecordValues(
            decision.charge_ids,
            [{"kind": "accessory", "quantity": 1.5, "price_unit": 7.5, "amount": 11.25}],
        )
        self.assertIn("7.50", decision.charge_ids.basis)

    def test_more_than_the_credit_is_not_deducted(self):
        self._sell_cables(4)
        line = self._cables(1)

        with self.assertRaisesRegex(UserError, "deducts .*100.01.* from a credit of .*100.00"):
            self._decide_charged(line, ("restock", "credit"), ("restocking", 100.01))

        self.assertEqual(line.state, "inspected")
        self.assertFalse(line.sudo().decision_ids.credit_note_ids)

    def test_submitted_charges_are_fixed(self):
        self._sell_cables(4)
        decision, [vals] = self._charged(self._cables(1), ("restock", "credit"), ("freight", 5))
        decision.charge_ids = [Command.create(vals)]
        decision.action_submit()
        charges = decision.charge_ids

        for change in (
            lambda: charges.write({"price_unit": 1}),
            charges.unlink,
            lambda: charges.create({**vals, "decision_id": decision.id}),
        ):
            with self.assertRaisesRegex(UserError, "was submitted"):
                change()

        self.assertEqual(charges.mapped("price_unit"), [5])

    def test_there_is_nothing_to_deduct_from_what_was_not_invoiced(self):
        self._sell_cables(4, invoice=False)
        line = self._cables(1)

        with self.assertRaisesRegex(UserError, "no credit note to deduct from"):
            self._decide_charged(line, ("restock", "credit"), ("freight", 5))

        self.assertEqual(line.state, "inspected")

    def _exchange_for(self, price):
        other = self._create_product(f"Cable {price}", list_price=price)
        self._stock(other, 2)
        self._sell_cables(2, price=90)
        return self._propose(self._cables(2), "scrap", "replace", replacement_product_id=other.id)

    def _settle(self, decision):
        decision.action_propose_difference()
        decision.action_submit()
        decision.with_user(self.user_finance).action_authorize()
        self._deliver(decision.sudo().move_ids.picking_id)
        return decision.sudo().charge_ids.invoice_line_ids.move_id

    def test_a_dearer_replacement_is_charged(self):
        decision = self._exchange_for(120)
        self.assertIn("60.00", decision.price_difference_note)

        invoice = self._settle(decision)

        self.assertFalse(decision.price_difference_note)
        self.assertIn("120.00 on", decision.charge_ids.basis)
        self.assertIn("90.00 paid", decision.charge_ids.basis)
        self.assertRecordValues(
            invoice, [{"move_type": "out_invoice", "state": "draft", "amount_untaxed": 60}]
        )
        self.assertEqual(decision.line_ids.missing_documents, "charge to post")
        invoice.action_post()
        self.assertEqual(decision.line_ids.state, "closed")

    def test_a_cheaper_replacement_is_credited(self):
        decision = self._exchange_for(75)
        refund = self._settle(decision)
        self.assertRecordValues(
            refund, [{"move_type": "out_refund", "state": "draft", "amount_untaxed": 30}]
        )
        line = decision.line_ids.sudo()

        refund.unlink()
        self.assertRecordValues(
            line, [{"state": "decided", "missing_documents": "charge to invoice"}]
        )

        decision.sudo().create_charge().action_post()
        self.assertEqual(line.state, "closed")

    def test_what_a_cheaper_replacement_leaves_the_customer_is_settled(self):
        decision = self._exchange_for(75)

        with self.assertRaisesRegex(UserError, "costs .*30.00 less than what Dealer paid"):
            decision.action_submit()
        with self.assertRaisesRegex(UserError, "Propose the price difference"):
            decision.with_user(self.user_finance).action_authorize()

        self.assertEqual(decision.state, "draft")
        self.assertFalse(decision.sudo().move_ids)

    def test_a_difference_may_be_agreed_at_nothing(self):
        decision = self._exchange_for(75)
        decision.charge_ids = [Command.create({"kind": "difference", "price_unit": 0})]
        decision.action_submit()
        decision.with_user(self.user_finance).action_authorize()

        self._deliver(decision.sudo().move_ids.picking_id)

        self.assertFalse(decision.sudo().charge_ids.invoice_line_ids)
        self.assertEqual(decision.line_ids.state, "closed")

    def test_an_unknown_price_is_not_guessed(self):
        other = self._create_product("Better", list_price=300)
        self._stock(self.cable, 1)
        decision = self._propose(
            self._cables(1), "scrap", "replace", replacement_product_id=other.id
        )

        with self.assertRaisesRegex(UserError, "is not known"):
            decision.action_propose_difference()

        self.assertFalse(decision.charge_ids)

    def test_goods_bought_elsewhere_are_credited_at_an_agreed_price(self):
        self._stock(self.cable, 1)
        line = self._cables(2)
        with self.assertRaises(ValidationError):
            line.with_user(self.user_service).price_agreed = 40
        line.with_user(self.user_service).write(
            {"price_agreed": 40, "price_agreed_reason": "Dealer's invoice"}
        )

        decision = self._credit(line)

        self.assertEqual(decision.amount, 80)
        self.assertRecordValues(
            decision.credit_note_ids.invoice_line_ids,
            [{"quantity": 2, "price_unit": 40, "rma_credited_line_ids": line.ids}],
        )
        self.assertIn("Dealer's invoice", decision.credit_note_ids.invoice_line_ids.name)
        with self.assertRaisesRegex(UserError, "part of"):
            line.with_user(self.user_service).price_agreed = 400
        decision.credit_note_ids.action_post()
        self._deliver(decision.move_ids.picking_id.filtered(lambda p: p.state != "done"))
        self.assertEqual(line.state, "closed")
