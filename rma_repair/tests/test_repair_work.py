from datetime import datetime

from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_repair import RepairCommon


@tagged("post_install", "-at_install")
class TestTechnician(RepairCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.drives = cls.env["product.category"].create({"name": "Drives"})
        cls.servos = cls.env["product.category"].create(
            {"name": "Servos", "parent_id": cls.drives.id}
        )
        cls.drive.categ_id = cls.servos

    def _technician(self, user, *categories, **values):
        return self.env["rma.technician"].create(
            {
                "user_id": user.id,
                "company_id": self.company.id,
                "category_ids": [Command.set([category.id for category in categories])],
                **values,
            }
        )

    def test_the_nearest_skill_gets_the_repair(self):
        self._technician(self.user_workshop)
        self._technician(self.user_workshop2, self.drives)

        repairs = self._open_repairs(2)

        self.assertEqual(repairs.user_id, self.user_workshop2)

    def test_work_is_shared_by_load(self):
        self._technician(self.user_workshop, self.servos)
        self._technician(self.user_workshop2, self.servos)

        repairs = self._open_repairs(4)

        self.assertEqual(len(repairs.filtered(lambda one: one.user_id == self.user_workshop)), 2)
        self.assertEqual(len(repairs.filtered(lambda one: one.user_id == self.user_workshop2)), 2)

    def test_who_has_less_to_do_is_chosen(self):
        self._technician(self.user_workshop)
        busy = self._open_repairs(prefix="A")
        busy.plan_hours = 10
        self._technician(self.user_workshop2)

        self.assertEqual(self._open_repairs(prefix="B").user_id, self.user_workshop2)

    def test_the_technician_can_be_changed(self):
        self._technician(self.user_workshop)
        repair = self._open_repairs()

        repair.user_id = self.user_workshop2

        self.assertEqual(repair.user_id, self.user_workshop2)

    def test_without_technicians_the_repair_waits_for_whoever_starts_it(self):
        repair = self._open_repairs()
        self.assertFalse(repair.user_id)

        self._start(repair)

        self.assertEqual(repair.user_id, self.user_workshop)


@tagged("post_install", "-at_install")
class TestLabour(RepairCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.repair = cls._open_repairs()
        cls.Labour = cls.env["rma.repair.labour"].with_user(cls.user_workshop)

    def test_hours_by_timer_cost_the_technicians_rate(self):
        self.env["rma.technician"].create(
            {
                "user_id": self.user_workshop.id,
                "company_id": self.company.id,
                "cost_rate": 36.0,
            }
        )
        self._start(self.repair)

        labour = self.repair.action_timer_start()
        self.assertTrue(self.repair.is_timer_running)
        start, end = datetime(2026, 3, 2, 8), datetime(2026, 3, 2, 9, 30)
        labour.write({"date_start": start, "date_end": end})

        self.assertRecordValues(labour.sudo(), [{"hours": 1.5, "cost_rate": 36.0, "cost": 54.0}])
        self.assertEqual(self.repair.labour_hours, 1.5)
        self.assertFalse(self.repair.is_timer_running)

    def test_hours_by_hand_end_after_so_long(self):
        self._start(self.repair)

        labour = self.Labour.create(
            {
                "repair_id": self.repair.id,
                "hours": 2,
                "date_start": datetime(2026, 3, 2, 8),
            }
        )

        self.assertEqual(labour.date_end, datetime(2026, 3, 2, 10))
        self.assertEqual(labour.sudo().cost, 40.0)

    def test_one_timer_runs_per_technician(self):
        other = self._open_repairs(prefix="B")
        self._start(self.repair | other)
        self.repair.action_timer_start()

        other.action_timer_start()

        self.assertFalse(self.repair.is_timer_running)
        self.assertTrue(other.is_timer_running)
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            self.Labour.create({"repair_id": self.repair.id})
            self.env.flush_all()

    def test_only_diagnosis_is_noted_before_the_start(self):
        with self.assertRaises(UserError):
            self.Labour.create({"repair_id": self.repair.id, "hours": 1})

        diagnosis = self.Labour.create(
            {"repair_id": self.repair.id, "hours": 1, "kind": "diagnosis"}
        )
        self.assertEqual(self.Labour.search([("repair_id", "=", self.repair.id)]), diagnosis)

    def test_what_was_noted_stays_after_the_end(self):
        self._start(self.repair)
        labour = self.Labour.create({"repair_id": self.repair.id, "hours": 1})
        self.repair.action_control_request()
        self.repair.with_user(self.user_quality).action_control_pass()

        for change in (labour.unlink, lambda: labour.write({"hours": 9})):
            with self.assertRaisesRegex(UserError, "not under repair"):
                change()

        self.assertEqual(labour.hours, 1)


@tagged("post_install", "-at_install")
class TestParts(RepairCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.repair = cls._open_repairs()
        cls.rare = cls._create_product("Rare part")

    def test_a_part_without_stock_blocks_the_end(self):
        part = self._add_part(self.repair, self.rare)
        self._start(self.repair)

        with self.assertRaisesRegex(UserError, "without its parts: Rare part"):
            self.repair.action_control_request()

        self.assertEqual(self.repair.control_state, "none")
        self.assertEqual(part.state, "confirmed")

    def test_a_part_is_left_out_with_a_reason(self):
        part = self._add_part(self.repair, self.rare)
        self._start(self.repair)
        part.rma_waiver = "The old one is good"

        self.repair.action_control_request()
        self.repair.with_user(self.user_quality).action_control_pass()

        self.assertEqual(self.repair.state, "done")
        self.assertEqual(part.state, "cancel")
        self.assertEqual(part.rma_waiver, "The old one is good")

    def test_an_unmarked_part_does_not_vanish_beside_a_marked_one(self):
        used = self._add_part(self.repair, self.board)
        self._add_part(self.repair, self.board, 2)
        self._start(self.repair)
        used.picked = True

        with self.assertRaisesRegex(UserError, "without its parts: Board"):
            self.repair.action_control_request()

    def test_a_shortage_says_how_many_and_until_when(self):
        self._add_part(self.repair, self.board, 4)
        part = self._add_part(self.repair, self.board, 9)

        self.assertEqual(part.rma_missing_quantity, 3)
        self.assertEqual(self.repair.missing_part_ids, part)
        self.assertEqual(part.date, self.repair.schedule_date)

    def test_a_part_nothing_brings_is_asked_for(self):
        part = self._add_part(self.repair, self.rare, 2)

        self.repair.action_request_parts()
        self.repair.action_request_parts()

        self.assertEqual(part.rma_ordered_quantity, 2)
        self.assertEqual(len(self.repair.activity_ids), 1)
        self.assertIn("Rare part", self.repair.activity_ids.note)

    def test_a_part_that_is_bought_becomes_a_purchase_need(self):
        if "purchase.order.line" not in self.env or "buy_pull_id" not in self.warehouse._fields:
            self.skipTest("purchase_stock is not installed")
        vendor = self.env["res.partner"].create({"name": "Vendor"})
        self.rare.write(
            {
                "seller_ids": [Command.create({"partner_id": vendor.id, "price": 5})],
                "route_ids": [Command.link(self.env.ref("purchase_stock.route_warehouse0_buy").id)],
            }
        )
        self._add_part(self.repair, self.rare, 3)

        self.repair.action_request_parts()
        self.repair.action_request_parts()

        need = self.env["purchase.order.line"].search([("product_id", "=", self.rare.id)])
        self.assertRecordValues(need, [{"product_qty": 3.0, "partner_id": vendor.id}])
        self.assertFalse(self.repair.activity_ids)

    def _resupply_from(self, name, usage="internal"):
        """A place that a rule brings missing parts from: a second store, or vendors."""
        stock = self.warehouse.lot_stock_id
        store = self.env["stock.location"].create(
            {"name": name, "location_id": self.warehouse.view_location_id.id, "usage": usage}
        )
        route = self.env["stock.route"].create({"name": name, "product_selectable": True})
        self.env["stock.rule"].create(
            {
                "name": name,
                "action": "pull",
                "procure_method": "make_to_stock",
                "picking_type_id": self.warehouse.int_type_id.id,
                "location_src_id": store.id,
                "location_dest_id": stock.id,
                "route_id": route.id,
                "company_id": self.company.id,
            }
        )
        self.rare.route_ids = route
        return store

    def test_a_part_a_rule_brings_becomes_a_need_with_or_without_purchase(self):
        store = self._resupply_from("Central store")
        part = self._add_part(self.repair, self.rare, 3)

        self.repair.action_request_parts()
        self.repair.action_request_parts()

        need = self.env["stock.move"].search(
            [("product_id", "=", self.rare.id), ("location_id", "=", store.id)]
        )
        self.assertRecordValues(
            need,
            [
                {
                    "product_uom_qty": 3.0,
                    "location_dest_id": self.warehouse.lot_stock_id.id,
                    "date_deadline": part.date,
                    "origin": self.repair.name,
                }
            ],
        )
        self.assertEqual(part.rma_ordered_quantity, 3)
        self.assertFalse(self.repair.activity_ids)

    def test_a_receipt_that_nobody_ordered_is_asked_for(self):
        vendors = self._resupply_from("Vendors of parts", usage="supplier")
        self._add_part(self.repair, self.rare, 3)

        self.repair.action_request_parts()
        self.repair.action_request_parts()

        planned = self.env["stock.move"].search(
            [("product_id", "=", self.rare.id), ("location_id", "=", vendors.id)]
        )
        self.assertEqual(sum(planned.mapped("product_uom_qty")), 3)
        self.assertEqual(len(self.repair.activity_ids), 1)
        self.assertIn("3.0 Units of Rare part", self.repair.activity_ids.note)

    def test_parts_go_in_and_out_by_serial(self):
        fan = self._create_product("Fan", tracking="serial")
        self._stock(fan, 1, lots=["FAN-NEW"])
        old = self.env["stock.lot"].create({"product_id": fan.id, "name": "FAN-OLD"})
        self._add_part(self.repair, fan)
        removed = self._add_part(self.repair, fan, line_type="remove")
        removed.lot_ids = old

        self._repair(self.repair)

        parts = self.repair.move_ids.sorted("id")
        self.assertEqual(parts.mapped("state"), ["done", "done"])
        self.assertEqual([part.lot_ids.name for part in parts], ["FAN-NEW", "FAN-OLD"])
