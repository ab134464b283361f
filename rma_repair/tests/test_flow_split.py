from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import RmaCommon


@tagged("post_install", "-at_install")
class TestFlowSplit(RmaCommon):
    """A part of a line gets a fate of its own, at any state that allows it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._sell_cables(20, spare=20)

    def _line(self, quantity=5):
        return self._request({"product_id": self.cable.id, "quantity": quantity}).line_ids

    def _split(self, line, quantity):
        wizard = self.env["rma.line.split"].with_user(self.user_service)
        wizard.create({"line_id": line.id, "quantity": quantity}).action_split()
        return line.case_id.line_ids.sorted("id")

    def _assert_split(self, lines, state, quantities=(3, 2), received=(0, 0)):
        self.assertRecordValues(
            lines,
            [
                {"quantity": quantity, "quantity_received": came, "state": state}
                for quantity, came in zip(quantities, received, strict=True)
            ],
        )

    def test_a_request_is_split(self):
        self._assert_split(self._split(self._line(), 2), "requested")

    def test_what_is_awaited_is_announced_in_parts(self):
        line = self._line()
        self._authorize(line.case_id)

        lines = self._split(line, 2)

        self._assert_split(lines, "authorized")
        moves = self._receipt(line.case_id).move_ids
        self.assertEqual(sorted(moves.mapped("product_uom_qty")), [2, 3])
        self.assertEqual(moves.rma_line_id, lines)
        self._receive(line.case_id)
        self._assert_split(lines, "received", received=(3, 2))

    def test_parts_of_inspected_goods_are_decided_differently(self):
        line = self._line()
        self._receive(self._authorize(line.case_id))
        self._inspect(line)

        lines = self._split(line, 2)

        self._assert_split(lines, "inspected", received=(3, 2))
        self._decide(lines[0], "restock", "credit")
        self._decide(lines[1], "as_is", "return")
        self.assertEqual(lines.mapped("settlement"), ["credit", "return"])

    def test_a_line_decided_in_advance_takes_its_part_along(self):
        line = self._line()
        self._authorize(line.case_id)
        decision = self._decide(line, "restock", "credit", is_advance=True).sudo()

        lines = self._split(line, 2)

        self._assert_split(lines, "decided")
        self.assertEqual(decision.line_ids, lines)
        self.assertEqual(lines.credit_line_id, decision.credit_note_ids.invoice_line_ids)
        self.assertEqual(sum(self._receipt(line.case_id).move_ids.mapped("product_uom_qty")), 5)

    def test_goods_decided_on_are_not_split(self):
        line = self._line()
        self._receive(self._authorize(line.case_id))
        self._inspect(line)
        self._decide(line, "as_is", "return")

        with self.assertRaisesRegex(UserError, "is decided by .*Cancel that decision first"):
            self._split(line, 2)

        self.assertEqual(line.quantity, 5)
        self.assertFalse(line.can_split)

    def test_nothing_must_be_left_over(self):
        line = self._line()

        for quantity in (0, 5, 6, -1):
            with self.subTest(quantity=quantity), self.assertRaisesRegex(UserError, "by less than"):
                self._split(line, quantity)

        self.assertEqual(line.case_id.line_ids, line)
