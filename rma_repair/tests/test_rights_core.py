"""What the addon adds to core's models shows nobody more of them than core did."""

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .common import RmaCommon


@tagged("post_install", "-at_install")
class TestRightsCore(RmaCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer.user_id = cls.user_sales
        cls.lot = cls._sell_serials(1)
        cls.case = cls._inspected_case(cls.lot)
        cls.decision = cls._decide(cls.case.line_ids, "restock", "credit")
        cls.note = cls.decision.sudo().credit_note_ids

    @classmethod
    def _user(cls, login, groups):
        return new_test_user(
            cls.env,
            login=login,
            groups=groups,
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )

    def _credit_notes(self, user):
        """What of the case's credit note `user` sees: by search, the case, the decision, a line."""
        case, decision = self.case.with_user(user), self.decision.with_user(user)
        self.env.invalidate_all()
        return [
            self.env["account.move"].with_user(user).search_count([("id", "=", self.note.id)]),
            case.credit_note_count,
            len(case._get_documents("credit_note_count")),
            len(decision.credit_note_ids),
            decision.credit_note_count,
        ]

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_credit_notes_of_other_salespeople_stay_theirs(self):
        self.note.invoice_user_id = self._user("rma_colleague", "sales_team.group_sale_salesman")

        self.assertEqual(self._credit_notes(self.user_sales), [0] * 5)
        with self.assertRaises(AccessError):
            self.case.line_ids.with_user(self.user_sales).credit_line_id.read(["price_unit"])

        self.note.invoice_user_id = self.user_sales
        self.assertEqual(self._credit_notes(self.user_sales), [1] * 5)

    def test_who_sees_no_invoices_sees_no_credit_notes(self):
        for user in (self.user_quality, self.user_workshop, self.user_warehouse):
            case = self.case.with_user(user)
            self.env.invalidate_all()
            with self.subTest(user=user.login):
                self.assertFalse(self.env["account.move"].with_user(user).has_access("read"))
                self.assertEqual(case.credit_note_count, 0)

    def test_a_serial_tells_of_credit_notes_only_who_may_read_them(self):
        self.note.with_user(self.user_finance).action_post()

        for user, seen in ((self.user_workshop, False), (self.user_manager, True)):
            history = self.lot.with_user(user)._get_rma_events()
            with self.subTest(user=user.login):
                self.assertEqual(self.note.name in str(history), seen)

    def test_transfers_of_another_warehouse_stay_closed_where_a_company_closes_them(self):
        """A company's own rule on transfers holds for what the addon shows of them."""
        other = self.env["stock.warehouse"].create({"name": "Second", "code": "WH2"})
        self.env["ir.rule"].create(
            {
                "name": "Transfers of one's own warehouse",
                "model_id": self.env.ref("stock.model_stock_picking").id,
                "domain_force": f"[('picking_type_id.warehouse_id', '=', {other.id})]",
                "groups": [Command.set(self.env.ref("rma_repair.group_quality").ids)],
            }
        )
        case = self.case.with_user(self.user_quality)
        self.env.invalidate_all()

        self.assertEqual((case.receipt_count, case.delivery_count), (0, 0))
        self.assertFalse(case._get_documents("receipt_count"))
        self.env.invalidate_all()
        self.assertEqual(self.case.with_user(self.user_warehouse).receipt_count, 1)

    def test_a_salesperson_sees_no_orders_of_a_colleague_through_a_case(self):
        colleague = self._user("rma_colleague", "sales_team.group_sale_salesman")
        order = self.case.line_ids.sale_line_id.order_id
        order.user_id = colleague
        case = self.case.with_user(self.user_sales)
        self.env.invalidate_all()

        self.assertFalse(
            self.env["sale.order"].with_user(self.user_sales).search_count([("id", "=", order.id)])
        )
        self.assertEqual(case.sale_order_count, 0)
        with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models.ir_rule"):
            case.line_ids.sale_line_id.read(["price_unit"])
