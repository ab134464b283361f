from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common_credit import CreditCommon


@tagged("post_install", "-at_install")
class TestAutomations(CreditCommon):
    def _switch_off(self, document):
        self.env.ref(f"rma_repair.automation_create_{document}").active = False

    def test_without_automation_the_line_stays_open_and_says_why(self):
        self._sell_cables(2)
        self._switch_off("credit_note")

        decision = self._credit(self._cables(1), "scrap")

        self.assertEqual(decision.line_ids.missing_documents, "credit note to create")
        self._assert_refused("credit note to create", decision.line_ids.write, {"state": "closed"})
        self.assertEqual(decision.line_ids.state, "decided")

    def test_the_button_makes_it_with_the_users_rights(self):
        self._sell_cables(2)
        self._switch_off("credit_note")
        decision = self._credit(self._cables(1))

        with self.assertRaises(AccessError):
            decision.with_user(self.user_quality).create_credit_note()
        self.assertFalse(decision.credit_note_ids)

        note = decision.with_user(self.user_finance).create_credit_note()
        self.assertEqual(note.create_uid, self.user_finance)
        self.assertEqual(decision.line_ids.credit_line_id.move_id, note.sudo())

    def test_goods_documents_are_the_warehouses_button(self):
        lots = self._sell_serials(1)
        self._stock(self.drive, 1, lots=["N1"])
        for document in ("take_over", "scrap", "replacement"):
            self._switch_off(document)
        case = self._inspected_case(*lots)
        decision = self._decide(case.line_ids, "scrap", "replace")
        self.assertFalse(decision.sudo().move_ids)

        decision.with_user(self.user_warehouse).action_create_documents()

        self.assertEqual(decision.sudo().scrap_ids.state, "done")
        self.assertEqual(case.line_ids.missing_documents, "replacement to ship")

    def test_switched_off_effects_stay_off_when_goods_come_or_repairs_end(self):
        lots = self._sell_serials(1)
        self._switch_off("return_delivery")
        case = self._inspected_case(*lots)
        decision = self._decide(case.line_ids, "repair", "return").sudo()

        self._repair(decision.repair_ids)

        self.assertEqual(case.line_ids.missing_documents, "delivery back to plan")
        decision.with_user(self.user_warehouse).create_return_delivery()
        self.assertEqual(case.line_ids.missing_documents, "delivery back to ship")
