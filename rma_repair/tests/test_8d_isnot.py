from odoo import Command
from odoo.tests import tagged

from .eight_d_common import EightDCommon


@tagged("post_install", "-at_install")
class TestEightDIsnot(EightDCommon):
    """Contrasts counted from deliveries, with p-values one can check by hand."""

    def _make_drives(self, lot_name, week_start, ship_date, count=12):
        """Drives built from one capacitor lot in one week, shipped in one month."""
        self._stock(self.capacitor, 2 * count, lots=[lot_name])
        component = self._lots(self.capacitor, [lot_name])
        names = [f"{lot_name}-{number:02}" for number in range(count)]
        for name in names:
            self._build(name, component)
        self._sell(self.drive, count, lots=names)
        lots = self._lots(self.drive, names)
        lines = self.env["stock.move.line"].search([("lot_id", "in", lots.ids)])
        built = lines.filtered(lambda line: line.location_id.usage == "production")
        self._date_moves(built, week_start)
        self._date_moves(lines - built, ship_date)
        return lots

    def test_component_lot_build_week_and_ship_month_are_proposed(self):
        """8 of 12 against 0 of 12: one-sided Fisher p = C(12,8) / C(24,8) = 495 / 735471."""
        self.capacitor = self._create_product("Capacitor", tracking="lot")
        bad = self._make_drives("C-34", "2026-08-17 08:00:00", "2026-09-10 08:00:00")
        self._make_drives("C-35", "2026-08-24 08:00:00", "2026-10-10 08:00:00")
        case = self._inspected_case(*bad[:8])
        report = self._report(line_ids=[Command.set(case.line_ids.ids)])

        report.action_propose_isnot()

        rows = {row.source: row for row in report.isnot_ids}
        self.assertEqual(
            {source: row.dimension for source, row in rows.items()},
            {
                "supplier_lot=Capacitor C-34": "what",
                "build_week=2026-W34": "when",
                "ship_month=2026-09": "when",
            },
        )
        row = rows["supplier_lot=Capacitor C-34"]
        self.assertEqual(row.is_text, "Component lot Capacitor C-34: 8 of 8 affected units")
        self.assertEqual(row.is_not_text, "4 of 16 unaffected units")
        self.assertAlmostEqual(row.p_value, 495 / 735471, places=6)
        self.assertIn("Fisher's exact test", row.difference)
        report.lot_ids = bad
        self.assertEqual(report.build_dates, "2026-08-17")

    def test_the_lot_of_goods_in_lots_is_proposed(self):
        """6 of 10 against 0 of 10: one-sided Fisher p = C(10,6) / C(20,6) = 210 / 38760."""
        for name in ("L-1", "L-2"):
            self._stock(self.oil, 10, lots=[name])
            self._sell(self.oil, 10, lots=[name])
        lot = self._lots(self.oil, ["L-1"])
        case = self._request({"lot_id": lot.id, "quantity": 6})
        report = self._report(product_id=self.oil.id, line_ids=[Command.set(case.line_ids.ids)])

        report.action_propose_isnot()

        row = report.isnot_ids.filtered(lambda row: row.source == "lot=L-1")
        self.assertEqual(row.is_text, "Lot L-1: 6 of 6 affected units")
        self.assertAlmostEqual(row.p_value, 210 / 38760, places=6)

    def test_what_people_wrote_stays_and_chance_is_not_proposed(self):
        lots = self._sell_serials(6)
        case = self._inspected_case(*lots[:3])
        report = self._report(line_ids=[Command.set(case.line_ids.ids)])
        own = report.isnot_ids.create(
            {"report_id": report.id, "dimension": "what", "is_text": "C14"}
        )

        report.action_propose_isnot()

        self.assertEqual(report.isnot_ids, own)
