"""Curious or cheating members of a department, who talk to the server past every view."""

from odoo import Command
from odoo.tests import HttpCase, JsonRpcException
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


LOUD = (
    "odoo.http", "odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model",
    "odoo.addons.base.models.ir_attachment",
)  # fmt: skip


class AttackCommon(RmaCommon, HttpCase):
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
        cls.abroad = cls._create_abroad()
        vals = {"name": "secret.txt", "raw": b"secret", "res_model": "rma.case"}
        cls.files = {}
        for case in (cls.foreign, cls.abroad):
            case.message_post(body="A secret word")
            files = case.env["ir.attachment"]
            cls.files[case.id] = files.create({**vals, "res_id": case.id})

    @classmethod
    def _create_abroad(cls):
        """A case of a company that none of the users belongs to."""
        company = cls.env["res.company"].sudo().create({"name": "Abroad"})
        warehouse = cls.env["stock.warehouse"].sudo().search([("company_id", "=", company.id)])
        line = {"product_id": cls.cable.id, "reason": "Secret"}
        vals = {
            "partner_id": cls.customer.id,
            "company_id": company.id,
            "warehouse_id": warehouse.id,
            "line_ids": [Command.create(line)],
        }
        return cls.env["rma.case"].sudo().with_company(company).create(vals)

    def _hidden(self, department):
        """A case the department sees nothing of."""
        return self.foreign if department in OUTSIDERS else self.abroad

    def _login(self, department):
        self.authenticate(f"rma_{department}", f"rma_{department}")

    def _call(self, model, method, *args, **kwargs):
        """The answer of the server to whoever is logged in."""
        params = {"model": model, "method": method, "args": list(args), "kwargs": kwargs}
        with mute_logger(*LOUD):
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

    def _user(self, department):
        return getattr(self, f"user_{department}")
