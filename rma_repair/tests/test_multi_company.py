"""Two companies that share customers and products: nothing leaks, nothing mixes."""

from contextlib import contextmanager

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import DEPARTMENTS, RmaCommon


@tagged("post_install", "-at_install")
class TestMultiCompany(RmaCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.home = cls.company
        cls.branch = cls._create_branch()
        cls.home_lots = cls._sell_serials(2, "HOME")
        cls.home_case = cls._inspected_case(*cls.home_lots)
        with cls._in(cls.branch):
            cls.branch_lots = cls._sell_serials(2, "BRANCH")
            cls.branch_case = cls._inspected_case(cls.branch_lots[0])

    @classmethod
    def _create_branch(cls):
        branch = cls.env["res.company"].create(
            {"name": "Branch", "country_id": cls.home.country_id.id}
        )
        cls.env.user.company_ids += branch
        cls.env["account.chart.template"].try_loading(cls.chart, branch, install_demo=False)
        branch.write({"inventory_valuation": cls.valuation, "cost_method": cls.cost_method})
        return branch

    @classmethod
    @contextmanager
    def _in(cls, company, *others):
        """Everything happens in `company`; its users belong to both."""
        env, home, warehouse = cls.env, cls.company, cls.warehouse
        users = cls._users()
        allowed = [company.id, *(other.id for other in others)]
        users.write({"company_ids": [Command.set((home | company).ids)]})
        cls.env = env(context=dict(env.context, allowed_company_ids=allowed))
        cls.company = company.with_env(cls.env)
        cls.warehouse = cls.env["stock.warehouse"].search([("company_id", "=", company.id)])
        names = ("drive", "cable", "customer", "failure", *(f"user_{name}" for name in DEPARTMENTS))
        kept = {name: getattr(cls, name) for name in names}
        for name, record in kept.items():
            setattr(cls, name, record.with_env(cls.env))
        try:
            yield
        finally:
            users.write({"company_ids": [Command.set(home.ids)]})
            cls.env, cls.company, cls.warehouse = env, home, warehouse
            for name, record in kept.items():
                setattr(cls, name, record)

    @classmethod
    def _users(cls):
        users = [getattr(cls, f"user_{name}") for name in (*DEPARTMENTS, "supervisor")]
        return cls.env["res.users"].union(*users)

    def _companies(self, case):
        """The companies of everything that was made for `case`."""
        case = case.sudo()
        decisions = case.decision_ids
        moves = decisions.move_ids | case.line_ids.move_line_ids.move_id
        notes = decisions.credit_note_ids
        return (
            case.company_id | case.warehouse_id.company_id | decisions.company_id
            | moves.company_id | moves.location_id.company_id | moves.location_dest_id.company_id
            | moves.picking_type_id.company_id | moves.account_move_id.company_id
            | notes.company_id | notes.journal_id.company_id | notes.line_ids.account_id.company_ids
            | decisions.repair_ids.company_id
            | self.env["rma.event"].sudo().search([("case_ref", "=", case.id)]).company_id
        )  # fmt: skip

    def test_a_user_of_both_works_in_either(self):
        with self._in(self.branch, self.home):
            case = self._inspected_case(self.branch_lots[1])
            decision = self._decide(case.line_ids, "restock", "credit")
            decision.sudo().credit_note_ids.with_user(self.user_manager).action_post()
        home = self._decide(self.home_case.line_ids[0], "restock", "credit")

        self.assertEqual(self._companies(case), self.branch)
        self.assertEqual(self._companies(home.case_id), self.home)
        self.assertEqual(decision.sudo().credit_note_ids.amount_untaxed, 100)

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_nobody_of_one_company_sees_the_other(self):
        hidden = self.branch_case.sudo().line_ids
        case = hidden.case_id
        for department in DEPARTMENTS:
            user = getattr(self, f"user_{department}")
            cases = self.env["rma.case"].with_user(user)
            with self.subTest(department=department):
                self.assertFalse(cases.search([("id", "=", case.id)]))
                self.assertFalse(cases.name_search(case.name))
                for record in (hidden, case):
                    with self.assertRaises(AccessError):
                        self.env[record._name].with_user(user).browse(record.id).read(
                            ["display_name"]
                        )
                with self.assertRaises(AccessError):
                    cases.with_context(allowed_company_ids=self.branch.ids).search([])

    def test_counts_of_shared_customers_and_products_are_the_companys_own(self):
        user = self.user_manager
        self.env.invalidate_all()

        self.assertEqual(self.customer.with_user(user).rma_case_count, 1)
        self.assertEqual(self.drive.with_user(user).rma_case_count, 1)
        counts = {
            queue.department: queue.with_user(user).count
            for queue in self.env["rma.queue"].search([("name", "=", "To Propose")])
        }
        self.assertLessEqual(set(counts.values()), {2})

    def test_goods_of_one_company_do_not_come_back_to_the_other(self):
        lot = self.branch_lots[1]

        case = self._request(lot)

        self.assertEqual(case.line_ids.origin_verdict, "unknown")
        self.assertFalse(case.line_ids.origin_move_id)
        with self.assertRaises(UserError):
            case.line_ids.with_user(self.user_service).write(
                {"sale_line_id": self.branch_case.sudo().line_ids.sale_line_id.id}
            )
        self.assertFalse(case.line_ids.sale_line_id)

    def test_what_one_company_gives_does_not_use_up_the_others_authority(self):
        self.env.ref("rma_repair.authority_finance").write(
            {"amount_limit": 150, "customer_limit": 150}
        )
        with self._in(self.branch):
            self._decide(self.branch_case.line_ids, "restock", "credit")

        decision = self._decide(self.home_case.line_ids[0], "restock", "credit")

        self.assertEqual(decision.state, "authorized")

    def test_a_case_takes_no_warehouse_or_lot_of_another_company(self):
        warehouse = self.branch_case.sudo().warehouse_id
        with self.assertRaises(UserError):
            self.home_case.sudo().warehouse_id = warehouse
            self.env.flush_all()
        self.env.invalidate_all()

        self.assertEqual(self.home_case.warehouse_id.company_id, self.home)

    def test_work_on_the_others_case_stays_the_others(self):
        """Both companies are ticked, home first; the case is the branch's."""
        with self._in(self.home, self.branch):
            self._users().write({"company_ids": [Command.set((self.home | self.branch).ids)]})
            case = self.branch_case.with_env(self.env)
            decision = self._decide(case.line_ids, "restock", "credit")
            decision.sudo().credit_note_ids.with_user(self.user_manager).action_post()

        self.assertTrue(decision.sudo().credit_note_ids)
        self.assertEqual(self._companies(case), self.branch)

    def test_a_new_case_and_report_of_a_user_of_both_are_of_the_company_he_is_in(self):
        with self._in(self.branch, self.home):
            case = self._request(self.branch_lots[1]).sudo()
            report = self.env["rma.8d.report"].create({"title": "D"}).sudo()
            found = case.line_ids.origin_move_id.company_id | case.warehouse_id.company_id

        self.assertEqual(case.company_id | report.company_id | found, self.branch)

    def test_an_8d_report_takes_and_warns_its_own_company_only(self):
        report = self.env["rma.8d.report"].create(
            {
                "title": "Drive stops",
                "company_id": self.branch.id,
                "product_id": self.drive.id,
                "failure_code_id": self.failure.id,
                "lot_ids": [Command.set(self.home_lots.ids)],
            }
        )
        key = (self.drive.id, self.failure.id, False)
        decision = self._decide(self.home_case.line_ids, "as_is", "return")
        delivery = decision.sudo().move_ids.picking_id

        self.assertFalse(self.home_case._get_8d_reports(key))
        self.assertFalse(delivery.eight_d_warning)
        self.assertEqual(self.branch_case.sudo()._get_8d_reports(key), report)
        report.company_id = self.home
        delivery.invalidate_recordset()
        self.assertIn(report.name, delivery.eight_d_warning)

    def test_the_others_repair_of_a_shared_serial_is_no_repeat_here(self):
        line = self.home_case.line_ids[0].sudo()
        warehouse = self.branch_case.sudo().warehouse_id
        repair = self.env["repair.order"].create(
            {
                "product_id": self.drive.id,
                "lot_id": line.lot_id.id,
                "company_id": self.branch.id,
                "picking_type_id": warehouse.repair_type_id.id,
            }
        )
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE repair_order SET state = 'done', date_done = now() WHERE id = %s", [repair.id]
        )
        repair.invalidate_recordset()

        line._compute_repeat_repair_id()

        self.assertFalse(line.repeat_repair_id)
