from pathlib import Path

from odoo.tests import tagged

from .common import DEPARTMENTS, RmaCommon
from .rights_table import RIGHTS, get_rights, render

OPERATIONS = {"c": "create", "r": "read", "w": "write", "d": "unlink"}


@tagged("post_install", "-at_install")
class TestRights(RmaCommon):
    def _get_addon_models(self):
        """The names of the models this addon defines, wizards included."""
        return {
            name
            for name, model in self.env.registry.items()
            if model._original_module == "rma_repair" and not model._abstract
        }

    def test_every_model_of_the_addon_has_its_row(self):
        self.assertEqual(self._get_addon_models(), set(RIGHTS))

    def test_every_department_may_do_what_the_table_says_and_no_more(self):
        for model in RIGHTS:
            for department in DEPARTMENTS:
                records = self.env[model].with_user(getattr(self, f"user_{department}"))
                allowed = "".join(
                    letter
                    for letter, operation in OPERATIONS.items()
                    if records.has_access(operation)
                )
                with self.subTest(model=model, department=department):
                    self.assertEqual(allowed, get_rights(model, department))

    def test_the_docs_show_the_table(self):
        page = Path(__file__).parents[2] / "docs" / "rights.md"
        if page.exists():
            self.assertEqual(page.read_text(), render())
