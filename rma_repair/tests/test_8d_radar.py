from odoo import Command
from odoo.tests import tagged

from .eight_d_common import EightDCommon


@tagged("post_install", "-at_install")
class TestEightDRadar(EightDCommon):
    """The radar finds what a recount of quants and moves finds, and holds what is free."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        names = [f"R{number:03}" for number in range(1, 11)]
        cls._stock(cls.drive, 10, lots=names)
        cls.lots = cls._lots(cls.drive, names)
        cls._sell(cls.drive, 4, lots=names[:4])
        cls._sell(cls.drive, 2, lots=names[4:6], customer=cls.other_customer)
        cls.report = cls._report(lot_ids=[Command.set(cls.lots.ids)])

    def _radar(self):
        return self.env["rma.8d.radar"].browse(self.report.action_radar()["res_id"])

    def _found(self, radar):
        places = radar.line_ids.grouped("place")
        return {place: sum(lines.mapped("quantity")) for place, lines in places.items()}

    def test_what_is_found_equals_a_recount_of_the_quants(self):
        quants = self.env["stock.quant"].search(
            [("lot_id", "in", self.lots.ids), ("quantity", ">", 0)]
        )
        usage = quants.grouped(lambda quant: quant.location_id.usage)
        recount = {key: sum(found.mapped("quantity")) for key, found in usage.items()}

        found = self._found(self._radar())

        self.assertEqual(found, {"warehouse": 4, "customer": 6})
        self.assertEqual(recount, {"internal": 4, "customer": 6})

    def test_every_customer_is_listed_with_their_units(self):
        radar = self._radar()

        self.assertEqual(radar.partner_ids, self.customer | self.other_customer)
        other = radar.line_ids.filtered(lambda line: line.partner_id == self.other_customer)
        self.assertEqual(sum(other.mapped("quantity")), 2)

    def test_a_returned_unit_is_no_more_at_the_customer(self):
        case = self._receive(self._authorize(self._request(self.lots[0])))
        self.assertEqual(case.line_ids.state, "received")

        found = self._found(self._radar())

        self.assertEqual(found, {"warehouse": 5, "customer": 5})

    def test_a_serial_range_finds_the_same_lots(self):
        self.report.write(
            {"lot_ids": [Command.clear()], "serial_from": "R003", "serial_to": "R006"}
        )

        self.assertEqual(self.report._get_suspect_lots(), self.lots[2:6])

    def test_containment_rows_are_written_once(self):
        for _time in range(2):
            self._radar().action_make_containment()

        rows = self.report.containment_ids.filtered("qty_suspect")
        self.assertEqual(
            sorted(rows.mapped(lambda row: (row.place, row.qty_suspect))),
            [("customer", 2.0), ("customer", 4.0), ("warehouse", 4.0)],
        )
        self.assertEqual(rows.mapped("qty_open"), rows.mapped("qty_suspect"))

    def test_holding_reserves_what_is_free_and_nothing_twice(self):
        radar = self._radar()
        radar.with_user(self.user_manager).action_hold_stock()
        picking = self.report.containment_ids.picking_id

        self.assertEqual(picking.move_line_ids.lot_id, self.lots[6:])
        self.assertEqual(picking.state, "assigned")
        self.assertEqual(
            self.env["stock.quant"]._get_available_quantity(
                self.drive, self.warehouse.lot_stock_id
            ),
            0,
        )
        self._radar().with_user(self.user_manager).action_hold_stock()
        moves = self.env["stock.move"].search([("picking_id.origin", "=", self.report.name)])
        self.assertEqual(len(moves), 1)

    def test_a_transfer_of_suspect_lots_warns(self):
        picking = self.env["stock.picking"].search(
            [("move_line_ids.lot_id", "in", self.lots[:4].ids), ("state", "=", "done")], limit=1
        )
        self.assertFalse(picking.eight_d_warning)
        self._radar().with_user(self.user_manager).action_hold_stock()

        hold = self.report.containment_ids.picking_id

        self.assertIn(self.report.name, hold.eight_d_warning)

    def test_the_radar_changes_no_stock(self):
        before = (
            self.env["stock.quant"].search([("lot_id", "in", self.lots.ids)]).mapped("quantity")
        )

        self._radar().action_make_containment()

        after = self.env["stock.quant"].search([("lot_id", "in", self.lots.ids)]).mapped("quantity")
        self.assertEqual(before, after)
        self.assertFalse(
            self.env["stock.picking"].search_count([("origin", "=", self.report.name)])
        )
