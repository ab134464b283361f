"""What a curious or cheating member of a department tries over RPC, past every view."""

from datetime import datetime, timedelta

from odoo import Command
from odoo.tests import HttpCase, JsonRpcException, tagged
from odoo.tools import mute_logger

from .common import RmaCommon

# Who has no business with a request that waits for the service desk.
OUTSIDERS = ("sales", "warehouse", "workshop", "engineering", "purchasing")
# Who sees no money.
PRICELESS = ("warehouse", "quality", "workshop", "engineering", "purchasing")
FORGED = {
    "sudo": True,
    "su": True,
    "uid": 1,
    "force": True,
    "install_mode": True,
    "module": "rma_repair",
    "no_guard": True,
    "skip_rma_checks": True,
    "import_file": True,
    "tracking_disable": True,
}


@tagged("post_install", "-at_install")
class TestAttacks(RmaCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        lots = cls._sell_serials(2)
        cls.case = cls._inspected_case(lots[0])
        cls.line = cls.case.line_ids
        cls.decision = cls._decide(cls.line, "repair", "return", reason="Agreed")
        cls.money = cls._propose(cls._inspected_case(lots[1]).line_ids, "restock", "credit")
        cls.foreign = cls._request(
            {"product_id": cls.cable.id, "quantity": 1, "reason": "Secret"},
            customer=cls.other_customer,
        )
        cls.foreign_line = cls.foreign.line_ids
        cls.foreign.message_post(body="A secret word")
        vals = {"name": "secret.txt", "raw": b"secret", "res_model": "rma.case"}
        files = cls.env["ir.attachment"].with_user(cls.user_service)
        cls.attachment = files.create({**vals, "res_id": cls.foreign.id})

    def _login(self, department):
        self.authenticate(f"rma_{department}", f"rma_{department}")

    def _call(self, model, method, *args, **kwargs):
        """The answer of the server to whoever is logged in."""
        params = {"model": model, "method": method, "args": list(args), "kwargs": kwargs}
        with mute_logger("odoo.http", "odoo.addons.base.models.ir_rule"):
            return self.make_jsonrpc_request("/web/dataset/call_kw", params)

    def _refused(self, model, method, *args, **kwargs):
        """The server refuses, and says it is a matter of rights or rules."""
        with self.assertRaisesRegex(JsonRpcException, "AccessError|UserError|ValidationError"):
            self._call(model, method, *args, **kwargs)
        self.env.invalidate_all()

    def _each(self, departments):
        for department in departments:
            with self.subTest(department=department):
                self._login(department)
                yield department

    def test_nobody_writes_a_state_that_is_not_his_step(self):
        for department in self._each(("service", "quality", *OUTSIDERS, "finance")):
            self._refused("rma.case.line", "write", self.line.ids, {"state": "closed"})
            self._refused("rma.case", "write", self.case.ids, {"state": "closed"})
            if department != "finance":
                self._refused("rma.decision", "write", self.money.ids, {"state": "authorized"})
            if department != "service":
                self._refused(
                    "rma.case.line", "write", self.foreign_line.ids, {"state": "authorized"}
                )
        self.assertEqual((self.line.state, self.case.state), ("decided", "decided"))
        self.assertEqual((self.money.state, self.foreign_line.state), ("draft", "requested"))

    def test_no_key_of_the_context_opens_a_door(self):
        for _department in self._each(OUTSIDERS):
            for values in ({"state": "closed"}, {"decision_id": False}, {"finding": "ntf"}):
                self._refused("rma.case.line", "write", self.line.ids, values, context=dict(FORGED))
            self._refused("rma.case", "read", self.foreign.ids, ["name"], context=dict(FORGED))
        self.assertEqual((self.line.state, self.line.decision_id), ("decided", self.decision))

    def test_records_of_others_are_not_reached_through_commands(self):
        commands = [
            Command.update(self.foreign_line.id, {"reason": "Mine"}),
            Command.delete(self.foreign_line.id),
            Command.link(self.foreign_line.id),
            Command.set(self.foreign_line.ids),
        ]
        for _department in self._each(OUTSIDERS):
            for command in commands:
                self._refused("rma.case", "write", self.case.ids, {"line_ids": [command]})
        self.assertRecordValues(
            self.foreign_line, [{"case_id": self.foreign.id, "reason": "Secret"}]
        )

    def test_a_decision_takes_no_lines_of_another_case(self):
        for _department in self._each(("workshop", "service")):
            vals = {
                "case_id": self.case.id,
                "line_ids": [Command.set(self.foreign_line.ids)],
                "disposition_id": self._disposition("scrap", "none").id,
            }
            self._refused("rma.decision", "create", [vals])
            self._refused("rma.decision", "write", self.money.ids, {"line_ids": vals["line_ids"]})
        self.assertNotEqual(self.money.line_ids, self.foreign_line)

    def test_a_case_of_others_is_not_found(self):
        for _department in self._each(OUTSIDERS):
            domain = [("id", "=", self.foreign.id)]
            self._refused("rma.case", "read", self.foreign.ids, ["name"])
            self.assertFalse(self._call("rma.case", "search_read", domain, ["name"]))
            self.assertFalse(self._call("rma.case", "name_search", self.foreign.name))
            self.assertEqual(self._call("rma.case", "search_count", domain), 0)
            groups = self._call("rma.case", "formatted_read_group", domain, ["partner_id"], [])
            self.assertFalse(groups)
            self._refused("rma.case", "export_data", self.foreign.ids, ["name"])
            lines = [("case_id.name", "=", self.foreign.name)]
            self.assertFalse(self._call("rma.case.line", "search", lines))

    def test_a_case_of_others_is_not_read_through_its_relatives(self):
        for _department in self._each(OUTSIDERS):
            specification = {"line_ids": {"fields": {"case_id": {"fields": {"name": {}}}}}}
            self._refused("rma.case", "web_read", self.foreign.ids, specification)
            for model in ("rma.line.stay", "rma.approval", "rma.inspection", "rma.decision"):
                name = "case_ids" if model == "rma.approval" else "case_id"
                self.assertFalse(
                    self._call(model, "search", [(f"{name}.name", "=", self.foreign.name)])
                )

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
        for _department in self._each(OUTSIDERS):
            domain = [("model", "=", "rma.case"), ("res_id", "=", self.foreign.id)]
            self.assertFalse(self._call("mail.message", "search", domain))
            found = self._call("ir.attachment", "search", [("name", "=", "secret.txt")])
            self.assertNotIn(self.attachment.id, found)
            self._refused("ir.attachment", "read", self.attachment.ids, ["raw"])
            self._refused("rma.case", "message_post", self.foreign.ids, body="I was here")
            self.assertEqual(self.url_open(f"/web/content/{self.attachment.id}").status_code, 404)

    def test_the_trail_and_the_exceptions_are_written_by_nobody(self):
        event = self.env["rma.event"].search([("case_ref", "=", self.case.id)], limit=1)
        for _department in self._each(("service", "quality", "finance", "manager")):
            self._refused("rma.event", "write", event.ids, {"kind": "erase"})
            self._refused("rma.event", "unlink", event.ids)
            self._refused("rma.event", "create", [{"case_id": self.case.id}])
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
