from contextlib import suppress
from pathlib import Path

from lxml import etree

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged
from odoo.tools import SQL, mute_logger

from .rights_table import DEPARTMENTS, RIGHTS, get_rights, is_closing, render
from .rights_worlds import UNWALKED, RightsWorlds

OPERATIONS = {"c": "create", "r": "read", "w": "write", "d": "unlink"}
# Forms made of core's documents, as batches of repairs, open for whoever has core's rights on them.
FORMS = (
    "rma.case", "rma.case.line", "rma.decision", "rma.inspection", "rma.receipt.check",
    "rma.parked.goods", "rma.8d.report", "rma.review.meeting", "rma.recall",
)  # fmt: skip
# A new one is none of the closed.
NEW = {("create", "rma.case"), ("create", "rma.8d.report")}


@tagged("post_install", "-at_install")
class TestRights(RightsWorlds):
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

    def _get_record(self, model, situation):
        """One's own record stands for those that are everybody's."""
        rights = RIGHTS[model]
        world = "own" if rights[situation] == rights["own"] else situation
        return self.worlds[world].get(model)

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

    def _attempt(self, record, operation, vals=None):
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
        elif vals:
            record.create(dict(vals))
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

    def test_another_warehouse_of_the_company_makes_no_difference(self):
        # As for others' work: what is not somebody's own has no warehouse either.
        world = self._make_records(self._build_elsewhere(), "other")
        self.assertNotEqual(world.case.warehouse_id, self.worlds["own"].case.warehouse_id)
        models = [name for name in self._get_walked() if self._is_made(name, "other")]
        for department in DEPARTMENTS:
            for model in models:
                record = self._as(department, world.get(model))
                with self.subTest(model=model, department=department):
                    self.assertEqual(
                        self._get_allowed(record), get_rights(model, "elsewhere", department)
                    )

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
    def test_what_is_closed_is_read_and_no_more(self):
        world = self._close(self._make_records(self._build_own(), "closed"))
        gaps = []
        for model in filter(is_closing, self._get_walked()):
            vals = world.prepare_vals(self.env[model].sudo())
            for department in DEPARTMENTS:
                record = self._as(department, world.get(model))
                rights = get_rights(model, "closed", department)
                self.assertEqual(record.has_access("read"), "r" in rights, model)
                gaps += self._find_gaps(record, vals)
        self.assertEqual(gaps, [])

    def _find_gaps(self, record, vals):
        """What may be done to a closed record, or to have one more of it."""
        gaps = []
        before = self._snapshot(record)
        for operation in ("create", "write", "unlink"):
            if (operation, record._name) not in NEW:
                with suppress(UserError), self.env.cr.savepoint():
                    self._attempt(record, operation, vals)
                    gaps.append((record.env.user.login, record._name, operation))
        self.assertEqual(self._snapshot(record), before)
        return gaps

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
    def test_every_department_opens_the_forms_of_its_own_work(self):
        for department in DEPARTMENTS:
            for model in FORMS:
                if "r" in get_rights(model, "own", department):
                    record = self._as(department, self.worlds["own"].get(model))
                    self.env.invalidate_all()
                    with self.subTest(model=model, department=department):
                        self.assertEqual(Form(record).record, record)

    def _get_listed(self, model):
        """The fields of a model's list, and the name every form asks for."""
        arch = self.env[model].get_views([(False, "list")])["views"]["list"]["arch"]
        return {node.get("name") for node in etree.fromstring(arch).iter("field")} | {
            "display_name"
        }

    def test_every_department_reads_the_lists_of_its_own_work(self):
        # Whoever may read a record reads its name and its list, whatever they are made of.
        refused = []
        for model in self._get_walked():
            listed = self._get_listed(model)
            for department in DEPARTMENTS:
                if "r" in get_rights(model, "own", department):
                    record = self._as(department, self.worlds["own"].get(model))
                    seen = listed & set(record.fields_get(listed, ["type"]))
                    self.env.invalidate_all()
                    try:
                        record.web_read(dict.fromkeys(seen, {}))
                    except AccessError as error:
                        refused.append((model, department, str(error)[:70]))
        self.assertEqual(refused, [])

    def test_the_docs_show_the_table(self):
        page = Path(__file__).parents[2] / "docs" / "rights.md"
        if page.exists():
            self.assertEqual(page.read_text(), render())
