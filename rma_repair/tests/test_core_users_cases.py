"""Documents of cases lie among core's own: who may work on those may work on these."""

from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from .common_repair import RepairCommon
from .core_users import CoreUsersCommon


@tagged("post_install", "-at_install")
class TestCoreUsersOnCases(CoreUsersCommon, RepairCommon):
    def test_who_ships_receives_and_ships_for_a_case(self):
        case = self._authorize(self._request(*self._sell_serials(1)))
        self._stock(self.drive, 1, lots=["NEW1"])

        self._validate(case.line_ids.move_line_ids.picking_id)
        self._inspect(case.line_ids)
        decision = self._decide(case.line_ids, "restock", "replace").sudo()
        self._validate(decision.move_ids.picking_id.filtered(lambda p: p.state != "done"))

        self.assertEqual(case.line_ids.state, "closed")

    def test_who_invoices_posts_the_credit_note_of_a_case(self):
        line = self._inspected_case(*self._sell_serials(1)).line_ids
        note = self._decide(line, "scrap", "credit").sudo().credit_note_ids
        self.env.invalidate_all()
        note = note.with_user(self.biller)
        Form(note).save()

        note.action_post()
        self.env.invalidate_all()
        closed = line.state
        note.button_draft()
        note.action_post()

        self.assertEqual((closed, line.state, note.state), ("closed", "closed", "posted"))

    def test_who_ships_takes_a_receipt_of_a_case_back(self):
        case = self._authorize(self._request(*self._sell_serials(2)))
        receipt = case.line_ids.move_line_ids.picking_id.with_user(self.shipper)
        self.env.invalidate_all()

        receipt.do_unreserve()
        receipt.action_assign()
        receipt.action_cancel()

        self.assertEqual(receipt.state, "cancel")

    def test_who_ships_receives_one_unit_of_two(self):
        case = self._authorize(self._request(*self._sell_serials(2)))
        receipt = case.line_ids.move_line_ids.picking_id.with_user(self.shipper)
        receipt.move_ids.picked = False
        receipt.move_line_ids[0].picked = True
        self.env.invalidate_all()

        action = receipt.button_validate()
        wizard = self.env[action["res_model"]].with_user(self.shipper)
        wizard.with_context(**action["context"]).create({}).process()

        self.assertEqual(sorted(case.line_ids.mapped("state")), ["authorized", "received"])

    def test_who_sells_is_told_how_the_quotation_of_a_repair_is_taken(self):
        order = self._quote(self._open_charged_repair())
        order.user_id = self.seller
        self.env.invalidate_all()
        order = order.with_user(self.seller)
        Form(order).save()

        with self.assertRaisesRegex(UserError, "quotes a repair"):
            order.action_confirm()

    def test_what_the_addon_adds_to_documents_of_cases_is_read(self):
        repair = self._open_charged_repair()
        self._quote(repair)
        line = self._inspected_case(*self._sell_serials(1, prefix="CR")).line_ids
        self._decide(line, "scrap", "credit")

        refused = self._get_refused(self.seller, self.shipper, self.biller, self.accountant)

        self.assertFalse(refused)
        Form(repair.with_user(self.shipper))

    def test_who_sells_changes_and_copies_an_order_that_came_back(self):
        line = self._inspected_case(*self._sell_serials(1)).line_ids
        order = line.sudo().sale_order_id
        order.user_id = self.seller
        self.env.invalidate_all()

        order.with_user(self.seller).write({"client_order_ref": "NEW"})
        order.with_user(self.seller).copy()

        self.assertEqual(order.client_order_ref, "NEW")

    def test_who_repairs_is_told_what_an_rma_repair_asks_for(self):
        repair = self._open_repairs().with_user(self.shipper)
        self.env.invalidate_all()
        Form(repair)

        with self.assertRaisesRegex(UserError, "plan"):
            repair.action_repair_start()

        self.assertEqual(repair.state, "confirmed")

    def test_a_portal_user_sees_nothing_of_the_house(self):
        """By RPC he reads his orders, invoices and transfers, and the company he deals with."""
        portal = self._create_user("core_portal", "base.group_portal", partner_id=self.customer.id)
        self._decide(self._inspected_case(*self._sell_serials(1)).line_ids, "scrap", "credit")

        self.assertFalse(self._get_refused(portal))
        for model, name in (
            ("account.move", "rma_is_disputed"),
            ("res.company", "rma_labour_rate"),
            ("res.partner", "rma_supplier_ppm"),
            ("stock.picking", "eight_d_warning"),
        ):
            self.assertNotIn(name, self.env[model].with_user(portal).fields_get())
