from pathlib import Path
from unittest.mock import patch

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import Form, tagged
from odoo.tools import SQL, mute_logger

from .common import RmaCommon
from .rights_records import World
from .rights_table import DEPARTMENTS, RIGHTS, get_rights, render

OPERATIONS = {"c": "create", "r": "read", "w": "write", "d": "unlink"}
# Forms made of core's documents, as batches of repairs, open for whoever has core's rights on them.
FORMS = (
    "rma.case", "rma.case.line", "rma.decision", "rma.inspection", "rma.receipt.check",
    "rma.parked.goods", "rma.8d.report", "rma.review.meeting", "rma.recall",
)  # fmt: skip
# Made by the system or seen as a whole: no single record to walk.
UNWALKED = {
    "rma.reconciliation", "rma.reconciliation.row", "rma.customer.goods", "rma.event", "rma.queue",
    "rma.job",
}  # fmt: skip


@tagged("post_install", "-at_install")
class TestRights(RmaCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer.user_id = cls.user_sales
        cls._stock(cls.cable, 9)
        cls._sell(cls.cable, 3)
        cls.lot = cls._sell_serials(1)
        cls.worlds = {
            "own": cls._build_own(),
            "other": cls._build_other(),
            "abroad": cls._build_abroad(),
        }
        # Made here, so that no test takes its records along when it is rolled back. What a check of
        # a receipt asks of its transfer does not matter for who may read it.
        with patch.object(cls.registry["rma.receipt.check"], "_load_lines", lambda check: None):
            cls._make_records()

    @classmethod
    def _make_records(cls):
        for model in RIGHTS:
            if model not in UNWALKED and not cls.env[model]._transient:
                for situation in cls.worlds:
                    cls._get_record(model, situation)

    @classmethod
    def _build_own(cls):
        """A case every department has its part in."""
        case = cls._inspected_case({"product_id": cls.cable.id, "quantity": 1})
        decision = cls._decide(case.line_ids, "repair", "return")
        line = case.line_ids.sudo()
        report = cls._create_report(line, supplier_id=cls.other_customer.id)
        line.write({"liability": "material", "eight_d_id": report.id})
        picking = line.move_line_ids.picking_id[:1]
        return cls._world(
            case=case, line=line, decision=decision, repair=decision.sudo().repair_ids,
            report=report, picking=picking,
        )  # fmt: skip

    @classmethod
    def _build_other(cls):
        """A request that waits for the service desk, of a customer nobody in sales looks after."""
        line_vals = {"product_id": cls.cable.id, "quantity": 1}
        case = cls._request(line_vals, customer=cls.other_customer)
        decision = cls._propose(case.line_ids, "repair", "return")
        return cls._world(
            case=case, line=case.line_ids, decision=decision, repair=cls._create_repair(),
            report=cls._create_report(case.line_ids.browse()), picking=cls._create_receipt(case),
        )  # fmt: skip

    @classmethod
    def _build_abroad(cls):
        """The same in a company nobody of these users belongs to."""
        company = cls.env["res.company"].create({"name": "Abroad"})
        env = cls.env["res.company"].with_company(company).sudo().env
        warehouse = env["stock.warehouse"].search([("company_id", "=", company.id)])
        case = env["rma.case"].create(
            {
                "partner_id": cls.customer.id,
                "company_id": company.id,
                "warehouse_id": warehouse.id,
                "line_ids": [Command.create({"product_id": cls.cable.id})],
            }
        )
        repair = env["repair.order"].create(
            {"product_id": cls.cable.id, "company_id": company.id, "partner_id": cls.customer.id}
        )
        lot_vals = {"name": "ABROAD", "product_id": cls.drive.id, "company_id": company.id}
        return World(
            env, company=company, partner=cls.customer, product=cls.cable,
            uom=cls.cable.uom_id, failure=cls.failure, case=case,
            line=case.line_ids, repair=repair, lot=env["stock.lot"].create(lot_vals),
            disposition=cls._disposition("repair", "return"),
            report=cls._create_report(case.line_ids.browse(), company_id=company.id),
            picking=cls._create_receipt(case), user=cls.env.user,
        )  # fmt: skip

    @classmethod
    def _world(cls, **records):
        return World(
            cls.env(su=True), company=cls.company, partner=cls.other_customer, product=cls.cable,
            uom=cls.cable.uom_id, failure=cls.failure,
            lot=cls.lot, user=cls.env.user,
            disposition=cls._disposition("repair", "return"), **records,
        )  # fmt: skip

    @classmethod
    def _create_report(cls, lines, **values):
        report = cls.env["rma.8d.report"].sudo()
        return report.create(
            {"title": "8D", "product_id": cls.cable.id, "company_id": cls.company.id, **values}
        )

    @classmethod
    def _create_repair(cls):
        return cls.env["repair.order"].create(
            {"product_id": cls.cable.id, "partner_id": cls.other_customer.id}
        )

    @classmethod
    def _create_receipt(cls, case):
        case = case.sudo()
        return (
            cls.env["stock.picking"]
            .sudo()
            .create(
                {
                    "picking_type_id": case.warehouse_id.in_type_id.id,
                    "company_id": case.company_id.id,
                    "rma_case_id": case.id,
                }
            )
        )

    def _get_addon_models(self):
        """The names of the models this addon defines, wizards included."""
        return {
            name
            for name, model in self.env.registry.items()
            if model._original_module == "rma_repair" and not model._abstract
        }

    def _get_walked(self):
        return [
            name
            for name in sorted(RIGHTS)
            if name not in UNWALKED and not self.env[name]._transient
        ]

    def _user(self, department):
        return getattr(self, f"user_{department}")

    @classmethod
    def _get_record(cls, model, situation):
        """One's own record stands for those that are everybody's."""
        rights = RIGHTS[model]
        world = "own" if rights[situation] == rights["own"] else situation
        return cls.worlds[world].get(model)

    def _as(self, department, record):
        user = self._user(department)
        return record.with_user(user).with_context(allowed_company_ids=self.company.ids)

    def _get_allowed(self, records):
        return "".join(
            letter for letter, operation in OPERATIONS.items() if records.has_access(operation)
        )

    def _snapshot(self, record):
        """The version of the record's row: any write gives it another."""
        self.env.flush_all()
        query = "SELECT xmin::text, ctid::text FROM %s WHERE id = %s"
        table = SQL.identifier(record._table)
        return self.env.execute_query(SQL(query, table, record.id))

    def _attempt(self, record, operation):
        """Do it for real; whoever is refused meets an AccessError."""
        name = next(
            name
            for name, field in record._fields.items()
            if field.store and field.type in ("char", "text", "many2one", "selection")
        )
        if operation == "read":
            record.read([name])
        elif operation == "write":
            record.write({name: False})
        elif operation == "unlink":
            record.unlink()
        else:
            record.check_access("create")

    def _walk(self, situation, department):
        for model in self._get_walked():
            record = self._as(department, self._get_record(model, situation))
            expected = get_rights(model, situation, department)
            with self.subTest(model=model, situation=situation, department=department):
                self.assertEqual(self._get_allowed(record), expected)
                before = self._snapshot(record)
                for letter, operation in OPERATIONS.items():
                    if letter not in expected:
                        with self.assertRaises(UserError):
                            self._attempt(record, operation)
                self.assertEqual(self._snapshot(record), before)

    def test_every_model_of_the_addon_has_its_row(self):
        self.assertEqual(self._get_addon_models(), set(RIGHTS))

    def test_every_department_may_do_what_the_table_says_with_wizards_and_views(self):
        for model in set(RIGHTS) - set(self._get_walked()):
            for department in DEPARTMENTS:
                records = self.env[model].with_user(self._user(department))
                with self.subTest(model=model, department=department):
                    self.assertEqual(
                        self._get_allowed(records), get_rights(model, "own", department)
                    )

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
    def test_every_department_may_do_what_the_table_says_with_its_own_work(self):
        for department in DEPARTMENTS:
            self._walk("own", department)

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
    def test_every_department_may_do_what_the_table_says_with_others_work(self):
        for department in DEPARTMENTS:
            self._walk("other", department)

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
    def test_nobody_touches_another_company(self):
        for department in DEPARTMENTS:
            self._walk("abroad", department)

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
    def test_every_department_opens_the_forms_of_its_own_work(self):
        for department in DEPARTMENTS:
            for model in FORMS:
                if "r" in get_rights(model, "own", department):
                    record = self._as(department, self.worlds["own"].get(model))
                    self.env.invalidate_all()
                    with self.subTest(model=model, department=department):
                        self.assertEqual(Form(record).record, record)

    def test_the_docs_show_the_table(self):
        page = Path(__file__).parents[2] / "docs" / "rights.md"
        if page.exists():
            self.assertEqual(page.read_text(), render())
