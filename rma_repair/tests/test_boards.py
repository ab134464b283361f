from odoo.exceptions import ValidationError
from odoo.tests import new_test_user, tagged
from odoo.tools.safe_eval import safe_eval

from .common import DEPARTMENTS, RmaCommon
from .opened_action import OpenedAction


@tagged("post_install", "-at_install")
class TestBoards(RmaCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        lots = cls._sell_serials(5)
        cls._request(lots[0])
        cls._authorize(cls._request(lots[1]))
        cls._receive(cls._authorize(cls._request(lots[2])))
        case = cls._inspected_case(*lots[3:])
        cls._propose(case.line_ids[0], "restock", "credit").action_submit()

    def _queue(self, name, user):
        return self.env.ref(f"rma_repair.queue_{name}").with_user(user)

    def test_each_department_sees_its_own_queues(self):
        for department in DEPARTMENTS:
            user = getattr(self, f"user_{department}")
            with self.subTest(department=department):
                seen = set(self.env["rma.queue"].with_user(user).search([]).mapped("department"))
                if department == "manager":
                    self.assertEqual(seen, set(DEPARTMENTS))
                else:
                    self.assertEqual(seen, {department})

    def test_the_overview_shows_no_queue_that_leads_to_a_refusal(self):
        action = self.env.ref("rma_repair.rma_queue_action")
        domain = safe_eval(action.domain)
        missing = self.env.ref("rma_repair.queue_purchasing_parts")
        for department in DEPARTMENTS:
            user = getattr(self, f"user_{department}")
            with self.subTest(department=department):
                shown = self.env["rma.queue"].with_user(user).search(domain)
                self.assertTrue(shown)
                for queue in shown:
                    self.env[queue.res_model].with_user(user).check_access("read")
        clerk = new_test_user(self.env, "clerk", "rma_repair.group_purchasing")
        self.assertNotIn(missing, missing.with_user(clerk).search(domain))
        clerk.group_ids += self.env.ref("stock.group_stock_user")
        self.assertIn(missing, missing.with_user(clerk).search(domain))

    def test_a_new_member_of_a_department_sees_its_queues_at_once(self):
        queues = self.env["rma.queue"].with_user(self.user_sales)
        self.assertNotIn("finance", queues.search([]).mapped("department"))

        self.user_sales.group_ids += self.env.ref("rma_repair.group_finance")

        self.assertIn("finance", queues.search([]).mapped("department"))

    def test_counts_are_the_work_that_waits(self):
        counts = {
            ("service_new", "service"): 1,
            ("service_customer", "service"): 1,
            ("service_propose", "service"): 1,
            ("warehouse_receive", "warehouse"): 1,
            ("quality_inspect", "quality"): 1,
            ("finance_approve", "finance"): 1,
        }
        for (queue, department), count in counts.items():
            with self.subTest(queue=queue):
                user = getattr(self, f"user_{department}")
                self.assertEqual(self._queue(queue, user).count, count)

    def test_purchasing_sees_what_is_first_judged_to_be_a_supplier_s(self):
        queue = self._queue("purchasing_supplier", self.user_purchasing)
        before = queue.count
        line = self.env["rma.case.line"].search([("state", "=", "requested")], limit=1)

        line.with_user(self.user_service).liability = "material"
        queue.invalidate_recordset()

        self.assertEqual(queue.count, before + 1)

    def test_every_queue_opens_and_counts_for_its_department(self):
        for queue in self.env["rma.queue"].search([]):
            with self.subTest(queue=queue.name, department=queue.department):
                user = getattr(self, f"user_{queue.department}")
                action = queue.with_user(user).action_open()
                model = self.env[action["res_model"]].with_user(user)
                if model.has_access("read"):
                    self.assertEqual(
                        model.search_count(action["domain"]), queue.with_user(user).count
                    )

    def test_a_queue_runs_no_code(self):
        queue = self.env.ref("rma_repair.queue_service_new")

        with self.assertRaises(ValidationError):
            queue.domain = "[('id', '=', __import__('os').getpid())]"
        with self.assertRaises(ValidationError):
            queue.domain = "[('no_field', '=', 1)]"

    def _get_menus(self, user):
        """The menus of the app that `user` sees."""
        root = self.env.ref("rma_repair.menu_root")
        visible = self.env["ir.ui.menu"].with_user(user)._visible_menu_ids()
        return self.env["ir.ui.menu"].search(
            [("id", "child_of", root.id), ("id", "in", list(visible))]
        )

    def test_menus_show_only_what_the_user_can_use(self):
        for department in DEPARTMENTS:
            user = getattr(self, f"user_{department}")
            menus = self._get_menus(user)
            self.assertIn(self.env.ref("rma_repair.menu_overview"), menus)
            for menu in menus.filtered("action"):
                with self.subTest(department=department, menu=menu.complete_name):
                    self.env.invalidate_all()
                    OpenedAction(menu.action, user).open()
