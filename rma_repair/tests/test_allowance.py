from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common_credit import CreditCommon


@tagged("post_install", "-at_install")
class TestAllowance(CreditCommon):
    def _kept(self, settlement, **values):
        case = self._authorize(self._request({"product_id": self.cable.id, "quantity": 2}))
        return self._decide(case.line_ids, "not_returned", settlement, **values).sudo()

    def test_kept_goods_are_credited_without_their_cost(self):
        sale_line = self._sell_cables(4, price=90)
        decision = self._kept("credit")

        note = decision.credit_note_ids
        self.assertRecordValues(
            note.invoice_line_ids,
            [
                {
                    "product_id": self.company.rma_compensation_product_id.id,
                    "quantity": 2,
                    "price_unit": 90,
                }
            ],
        )
        note.action_post()
        self.assertFalse(note.line_ids.filtered(lambda line: line.display_type == "cogs"))
        self.assertRecordValues(sale_line, [{"qty_invoiced": 4, "qty_to_invoice": 0}])
        self.assertEqual(decision.line_ids.state, "closed")

    def test_kept_goods_are_not_credited_twice(self):
        sale_line = self._sell_cables(3)
        self._kept("credit")
        line = self._cables(1, origin_move_id=sale_line.move_ids.id)
        invoice_line = sale_line.invoice_lines

        self.assertEqual(invoice_line._get_rma_creditable(), {invoice_line.id: 1})
        self._credit(line)
        self.assertEqual(invoice_line._get_rma_creditable(), {invoice_line.id: 0})

    def test_compensation_reverses_nothing(self):
        sale_line = self._sell_cables(4)
        decision = self._kept("compensate", compensation_amount=35)

        note = decision.credit_note_ids
        self.assertRecordValues(
            note, [{"state": "draft", "reversed_entry_id": False, "amount_untaxed": 35}]
        )
        self.assertIn(sale_line.invoice_lines.move_id.name, note.invoice_line_ids.name)
        self.assertFalse(decision.create_compensation())
        note.action_post()
        self.assertEqual(decision.line_ids.state, "closed")
        self.assertEqual(sale_line.qty_invoiced, 4)

    def test_compensation_is_before_tax_even_where_prices_include_it(self):
        tax = self.env["account.tax"].create(
            {"name": "In", "amount": 25, "price_include_override": "tax_included"}
        )
        self.company.rma_compensation_product_id.taxes_id = tax
        self._sell_cables(4)

        decision = self._kept("compensate", compensation_amount=40)

        self.assertRecordValues(
            decision.credit_note_ids, [{"amount_untaxed": 40, "amount_total": 50}]
        )

    def test_compensation_has_a_limit_of_its_own(self):
        self.env["rma.authority"].create(
            {
                "group_id": self.env.ref("rma_repair.group_finance").id,
                "settlement": "compensate",
                "amount_limit": 35,
            }
        )
        self._sell_cables(4)
        lines = self._authorize(
            self._request(*[{"product_id": self.cable.id, "quantity": 1}] * 2)
        ).line_ids

        with self.assertRaisesRegex(AccessError, r"up to \$.35\.00"):
            self._decide(lines[0], "not_returned", "compensate", compensation_amount=35.01)
        self._decide(lines[1], "not_returned", "credit")

        self.assertEqual(lines.mapped("state"), ["authorized", "decided"])

    def test_advice_closes_at_once(self):
        self._sell_cables(4)

        decision = self._kept("none")

        self.assertEqual(decision.line_ids.state, "closed")
        self.assertFalse(decision.move_ids)
