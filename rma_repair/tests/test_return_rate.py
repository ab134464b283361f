from odoo.tests import tagged
from odoo.tools import SQL

from .common import RmaCommon


@tagged("post_install", "-at_install")
class TestReturnRate(RmaCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # 40 delivered long ago, 25 of them of one lot of deliveries in January 2020.
        cls.january = cls._sell_serials(25, prefix="JAN")
        cls.february = cls._sell_serials(15, prefix="FEB")
        cls._date(cls.january, "2020-01-15 10:00:00")
        cls._date(cls.february, "2020-02-15 10:00:00")

    @classmethod
    def _date(cls, lots, moment):
        shipped = cls.env["stock.move.line"].search(
            [("lot_id", "in", lots.ids), ("location_dest_id.usage", "=", "customer")]
        )
        shipped.move_id.date = moment

    def _return(self, lots, finding="confirmed", **values):
        case = self._inspected_case(*lots, **values)
        if finding != "confirmed":
            case.line_ids.sudo().finding = finding
        return case

    def _rates(self, groupby=(), domain=(), names=("return_rate",)):
        self.env.flush_all()
        rates = self.env["rma.return.rate"].with_user(self.user_quality)
        aggregates = [f"{name}:avg" for name in names]
        domain = [("product_id", "=", self.drive.id), *domain]
        return rates._read_group(domain, groupby, ["delivered:sum", "returned:sum", *aggregates])

    def test_the_rate_of_all_is_of_all_units_not_the_average_of_the_months(self):
        self._return(self.january[:2])
        self._return(self.january[2], "ntf")
        self._return(self.february[0], "misuse")

        names = ("return_rate", "confirmed_rate", "confirmed_ppm")
        # 4 of 40 came back, 2 of 40 confirmed; the average of the months would be 9.33 %.
        self.assertEqual(self._rates(names=names), [(40.0, 4.0, 10.0, 5.0, 50000.0)])
        # January 3 of 25. Of 15 delivered units no rate is shown.
        months = [row[1:] for row in self._rates(["date:month"], names=names)]
        self.assertEqual(months[0], (25.0, 3.0, 12.0, 8.0, 80000.0))
        self.assertEqual(months[1], (15.0, 1.0, False, False, False))

    def test_a_pivot_works_out_the_totals_over_their_own_rows(self):
        self._return(self.january[:2])
        self._return(self.february[0])
        self.env.flush_all()
        rates = self.env["rma.return.rate"].with_user(self.user_manager)

        sets = [["product_id", "date:month"], ["product_id"], []]
        _cells, by_product, total = rates._read_grouping_sets(
            [("company_id", "=", self.company.id)],
            sets,
            ["return_rate:avg"],
            order="product_id, date:month",
        )

        self.assertEqual(by_product, [(self.drive.with_user(self.user_manager), 7.5)])
        self.assertEqual(total, [(7.5,)])

    def test_a_serial_that_came_back_twice_is_one_returned_unit(self):
        case = self._return(self.january[0], "ntf")
        self._decide(case.line_ids, "as_is", "return")
        self.env["stock.picking"].search(
            [("rma_case_id", "=", case.id), ("picking_type_code", "=", "outgoing")]
        ).button_validate()
        self.assertEqual(case.line_ids.state, "closed")
        self._return(self.january[0])

        # Twice back, once confirmed: 1 of 40 either way.
        names = ("return_rate", "confirmed_rate")
        self.assertEqual(self._rates(names=names), [(40.0, 1.0, 2.5, 2.5)])

    def test_what_core_took_back_was_not_delivered(self):
        delivery = self.env["stock.move.line"].search(
            [("lot_id", "=", self.january[24].id), ("location_dest_id.usage", "=", "customer")]
        )
        wizard = (
            self.env["stock.return.picking"]
            .with_context(active_id=delivery.picking_id.id, active_model="stock.picking")
            .create({})
        )
        wizard.product_return_moves.quantity = 5
        back = self.env["stock.picking"].browse(wizard.action_create_returns()["res_id"])
        self._deliver(back)
        self._return(self.january[:2])

        # 25 - 5 delivered in January; 2 of 20.
        january = [("date", "<", "2020-02-01")]
        self.assertEqual(self._rates(domain=january), [(20.0, 2.0, 10.0)])

    def test_requested_and_refused_returns_do_not_count(self):
        self._request(self.january[0])
        self._request(self.january[1]).with_user(self.user_service).action_refuse()

        self.assertEqual(self._rates(), [(40.0, 0.0, 0.0)])

    def test_months_in_service_count_from_the_delivery_to_the_request(self):
        # 2 months and 29 days; 4 months less a day; both in the second and third full month.
        self._return(self.january[0], date_request="2020-04-14 10:00:00")
        self._return(self.january[1], date_request="2020-05-14 10:00:00")

        names = ("per_1000_3", "per_1000_12")
        self.env.flush_all()
        # Within 3 months 1 of 40: 25 of 1000; within 12 months 2 of 40.
        self.assertEqual(self._rates(names=names), [(40.0, 2.0, 25.0, 50.0)])
        rows = self.env["rma.return.rate"].search([("line_id", "!=", False)])
        self.assertEqual(
            sorted(rows.filtered(lambda r: r.product_id == self.drive).mapped("months_in_service")),
            [2, 3],
        )

    def test_quantities_are_in_the_unit_of_the_product(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        self._sell_cables(36)
        self._inspected_case(
            {"product_id": self.cable.id, "quantity": 1, "product_uom_id": dozen.id}
        )
        self.env.flush_all()

        rates = self.env["rma.return.rate"].with_user(self.user_service)
        found = rates._read_group(
            [("product_id", "=", self.cable.id)],
            [],
            ["delivered:sum", "returned:sum", "return_rate:avg"],
        )
        self.assertEqual(found[0][:2], (36.0, 12.0))
        self.assertAlmostEqual(found[0][2], 33.33, 2)

    def test_the_rows_equal_the_deliveries_and_the_views_open(self):
        self._return(self.january[0])
        self.env.flush_all()
        rates = self.env["rma.return.rate"].with_user(self.user_engineering)

        rows = rates.search([("product_id", "=", self.drive.id)])
        self.assertEqual(len(rows), 41)
        self.assertEqual(set(rows.mapped("partner_id")), {self.customer})
        self.assertEqual(set(rows.mapped("warehouse_id")), {self.warehouse})
        self.assertEqual(set(rows.mapped("return_rate")), {0.0})
        fields = rates.fields_get(["return_rate"], ["aggregator"])
        self.assertEqual(fields["return_rate"]["aggregator"], "avg")

    def test_a_filter_on_the_date_reaches_every_branch(self):
        query = self.env["rma.return.rate"]._search([("date", ">=", "2026-01-01")])
        plan = self.env.execute_query(SQL("EXPLAIN (FORMAT JSON) %s", query.select()))[0][0]
        text = str(plan)
        self.assertGreaterEqual(text.count("2026-01-01"), 3)
