from lxml import etree

from odoo.tests import tagged
from odoo.tools.safe_eval import safe_eval
from odoo.tools.view_validation import get_expression_field_names

from ..models.rma_closed_mixin import OPEN_FIELDS
from .common import DEPARTMENTS, RmaCommon

# Buttons that only show something.
READING = ("action_view_", "action_open", "action_export_", "action_print_")
# Buttons that change other records than the one they stand on, each with its own check.
ELSEWHERE = {
    "action_create_8d", "action_create_lesson", "action_decide_anew", "action_import",
    "action_plan_receipt", "action_preview_customer", "action_propose_decision", "action_resume",
    "action_run", "action_send_delay_notice", "action_supplier_pack", "action_verify_trail",
}  # fmt: skip
# Buttons whose effect nothing takes back, or that take something back.
IRREVERSIBLE = {
    "action_apply_credit", "action_back", "action_control_pass", "action_pass",
    "action_withdraw_inspection", "create_scrap", "create_take_over",
}  # fmt: skip
# Steps that messages tell people to take: model, button, and who takes it.
STEPS_BACK = [
    ("rma.case", "action_reopen", "service"),
    ("rma.case.line", "action_reopen", "service"),
    ("rma.case.line", "action_withdraw_inspection", "quality"),
    ("rma.8d.action", "action_back", "engineering"),
]
# Opened by a button that asks for a reason, and only then.
DIALOGS = (
    "rma_case_line_view_form_correct",
    "rma_case_view_form_downgrade",
    "rma_decision_view_form_refuse",
)


@tagged("post_install", "-at_install")
class TestOffered(RmaCommon):
    """What a view offers is what its user may do."""

    def _views(self, *types, models=()):
        """The addon's own views of these types, its dialogs left out."""
        data = self.env["ir.model.data"].search(
            [
                ("module", "=", "rma_repair"),
                ("model", "=", "ir.ui.view"),
                ("name", "not in", DIALOGS),
            ]
        )
        views = self.env["ir.ui.view"].browse(data.mapped("res_id"))
        return views.filtered(
            lambda view: view.type in types
            and view.mode == "primary"
            and (not models or view.model in models)
        )

    def _arch(self, view, user):
        return etree.fromstring(
            self.env[view.model].with_user(user).get_view(view.id, view.type)["arch"]
        )

    def _model_of(self, node, view):
        """The model whose record `node` stands on, in the view or in a list within it."""
        model = self.env[view.model]
        for field in reversed([above for above in node.iterancestors() if above.tag == "field"]):
            model = self.env[model._fields[field.get("name")].comodel_name]
        return model

    def _is_writing(self, node):
        name = node.get("name") or ""
        return (
            node.get("type") == "object"
            and not name.startswith((*READING, "create_"))
            and name not in ELSEWHERE
        )

    def test_readers_are_offered_nothing_that_writes(self):
        users = [getattr(self, f"user_{department}") for department in DEPARTMENTS]
        offered = set()
        for view in self._views("form", "list", "kanban"):
            readers = [u for u in users if self.env[view.model].with_user(u).has_access("read")]
            for user in readers:
                for node in filter(self._is_writing, self._arch(view, user).iter("button")):
                    model = self._model_of(node, view)
                    if not model.with_user(user).has_access("write"):
                        offered.add((model._name, node.get("name"), user.login))
        written = {  # Rows of other documents, and the trail, are written by nobody.
            entry
            for entry in offered
            if any(self.env[entry[0]].with_user(user).has_access("write") for user in users)
        }

        self.assertEqual(written, set())

    def test_steps_back_have_a_button(self):
        for model, name, department in STEPS_BACK:
            with self.subTest(model=model, name=name):
                user = getattr(self, f"user_{department}")
                arch = self.env[model].with_user(user).get_view(False, "form")["arch"]

                self.assertTrue(etree.fromstring(arch).xpath(f"//button[@name='{name}']"))

    def test_what_is_not_taken_back_asks_first(self):
        data = self.env["ir.model.data"].search(
            [("module", "=", "rma_repair"), ("model", "=", "ir.ui.view")]
        )
        buttons = [
            node
            for view in self.env["ir.ui.view"].browse(data.mapped("res_id"))
            for node in etree.fromstring(view.arch).iter("button")
            if node.get("name") in IRREVERSIBLE
        ]

        self.assertEqual({node.get("name") for node in buttons}, IRREVERSIBLE)
        self.assertEqual({node.get("name") for node in buttons if not node.get("confirm")}, set())

    def test_closed_records_can_not_be_edited(self):
        editable = set()
        for view in self._views("form", "list", models=("rma.case", "rma.case.line")):
            arch = self._arch(view, self.user_manager)
            if view.type == "form" or arch.get("multi_edit") or arch.get("editable"):
                editable |= {
                    (view.xml_id, node.get("name"))
                    for node in arch.iter("field")
                    if not any(above.tag == "field" for above in node.iterancestors())
                    and self._is_editable_when_closed(node, view)
                }

        # The lines of a closed case are read-only one by one.
        self.assertEqual(editable, {("rma_repair.rma_case_view_form", "line_ids")})

    def _is_editable_when_closed(self, node, view):
        field = self.env[view.model]._fields[node.get("name")]
        readonly = node.get("readonly") or str(bool(field.readonly))
        values = dict.fromkeys(get_expression_field_names(readonly), False)
        hidden = {node.get("invisible"), node.get("column_invisible")} & {"1", "True"}
        return (
            not hidden
            and field.name not in OPEN_FIELDS
            and not safe_eval(readonly, {**values, "state": "closed"})
        )

    def test_nobody_of_the_portal_is_offered_as_responsible(self):
        offered = [
            str(field)
            for model in self.env.values()
            for field in model._fields.values()
            if field.comodel_name == "res.users"
            and self._is_chosen(field)
            and "share" not in str(model.fields_get([field.name])[field.name]["domain"])
        ]

        self.assertEqual(offered, [])

    def _is_chosen(self, field):
        """Whether a person enters this field of ours."""
        model = self.env[field.model_name]
        ours = model._name.startswith("rma.") and not model._abstract
        return (
            field.store
            and not field.readonly
            and field.name not in ("create_uid", "write_uid")
            and (ours or model._name == "res.company" and field.name.startswith("rma_"))
            and model.with_user(self.user_manager).has_access("write")
        )
