from datetime import timedelta

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common_repair import RepairCommon


@tagged("post_install", "-at_install")
class TestRepairBoard(RepairCommon):
    """What a card shows, where it may be dragged, and what dragging it does."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.repairs = cls._open_repairs(3)
        cls.first, cls.second, cls.third = cls.repairs
        cls.board_view = cls.env.ref("rma_repair.repair_order_view_kanban_board")
        cls.env["rma.technician"].create(
            [
                {"user_id": user.id, "company_id": cls.company.id}
                for user in (cls.user_workshop, cls.user_workshop2)
            ]
        )

    def _drag(self, repair, user, **values):
        """What the kanban sends when a card is dropped into another column."""
        repair.with_user(user).web_save(values, specification={"user_id": {}, "state": {}})

    def test_every_technician_has_a_column(self):
        self.repairs.user_id = self.user_workshop

        groups = self.repairs.formatted_read_group(
            [("id", "in", self.repairs.ids)], ["user_id"], ["__count"]
        )
        expanded = self.repairs._group_expand_technicians(self.user_workshop, [])

        self.assertEqual([group["__count"] for group in groups], [3])
        self.assertEqual(expanded, self.user_workshop | self.user_workshop2)

    def _open_columns(self, **kwargs):
        """What the client reads of the board: {technician id: its cards, None where folded}."""
        groups = self.repairs.web_read_group(
            [("id", "in", self.repairs.ids)],
            ["user_id"],
            auto_unfold=True,
            unfold_read_specification={"name": {}},
            **kwargs,
        )["groups"]
        return {
            group["user_id"] and group["user_id"][0]: group.get("__records") for group in groups
        }

    def test_work_that_nobody_has_is_shown_unfolded(self):
        self.repairs.user_id = False
        self.first.user_id = self.user_workshop

        columns = self._open_columns()

        waiting = [card["id"] for card in columns[False]]
        self.assertCountEqual(waiting, (self.second | self.third).ids)
        self.assertEqual([card["id"] for card in columns[self.user_workshop.id]], self.first.ids)

    def test_a_column_that_the_reader_folded_stays_folded(self):
        self.repairs.user_id = False

        columns = self._open_columns(opening_info=[{"value": False, "folded": True}])

        self.assertIsNone(columns[False])

    def test_a_card_is_dragged_to_another_technician(self):
        self.repairs.user_id = self.user_workshop
        self.env.flush_all()
        self.env.cr.precommit.run()

        self._drag(self.first, self.user_supervisor, user_id=self.user_workshop2.id)

        self.assertEqual(self.first.user_id, self.user_workshop2)
        self.assertEqual((self.second | self.third).user_id, self.user_workshop)
        self.env.flush_all()
        self.env.cr.precommit.run()
        self.env.invalidate_all()
        tracked = self.first.sudo().message_ids.tracking_value_ids
        self.assertIn("user_id", tracked.field_id.mapped("name"))

    def test_a_card_dragged_to_another_state_passes_the_same_gate(self):
        with self.assertRaisesRegex(UserError, "approved by the supervisor first"):
            self._drag(self.first, self.user_workshop, state="under_repair")
        self.assertEqual(self.first.state, "confirmed")

        self._plan(self.first)
        self._drag(self.first, self.user_workshop, state="under_repair")

        self.assertEqual(self.first.state, "under_repair")
        self.assertTrue(self.first.date_started)
        with self.assertRaisesRegex(UserError, "ended by its End button"):
            self._drag(self.first, self.user_workshop, state="done")
        self.assertEqual(self.first.state, "under_repair")

    def test_a_card_dragged_to_cancelled_gives_its_parts_free(self):
        part = self._add_part(self.first, self.board)
        self.first.action_assign()
        self.assertEqual(part.state, "assigned")

        self._drag(self.first, self.user_workshop, state="cancel")

        self.assertEqual((self.first.state, part.state), ("cancel", "cancel"))

    def test_a_plan_is_dragged_to_approved_by_the_supervisor_only(self):
        self.first.write({"plan_work": "Clean", "plan_hours": 1})
        self._drag(self.first, self.user_workshop, plan_state="to_approve")
        with self.assertRaisesRegex(Exception, "supervisor or a manager"):
            self._drag(self.first, self.user_workshop2, plan_state="approved")
        self.assertEqual(self.first.plan_state, "to_approve")

        self._drag(self.first, self.user_supervisor, plan_state="approved")

        self.assertEqual(self.first.plan_state, "approved")

    def test_the_latest_stand_first(self):
        self.first.date_promised = "2030-01-01"
        self.second.date_promised = "2020-01-01"
        self.third.date_promised = "2025-01-01"
        order = self.env["ir.ui.view"].browse(self.board_view.id).arch
        self.assertIn('default_order="date_promised, priority desc, id"', order)

        found = self.repairs.search(
            [("id", "in", self.repairs.ids)], order="date_promised, priority desc, id"
        )

        self.assertEqual(found.ids, [self.second.id, self.third.id, self.first.id])
        self.assertEqual(found.mapped("is_late"), [True, True, False])
        late = self.repairs.search([("id", "in", self.repairs.ids), ("is_late", "=", True)])
        self.assertEqual(late, self.second | self.third)

    def test_a_card_says_whose_turn_it_is(self):
        self.assertEqual(self.first.board_state, "blocked")
        self._plan(self.first)
        self.assertEqual(self.first.board_state, "ready")
        self.first.action_repair_start()
        self.first.action_control_request()
        self.assertEqual(self.first.board_state, "control")

    def test_a_card_says_whether_its_parts_are_there_or_when(self):
        self._add_part(self.first, self.board)
        self._add_part(self.second, self.board, 99)
        self.repairs.action_assign()

        self.assertEqual(self.first.parts_availability_state, "available")
        self.assertEqual(self.second.parts_availability_state, "late")
        self._expect(self.board, 200)
        self.second.invalidate_recordset()
        self.assertEqual(self.second.parts_availability_state, "expected")
        self.assertIn("Exp", self.second.parts_availability)

    def _expect(self, product, quantity):
        """Plan a receipt of the product before the repair needs it."""
        move = self.env["stock.move"].create(
            {
                "date": self.second.schedule_date - timedelta(hours=1),
                "product_id": product.id,
                "product_uom_qty": quantity,
                "location_id": self.env.ref("stock.stock_location_suppliers").id,
                "location_dest_id": self.warehouse.lot_stock_id.id,
                "picking_type_id": self.warehouse.in_type_id.id,
                "company_id": self.company.id,
            }
        )
        move._action_confirm()
        return move
