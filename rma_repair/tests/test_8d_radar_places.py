from odoo import Command
from odoo.tests import tagged

from .eight_d_common import EightDCommon


@tagged("post_install", "-at_install")
class TestEightDRadarPlaces(EightDCommon):
    """A suspect capacitor lot, found at every place it can be at, and recounted there."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.capacitor = cls._create_product("Capacitor", tracking="lot")
        cls._stock(cls.capacitor, 100, lots=["C-34"])
        cls.lot = cls._lots(cls.capacitor, ["C-34"])
        cls.transit = cls.env["stock.location"].create(
            {"name": "On the road", "usage": "transit", "company_id": cls.company.id}
        )
        cls.report = cls._report(product_id=cls.capacitor.id, lot_ids=[Command.set(cls.lot.ids)])

    def _radar(self, user=None):
        report = self.report.with_user(user or self.user_quality)
        return self.env["rma.8d.radar"].browse(report.action_radar()["res_id"])

    def _lines(self, place, radar=None):
        return (radar or self._radar()).line_ids.filtered(lambda line: line.place == place)

    def test_goods_on_the_road_are_in_transit(self):
        self._move_lot(self.lot, self.warehouse.lot_stock_id, self.transit, 30)

        self.assertRecordValues(
            self._lines("transit"),
            [{"lot_id": self.lot.id, "location_id": self.transit.id, "quantity": 30}],
        )
        self.assertEqual(self._lines("warehouse").quantity, 70)

    def test_what_a_production_took_and_has_not_finished_is_in_work(self):
        self._move_lot(self.lot, self.warehouse.lot_stock_id, self._get_production(), 12)

        self.assertRecordValues(self._lines("wip"), [{"lot_id": self.lot.id, "quantity": 12}])

    def test_finished_serials_are_found_by_what_is_built_in(self):
        drives = self._build("D-1", self.lot) | self._build("D-2", self.lot)

        found = self._lines("warehouse").filtered(lambda line: line.product_id == self.drive)

        self.assertEqual(found.lot_id, drives)
        self.assertEqual(set(found.mapped("note")), {"contains Capacitor C-34"})
        self.assertFalse(self._lines("wip"))

    def test_the_customers_of_what_it_was_built_into_are_listed(self):
        self._build("D-1", self.lot)
        self._build("D-2", self.lot)
        self._sell(self.drive, lots=["D-1"])
        self._sell(self.drive, lots=["D-2"], customer=self.other_customer)

        radar = self._radar()

        self.assertEqual(radar.partner_ids, self.customer | self.other_customer)
        self.assertEqual(
            {line.partner_id: line.lot_id.name for line in self._lines("customer", radar)},
            {self.customer: "D-1", self.other_customer: "D-2"},
        )

    def test_a_part_used_in_a_repair_suspects_the_repaired_unit(self):
        unit = self._sell_serials(1, prefix="R")
        used = self._move_lot(self.lot, self.warehouse.lot_stock_id, self._get_production())
        moved = self.env["stock.move.line"].search([("lot_id", "=", unit.id)], limit=1)
        moved.consume_line_ids = used

        self.assertEqual(self.report._get_suspect_lots(), self.lot | unit)

    def test_what_is_ordered_is_still_at_the_supplier(self):
        supplier = self.env["res.partner"].create({"name": "Capacitor Works"})
        receipt = self.env["stock.picking"].create(
            {
                "partner_id": supplier.id,
                "picking_type_id": self.warehouse.in_type_id.id,
                "location_id": self.env.ref("stock.stock_location_suppliers").id,
                "location_dest_id": self.warehouse.lot_stock_id.id,
                "move_ids": [
                    Command.create(
                        {
                            "product_id": self.capacitor.id,
                            "product_uom_qty": 500,
                            "location_id": self.env.ref("stock.stock_location_suppliers").id,
                            "location_dest_id": self.warehouse.lot_stock_id.id,
                        }
                    )
                ],
            }
        )
        receipt.action_confirm()

        self.assertRecordValues(
            self._lines("supplier"), [{"partner_id": supplier.id, "quantity": 500}]
        )

    def test_reserved_goods_name_who_reserved_them(self):
        order = self._sell_later(self.capacitor, 8)

        line = self._lines("warehouse")

        self.assertRecordValues(line, [{"quantity": 100, "reserved": 8}])
        self.assertEqual(line.note, order.picking_ids.name)

    def _sell_later(self, product, quantity):
        """An order whose delivery is reserved and not shipped."""
        line = Command.create({"product_id": product.id, "product_uom_qty": quantity})
        order = self.env["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "warehouse_id": self.warehouse.id,
                "order_line": [line],
            }
        )
        order.action_confirm()
        order.picking_ids.action_assign()
        return order

    def test_every_piece_is_somewhere(self):
        """Recount: received = on hand + transit + in work + built in + at customers."""
        self._move_lot(self.lot, self.warehouse.lot_stock_id, self.transit, 30)
        self._move_lot(self.lot, self.warehouse.lot_stock_id, self._get_production(), 12)
        self._build("D-1", self.lot)
        self._sell(self.capacitor, 6, lots=["C-34"])

        radar = self._radar()

        own = radar.line_ids.filtered(lambda line: line.lot_id == self.lot)
        places = {
            place: sum(found.mapped("quantity")) for place, found in own.grouped("place").items()
        }
        self.assertEqual(places, {"warehouse": 50, "transit": 30, "wip": 12, "customer": 6})
        self.assertEqual(sum(places.values()) + 2, 100)
        quants = self.env["stock.quant"].search(
            [("lot_id", "=", self.lot.id), ("location_id.usage", "in", ("internal", "transit"))]
        )
        self.assertEqual(sum(quants.mapped("quantity")), 80)

    def test_engineering_reads_the_radar_without_rights_on_stock(self):
        self.assertEqual(self._radar(self.user_engineering).quantity, 100)

    def test_one_click_contains_holds_and_asks_to_warn(self):
        self._sell(self.capacitor, 6, lots=["C-34"])

        action = self._radar().with_user(self.user_manager).action_contain()

        rows = self.report.containment_ids.filtered("qty_suspect")
        self.assertEqual(
            {row.place: row.qty_suspect for row in rows}, {"warehouse": 94, "customer": 6}
        )
        self.assertEqual(rows.picking_id.state, "assigned")
        self.assertEqual(action["domain"], [("id", "in", self.customer.ids)])
        self.assertIn(
            "Customers to warn of suspect goods: 1", self.report.activity_ids.mapped("summary")[0]
        )

    def test_a_transfer_of_a_serial_range_or_of_what_was_built_warns(self):
        self._build("D-1", self.lot)
        order = self._sell_later(self.drive, 1)

        self.assertIn(self.report.name, order.picking_ids.eight_d_warning)
        self.report.action_cancel()

        order.picking_ids.invalidate_recordset()
        self.assertFalse(order.picking_ids.eight_d_warning)


@tagged("post_install", "-at_install")
class TestEightDRadarProduction(EightDCommon):
    """The same with a real production order, where the company produces."""

    def test_a_production_order_builds_suspect_parts_into_its_serial(self):
        if "mrp.production" not in self.env:
            self.skipTest("needs mrp")
        capacitor = self._create_product("Capacitor", tracking="lot")
        self._stock(capacitor, 10, lots=["C-34"])
        lot = self._lots(capacitor, ["C-34"])
        order = self._produce(capacitor)

        report = self._report(product_id=capacitor.id, lot_ids=[Command.set(lot.ids)])
        radar = self.env["rma.8d.radar"].browse(report.action_radar()["res_id"])

        found = radar.line_ids.filtered(lambda line: line.product_id == self.drive)
        self.assertEqual(found.lot_id, order.lot_producing_ids)
        self.assertEqual(found.note, "contains Capacitor C-34")
        left = radar.line_ids - found
        self.assertRecordValues(left, [{"place": "warehouse", "quantity": 8}])

    def _produce(self, capacitor):
        """A drive made of two capacitors, done."""
        order = self.env["mrp.production"].create(
            {
                "product_id": self.drive.id,
                "product_qty": 1,
                "picking_type_id": self.warehouse.manu_type_id.id,
                "move_raw_ids": [
                    Command.create({"product_id": capacitor.id, "product_uom_qty": 2})
                ],
            }
        )
        order.action_confirm()
        order.action_assign()
        order.lot_producing_ids = self.env["stock.lot"].create(
            {"name": "D-9", "product_id": self.drive.id}
        )
        order.qty_producing = 1
        order.set_qty_producing()
        order.move_raw_ids.picked = True
        order.button_mark_done()
        return order
