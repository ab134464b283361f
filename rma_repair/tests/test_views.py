from lxml import etree

from odoo import Command
from odoo.tests import Form, new_test_user, tagged
from odoo.tools.safe_eval import safe_eval

from .common import DEPARTMENTS, RmaCommon

RMA_MODELS = ("rma.case", "rma.case.line", "rma.decision", "rma.disposition", "rma.failure.code")
# What each department sees of these entries of the app.
MENUS = {
    "service": "overview activity board_service case case_line decision receipt delivery repair "
    "analysis",
    "sales": "overview activity case case_line decision analysis",
    "warehouse": "overview activity board_warehouse case case_line decision receipt delivery "
    "repair analysis",
    "quality": "overview activity board_quality case case_line decision receipt delivery repair "
    "analysis failure_code",
    "workshop": "overview activity case case_line decision receipt delivery repair analysis",
    "engineering": "overview activity case case_line decision analysis",
    "purchasing": "overview activity case case_line decision analysis",
    "finance": "overview activity board_finance case case_line decision analysis",
    "manager": "case case_line decision receipt delivery repair analysis disposition failure_code "
    "authority authority_deputy segregation_override event overview activity board_service "
    "board_warehouse board_quality board_finance",
}


@tagged("post_install", "-at_install")
class TestViews(RmaCommon):
    """Every view of the addon opens for every department."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        lots = cls._sell_serials(4)
        cls.case = cls._inspected_case(*lots[:2])
        cls._propose(cls.case.line_ids[0], "repair", "return")
        cls._request(*lots[2:])

    def _for_each_department(self, check):
        """Run `check(user)` for every department, and tell all that fail."""
        for department in DEPARTMENTS:
            with self.subTest(department=department):
                check(getattr(self, f"user_{department}"))

    def _actions(self):
        return self.env["ir.actions.act_window"].browse(
            self.env["ir.model.data"]
            .search([("module", "=", "rma_repair"), ("model", "=", "ir.actions.act_window")])
            .mapped("res_id")
        )

    def _get_views(self, action, user):
        model = self.env[action.res_model].with_user(user)
        views = [
            (action.view_id.id if mode == action.view_id.type else False, mode)
            for mode in action.view_mode.split(",")
        ]
        return model, model.get_views([*views, (False, "search")])

    def _specification(self, arch):
        """The fields of a list or kanban as the web client reads them."""
        tree = etree.fromstring(arch)
        return {node.get("name"): {} for node in tree.iter("field")}

    def test_every_action_opens(self):
        def check(user):
            for action in self._actions():
                if self.env[action.res_model].with_user(user).has_access("read"):
                    model, loaded = self._get_views(action, user)
                    for mode in {"list", "kanban"}.intersection(loaded["views"]):
                        specification = self._specification(loaded["views"][mode]["arch"])
                        model.web_search_read([], specification)

        self._for_each_department(check)

    def test_every_form_opens(self):
        def check(user):
            for model in RMA_MODELS:
                records = self.env[model].search([], limit=5).with_user(user)
                for record in records._filtered_access("read"):
                    Form(record)

        self._for_each_department(check)

    def test_new_records_open_for_whoever_may_create_them(self):
        def check(user):
            for model in RMA_MODELS:
                if self.env[model].with_user(user).has_access("create"):
                    Form(self.env[model].with_user(user))

        self._for_each_department(check)

    def test_documents_open_with_their_button(self):
        line = self.case.line_ids[0]
        transfers = line.origin_move_id.picking_id | self._receipts()

        def check(user):
            # Core's own forms of transfers and orders fail without these groups.
            stock = transfers if user.has_group("stock.group_stock_user") else ()
            sales = user.has_group("sales_team.group_sale_salesman")
            orders = line.sale_order_id if sales else ()
            for document in (self.customer, self.drive, line.lot_id, *stock, *orders):
                if document.with_user(user).has_access("read"):
                    Form(document.with_user(user))

        self._for_each_department(check)

    def _receipts(self):
        return self.env["stock.picking"].search([("rma_case_id", "=", self.case.id)])

    def test_every_filter_and_grouping_works(self):
        def check(user):
            for model in RMA_MODELS[:3]:
                records = self.env[model].with_user(user)
                arch = records.get_views([(False, "search")])["views"]["search"]["arch"]
                for node in etree.fromstring(arch).iter("filter"):
                    self._apply(records, node, user)

        self._for_each_department(check)

    def _apply(self, records, node, user):
        if node.get("domain"):
            records.search_count(safe_eval(node.get("domain"), {"uid": user.id}))
        if node.get("context"):
            group_by = safe_eval(node.get("context"))["group_by"]
            records.formatted_read_group([], [group_by], ["__count"])

    def test_menus_show_what_a_department_uses(self):
        for department in DEPARTMENTS:
            with self.subTest(department=department):
                user = getattr(self, f"user_{department}")
                visible = self.env["ir.ui.menu"].with_user(user)._visible_menu_ids()
                names = {
                    data.name.removeprefix("menu_")
                    for data in self.env["ir.model.data"].search(
                        [
                            ("module", "=", "rma_repair"),
                            ("model", "=", "ir.ui.menu"),
                            ("res_id", "in", list(visible)),
                        ]
                    )
                    if self.env["ir.ui.menu"].browse(data.res_id).action
                }
                known = set(" ".join(MENUS.values()).split())
                self.assertEqual(names & known, set(MENUS[department].split()))

    def test_users_without_rma_see_nothing_new(self):
        user = new_test_user(
            self.env,
            "stranger",
            groups="stock.group_stock_user,sales_team.group_sale_salesman_all_leads,"
            "account.group_account_invoice",
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )
        line = self.case.line_ids[0]
        order = line.sale_order_id
        delivery = line.origin_move_id.picking_id
        documents = (order, delivery, order.invoice_ids, line.lot_id, self.drive, self.customer)

        menus = self.env["ir.ui.menu"].with_user(user)._visible_menu_ids()
        self.assertNotIn(self.env.ref("rma_repair.menu_root").id, menus)
        for document in documents:
            with self.subTest(document=document):
                document = document.with_user(user)
                arch = document.get_views([(False, "form")])["views"]["form"]["arch"]
                self.assertNotIn("action_view_rma_cases", arch)
                self.assertNotIn("action_open_rma_return", arch)
                self.assertEqual(document.rma_case_count, 0)
                Form(document)
