from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .common import DEPARTMENTS, RmaCommon


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

    def test_menus_show_only_what_the_user_can_use(self):
        root = self.env.ref("rma_repair.menu_root")
        for department in DEPARTMENTS:
            user = getattr(self, f"user_{department}")
            visible = self.env["ir.ui.menu"].with_user(user)._visible_menu_ids()
            menus = self.env["ir.ui.menu"].search(
                [("id", "child_of", root.id), ("id", "in", list(visible))]
            )
            self.assertIn(self.env.ref("rma_repair.menu_overview"), menus)
            for action in menus.filtered("action").mapped("action"):
                if action._name == "ir.actions.act_window":
                    with self.subTest(department=department, action=action.name):
                        self._open(action, user)

    def _open(self, action, user):
        """Load the first view of an action and its records, as the client would."""
        model = self.env[action.res_model].with_user(user)
        views = model.get_views([(False, action.view_mode.split(",")[0])])
        self.assertTrue(views["views"])
        if not model._transient:
            model.search([], limit=1).read(["display_name"])
