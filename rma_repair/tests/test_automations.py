from unittest.mock import patch

from odoo import Command
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

    def _watch_every_field(self):
        """An automation of the company's own, which names no field."""
        automation = self.env["base.automation"].create(
            {
                "name": "Note every change",
                "model_id": self.env["ir.model"]._get_id("rma.decision"),
                "trigger": "on_create_or_write",
                "action_server_ids": [
                    Command.create(
                        {
                            "name": "Note",
                            "model_id": self.env["ir.model"]._get_id("rma.decision"),
                            "state": "code",
                            "code": "records.message_post(body='Something changed')",
                        }
                    )
                ],
            }
        )
        self.addCleanup(automation.unlink)

    def test_a_write_that_no_automation_watches_asks_none_of_them(self):
        self._sell_cables(2)
        decision = self._propose(self._cables(1), "restock", "credit")
        automations = type(self.env["base.automation"])

        with patch.object(automations, "_filter_post_export_domain", side_effect=AssertionError):
            decision.write({"reason": "Agreed on the phone"})

        self.assertEqual(decision.reason, "Agreed on the phone")

    def test_an_automation_of_ones_own_sees_every_write(self):
        self._sell_cables(2)
        decision = self._propose(self._cables(1), "restock", "credit")
        self._watch_every_field()

        decision.write({"reason": "Agreed on the phone"})

        self.assertIn("Something changed", decision.message_ids[:1].body)

    def test_an_effect_works_in_the_context_its_button_has(self):
        self._sell_cables(2)
        decisions = type(self.env["rma.decision"])
        seen = []

        def create_credit_note(decisions):
            seen.append(set(decisions.env.context))

        with patch.object(decisions, "create_credit_note", create_credit_note):
            self._credit(self._cables(1))

        self.assertEqual(len(seen), 1)
        self.assertFalse(seen[0] & {"active_id", "old_values", "__action_done", "domain_post"})
