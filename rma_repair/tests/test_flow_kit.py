from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from .test_books import BooksCommon


@tagged("post_install", "-at_install")
class TestFlowKit(BooksCommon):
    """Kits come back as components, credited by the kit's price in the share of their cost."""

    cost_method = "fifo"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if "mrp.bom" not in cls.env:
            cls.skipTest(cls, "mrp is not installed")
        cls.kit = cls._create_product("Kit", list_price=400, is_storable=False)
        cls.frame, cls.wheel = cls._create_product("Frame"), cls._create_product("Wheel")
        cls._phantom(cls.kit, {cls.frame: 1, cls.wheel: 2})
        cls._stock(cls.frame, 4, cost=60)
        cls._stock(cls.wheel, 8, cost=10)
        cls.sale_line = cls._sell(cls.kit, 2, price=400)
        cls._stock(cls.frame, 4, cost=300)

    @classmethod
    def _phantom(cls, product, parts, product_qty=1):
        """A kit of these quantities of its parts; `product_qty` kits at once."""
        lines = [{"product_id": part.id, "product_qty": qty} for part, qty in parts.items()]
        return cls.env["mrp.bom"].create(
            {
                "product_tmpl_id": product.product_tmpl_id.id,
                "product_qty": product_qty,
                "type": "phantom",
                "bom_line_ids": [Command.create(vals) for vals in lines],
            }
        )

    def _difference(self):
        for product in self.frame | self.wheel:
            product.invalidate_recordset(["total_value"])
        parts = (self.frame | self.wheel).with_company(self.company)
        return super()._difference() + sum(parts.mapped("total_value"))

    def _delivery(self, product):
        return self.sale_line.move_ids.filtered(
            lambda move: move.product_id == product and not move.rma_operation
        )

    def _back(self, *parts):
        """An inspected case of (product, quantity)."""
        return self._inspected_case(
            *(
                {
                    "product_id": product.id,
                    "quantity": quantity,
                    "origin_move_id": self._delivery(product).id,
                }
                for product, quantity in parts
            )
        )

    def _credit(self, case):
        return self._decide(case.line_ids, "restock", "credit").sudo()

    def test_a_component_is_credited_by_its_share(self):
        before = self._difference()

        decision = self._credit(self._back((self.frame, 1)))

        credit_line = decision.credit_note_ids.invoice_line_ids
        self.assertRecordValues(
            credit_line,
            [
                {
                    "product_id": self.kit.id,
                    "price_unit": 400,
                    "quantity": 0.75,
                    "price_subtotal": 300,
                    "sale_line_ids": [],
                }
            ],
        )
        self._carry_out(decision)
        self.assertRecordValues(self.sale_line, [{"qty_delivered": 2, "qty_invoiced": 2}])
        self.assertAlmostEqual(self._difference(), before)

    def test_whole_kits_reduce_the_order(self):
        before = self._difference()

        decision = self._credit(self._back((self.frame, 1), (self.wheel, 2)))

        self.assertRecordValues(
            decision.credit_note_ids.invoice_line_ids,
            [{"quantity": 1, "price_subtotal": 400, "sale_line_ids": self.sale_line.ids}],
        )
        self._carry_out(decision)
        self.assertRecordValues(
            self.sale_line, [{"qty_delivered": 1, "qty_invoiced": 1, "qty_to_invoice": 0}]
        )
        self.assertAlmostEqual(self._difference(), before)

    def test_components_one_by_one_come_to_the_kits_price(self):
        notes = self.env["account.move"]
        for part in ((self.frame, 2), (self.wheel, 1), (self.wheel, 3)):
            notes |= self._credit(self._back(part)).credit_note_ids

        self.assertEqual(sum(notes.mapped("amount_untaxed")), 800)
        invoice_line = self.sale_line.invoice_lines.filtered(
            lambda line: line.move_id.move_type == "out_invoice"
        )
        self.assertAlmostEqual(invoice_line._get_rma_creditable()[invoice_line.id], 0)

    def test_no_more_components_than_delivered(self):
        self._credit(self._back((self.wheel, 3)))

        with self.assertRaisesRegex(UserError, "only 1.0 can still be returned"):
            self._back((self.wheel, 2))

        claimed = self.env["rma.case.line"].search([("product_id", "=", self.wheel.id)])
        self.assertEqual(set(claimed.mapped("state")), {"requested", "decided"})

    def test_a_kit_is_split_into_what_was_delivered(self):
        case = self._request({"product_id": self.kit.id, "quantity": 2, "reason": "Rust"})
        with self.assertRaisesRegex(UserError, "is a kit and comes back as its components"):
            self._authorize(case)
        self.assertTrue(case.line_ids.is_kit)

        case.line_ids.action_explode_kit()

        self.assertRecordValues(
            case.line_ids.sorted("quantity"),
            [
                {
                    "product_id": product.id,
                    "quantity": quantity,
                    "origin_move_id": self._delivery(product).id,
                    "kit_sale_line_id": self.sale_line.id,
                    "reason": "Rust",
                }
                for product, quantity in ((self.frame, 2), (self.wheel, 4))
            ],
        )
        self._receive(self._authorize(case))
        self._inspect(case.line_ids)
        self.assertEqual(self._credit(case).credit_note_ids.amount_untaxed, 800)

    def test_components_without_cost_are_not_guessed_at(self):
        self.sale_line.move_ids.value = 0
        (self.frame | self.wheel).with_company(self.company).standard_price = 0

        with self.assertRaisesRegex(UserError, "have no cost"):
            self._credit(self._back((self.frame, 1)))

        self.assertEqual(self.sale_line.qty_invoiced, 2)

    def _split(self, line, quantity):
        wizard = self.env["rma.line.split"].with_user(self.user_service)
        wizard.create({"line_id": line.id, "quantity": quantity}).action_split()
        return line.case_id.line_ids.sorted("id")

    def _exchange_cable(self, **values):
        self._sell_cables(1)
        line = self._inspected_case({"product_id": self.cable.id, "quantity": 1}).line_ids
        return self._propose(line, "scrap", "replace", **values)

    def _assert_not_sent(self, decision, product):
        with self.assertRaisesRegex(UserError, f"{product.name} is a kit and can not be sent"):
            decision.action_submit()

        self.assertEqual(decision.state, "draft")
        self.assertFalse(decision.sudo().move_ids)

    def test_a_kit_is_not_sent_as_a_replacement(self):
        decision = self._exchange_cable(replacement_product_id=self.kit.id)

        self._assert_not_sent(decision, self.kit)

    def test_what_became_a_kit_is_not_sent_again(self):
        decision = self._exchange_cable()
        self._phantom(self.cable, {self.wheel: 2})

        self._assert_not_sent(decision, self.cable)

    def test_what_became_a_kit_is_replaced_by_another_product(self):
        self._stock(self.frame, 1)
        decision = self._exchange_cable(replacement_product_id=self.frame.id)
        self._phantom(self.cable, {self.wheel: 2})

        self._put_into_force(decision)

        sent = decision.sudo().move_ids.filtered(lambda move: move.rma_operation == "replacement")
        self.assertRecordValues(sent, [{"product_id": self.frame.id, "product_qty": 1}])

    def test_a_requested_kit_is_split_before_it_is_opened(self):
        case = self._request({"product_id": self.kit.id, "quantity": 2})

        for line in self._split(case.line_ids, 1):
            line.action_explode_kit()

        lines = case.line_ids.sorted("id")
        self.assertRecordValues(
            lines,
            [
                {"product_id": product.id, "quantity": quantity}
                for product, quantity in ((self.frame, 1), (self.wheel, 2)) * 2
            ],
        )
        self._receive(self._authorize(case))
        self._inspect(lines)
        decision = self._decide(lines[:2], "restock", "credit").sudo()
        self.assertEqual(decision.credit_note_ids.amount_untaxed, 400)

    def test_a_component_decided_in_advance_is_split_with_its_share(self):
        before = self._difference()
        vals = {"product_id": self.wheel.id, "quantity": 4}
        vals["origin_move_id"] = self._delivery(self.wheel).id
        case = self._authorize(self._request(vals))
        decision = self._decide(case.line_ids, "restock", "credit", is_advance=True).sudo()

        first, part = self._split(case.line_ids, 1).sudo()

        self.assertEqual((first.kit_quantity, part.kit_quantity), (0.37, 0.13))
        self.assertEqual(first.credit_line_id, part.credit_line_id)
        self.assertEqual(decision.credit_note_ids.amount_untaxed, 200)
        self._receive(case)
        self._carry_out(decision)
        self.assertAlmostEqual(self._difference(), before)

    def test_parts_of_a_component_have_fates_of_their_own(self):
        frames, part = self._split(self._back((self.frame, 2)).line_ids, 1)

        decision = self._decide(frames, "restock", "credit").sudo()
        self._decide(part, "as_is", "return")

        self.assertEqual(decision.credit_note_ids.amount_untaxed, 300)
        self.assertEqual(frames.sudo().kit_quantity, 0.75)

    def _sell_box(self):
        """A box is nothing but two kits, and its bill of materials makes two boxes."""
        box = self._create_product("Box", list_price=1000, is_storable=False)
        self._phantom(box, {self.kit: 4}, product_qty=2)
        self.sale_line = self._sell(box, 1, price=1000)
        return box

    def test_a_box_of_kits_comes_back_whole(self):
        box = self._sell_box()
        before = self._difference()
        case = self._request({"product_id": box.id, "quantity": 1})
        case.line_ids.action_explode_kit()
        self.assertRecordValues(
            case.line_ids.sorted("quantity"),
            [{"product_id": self.frame.id, "quantity": 2}]
            + [{"product_id": self.wheel.id, "quantity": 4}],
        )
        self._receive(self._authorize(case))
        self._inspect(case.line_ids)

        decision = self._credit(case)

        self.assertRecordValues(
            decision.credit_note_ids.invoice_line_ids,
            [{"product_id": box.id, "quantity": 1, "price_subtotal": 1000}],
        )
        self._carry_out(decision)
        self.assertRecordValues(self.sale_line, [{"qty_delivered": 0, "qty_invoiced": 0}])
        self.assertAlmostEqual(self._difference(), before)

    def test_components_of_a_box_of_kits_come_to_its_price(self):
        self._sell_box()
        before = self._difference()
        decisions = [self._credit(self._back((self.wheel, 1)))]
        self.assertEqual(decisions[0].credit_note_ids.invoice_line_ids.quantity, 0.06)
        for part in ((self.frame, 1), (self.frame, 1), (self.wheel, 3)):
            decisions.append(self._credit(self._back(part)))

        self.assertEqual(sum(d.credit_note_ids.amount_untaxed for d in decisions), 1000)
        for decision in decisions:
            self._carry_out(decision)
        self.assertAlmostEqual(self._difference(), before)

    def test_a_kit_beside_goods_in_a_kit_shares_by_all_costs(self):
        """Frame 60, two wheels 20 and two cables 120, for 500 together."""
        self._stock(self.cable, 2, cost=60)
        both = self._create_product("Set", list_price=500, is_storable=False)
        self._phantom(both, {self.kit: 1, self.cable: 2})
        self.sale_line = self._sell(both, 1, price=500)

        amounts = [
            self._credit(self._back(part)).credit_note_ids.amount_untaxed
            for part in ((self.frame, 1), (self.cable, 1), (self.wheel, 2), (self.cable, 1))
        ]

        self.assertEqual(amounts, [150, 150, 50, 150])
