"""What a curious or cheating member of a department tries over RPC, past every view."""

from datetime import datetime, timedelta

from odoo import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .attack_common import FORGED, OUTSIDERS, PRICELESS, AttackCommon
from .common import DEPARTMENTS


@tagged("post_install", "-at_install")
class TestAttacks(AttackCommon):
    def test_nobody_writes_a_state_that_is_not_his_step(self):
        for department in self._each(DEPARTMENTS):
            self._refused("rma.case.line", "write", self.line.ids, {"state": "closed"})
            self._refused("rma.case", "write", self.case.ids, {"state": "closed"})
            if department not in ("finance", "manager"):
                self._refused("rma.decision", "write", self.money.ids, {"state": "authorized"})
            if department not in ("service", "manager"):
                self._refused(
                    "rma.case.line", "write", self.foreign_line.ids, {"state": "authorized"}
                )
        self.assertEqual((self.line.state, self.case.state), ("decided", "decided"))
        self.assertEqual((self.money.state, self.foreign_line.state), ("draft", "requested"))

    def test_no_key_of_the_context_opens_a_door(self):
        for department in self._each(DEPARTMENTS):
            for values in ({"state": "closed"}, {"decision_id": False}, {"inspected_by_id": 1}):
                self._refused("rma.case.line", "write", self.line.ids, values, context=dict(FORGED))
            hidden = self._hidden(department).ids
            self._refused("rma.case", "read", hidden, ["name"], context=dict(FORGED))
            forged = {**FORGED, "allowed_company_ids": self.abroad.company_id.ids}
            self._refused("rma.case", "search_read", [], ["name"], context=forged)
        self.assertEqual((self.line.state, self.line.decision_id), ("decided", self.decision))

    def test_records_of_others_are_not_reached_through_commands(self):
        for department in self._each(DEPARTMENTS):
            line = self._hidden(department).line_ids
            for command in (
                Command.update(line.id, {"reason": "Mine"}),
                Command.delete(line.id),
                Command.link(line.id),
                Command.set(line.ids),
            ):
                self._refused("rma.case", "write", self.case.ids, {"line_ids": [command]})
        for case in (self.foreign, self.abroad):
            self.assertRecordValues(case.line_ids, [{"case_id": case.id, "reason": "Secret"}])

    def test_a_decision_takes_no_lines_of_another_case(self):
        for _department in self._each(DEPARTMENTS):
            vals = {
                "case_id": self.case.id,
                "line_ids": [Command.set(self.foreign_line.ids)],
                "disposition_id": self._disposition("scrap", "none").id,
            }
            self._refused("rma.decision", "create", [vals])
            self._refused("rma.decision", "write", self.money.ids, {"line_ids": vals["line_ids"]})
        self.assertNotEqual(self.money.line_ids, self.foreign_line)

    def test_a_case_of_others_is_not_found(self):
        for department in self._each(DEPARTMENTS):
            hidden = self._hidden(department)
            domain = [("id", "=", hidden.id)]
            self._refused("rma.case", "read", hidden.ids, ["name"])
            self.assertFalse(self._call("rma.case", "search_read", domain, ["name"]))
            self.assertFalse(self._call("rma.case", "name_search", hidden.name))
            self.assertEqual(self._call("rma.case", "search_count", domain), 0)
            groups = self._call("rma.case", "formatted_read_group", domain, ["partner_id"], [])
            self.assertFalse(groups)
            self._refused("rma.case", "export_data", hidden.ids, ["name"])
            lines = [("case_id.name", "=", hidden.name)]
            self.assertFalse(self._call("rma.case.line", "search", lines))
            rows = [*lines, ("case_id.partner_id", "!=", False)]
            sets = [["product_id"], []]
            pivot = self._call("rma.case.line", "formatted_read_grouping_sets", rows, sets)
            self.assertFalse(pivot[0])

    def test_a_case_of_others_is_not_read_through_its_relatives(self):
        names = {"rma.approval": "case_ids"}
        for department in self._each(DEPARTMENTS):
            hidden = self._hidden(department)
            specification = {"line_ids": {"fields": {"case_id": {"fields": {"name": {}}}}}}
            self._refused("rma.case", "web_read", hidden.ids, specification)
            self._refused("rma.case.line", "read", hidden.line_ids.ids, ["partner_id"])
            for model in ("rma.line.stay", "rma.approval", "rma.inspection", "rma.decision"):
                domain = [(f"{names.get(model, 'case_id')}.name", "=", hidden.name)]
                if self.env[model].with_user(self._user(department)).has_access("read"):
                    self.assertFalse(self._call(model, "search", domain))
                else:
                    self._refused(model, "search", domain)

    def test_money_is_not_read_searched_summed_sorted_or_exported(self):
        domain = [("id", "=", self.decision.id)]
        for _department in self._each(PRICELESS):
            self._refused("rma.decision", "read", self.decision.ids, ["amount"])
            self._refused("rma.decision", "search", [*domain, ("amount", ">", 1)])
            self._refused("rma.decision", "search", domain, order="amount")
            self._refused("rma.decision", "formatted_read_group", domain, [], ["amount:sum"])
            self._refused("rma.decision", "formatted_read_group", domain, ["amount"], [])
            self._refused("rma.decision", "export_data", self.decision.ids, ["amount"])
            self._refused(
                "rma.case.line",
                "web_read",
                self.line.ids,
                {"decision_id": {"fields": {"amount": {}}}},
            )
            self._refused("rma.case.line", "search", [("decision_ids.amount", ">", 1)])
            self.assertNotIn("amount", self._call("rma.decision", "fields_get"))

    def test_messages_and_files_of_others_stay_closed(self):
        for department in self._each(DEPARTMENTS):
            hidden = self._hidden(department)
            file = self.files[hidden.id]
            domain = [("model", "=", "rma.case"), ("res_id", "=", hidden.id)]
            self.assertFalse(self._call("mail.message", "search", domain))
            found = self._call("ir.attachment", "search", [("name", "=", "secret.txt")])
            self.assertNotIn(file.id, found)
            self._refused("ir.attachment", "read", file.ids, ["raw"])
            self._refused("rma.case", "message_post", hidden.ids, body="I was here")
            self.assertEqual(self.url_open(f"/web/content/{file.id}").status_code, 404)

    def test_the_trail_and_the_exceptions_are_written_by_nobody(self):
        event = self.env["rma.event"].search([("case_ref", "=", self.case.id)], limit=1)
        hidden = [("case_ref", "=", self.abroad.id)]
        for department in self._each(DEPARTMENTS):
            self._refused("rma.event", "write", event.ids, {"kind": "erase"})
            self._refused("rma.event", "unlink", event.ids)
            self._refused("rma.event", "create", [{"case_ref": self.case.id}])
            if department in OUTSIDERS:
                self._refused("rma.event", "search_read", [], ["summary"])
            else:
                self.assertFalse(self._call("rma.event", "search", hidden))
        self.assertTrue(event.exists())

    def test_the_api_with_a_key_meets_the_same_gate(self):
        day = datetime.now() + timedelta(days=1)
        keys = self.env["res.users.apikeys"].with_user(self.user_workshop)
        headers = {"Authorization": f"Bearer {keys._generate('rpc', 'test', day)}"}
        for model, method, body in (
            ("rma.case.line", "write", {"ids": self.line.ids, "vals": {"state": "closed"}}),
            ("rma.case", "read", {"ids": self.foreign.ids, "fields": ["name"]}),
            ("rma.decision", "read", {"ids": self.decision.ids, "fields": ["amount"]}),
        ):
            with self.subTest(model=model, method=method), mute_logger("odoo.http"):
                answer = self.opener.post(
                    f"{self.base_url()}/json/2/{model}/{method}", json=body, headers=headers
                )
                self.assertIn(answer.status_code, (403, 422))
        self.env.invalidate_all()
        self.assertEqual(self.line.state, "decided")
