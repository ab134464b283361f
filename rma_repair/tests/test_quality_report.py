from datetime import timedelta

from odoo import fields
from odoo.tests import tagged
from odoo.tools import SQL

from .common_repair import RepairCommon


@tagged("post_install", "-at_install")
class TestQualityReport(RepairCommon):
    def _measure(self, *names, groupby=()):
        self.env.flush_all()
        report = self.env["rma.quality.report"].with_user(self.user_quality)
        domain = [("company_id", "=", self.company.id)]
        return report._read_group(domain, groupby, [f"{name}:avg" for name in names])

    def _note(self, line, **moments):
        """The line went through its steps at these moments (hours after its request)."""
        self.env.flush_all()
        asked = line.case_id.date_request
        for name, hours in moments.items():
            self.env.cr.execute(
                SQL(
                    "UPDATE rma_case_line SET %s = %s WHERE id = %s",
                    SQL.identifier(name),
                    asked + timedelta(hours=hours),
                    line.id,
                )
            )
        self.env.invalidate_all()

    def test_percentiles_and_on_time_are_of_the_closed_lines(self):
        lines = self._request(*self._sell_serials(5, prefix="T")).line_ids
        for line, hours in zip(lines[:4], (10, 20, 30, 100), strict=True):
            self._note(line, date_closed=hours, date_total_deadline=48)
        self._note(lines[4], date_total_deadline=48)

        # P80 lies 0.4, P90 0.7 of the way from 30 to 100; three of four within 48 hours.
        names = ("closed_p50", "closed_p80", "closed_p90", "on_time_rate")
        found = [round(value, 6) for value in self._measure(*names)[0]]
        self.assertEqual(found, [25.0, 58.0, 79.0, 75.0])

    def test_the_share_without_trouble_is_of_the_analyzed_not_of_the_received(self):
        case = self._receive(self._authorize(self._request(*self._sell_serials(5, prefix="N"))))
        self._inspect(case.line_ids[0], "ntf")
        self._inspect(case.line_ids[1:3])

        found = self._measure("ntf_rate", groupby=["failure_code_id"])
        self.assertAlmostEqual(self._measure("ntf_rate")[0][0], 100 / 3)
        self.assertIn((self.failure.with_user(self.user_quality), 0.0), found)

    def test_a_refused_return_is_in_no_figure(self):
        case = self._request(self._sell_serials(1, prefix="R"))
        case.with_user(self.user_service).action_refuse()

        self.assertEqual(self._measure("closed_p50", "on_time_rate"), [(False, False)])

    def test_receipt_to_shipment_ends_with_the_delivery_back(self):
        case = self._inspected_case(self._sell_serials(1, prefix="S"))
        self._decide(case.line_ids, "as_is", "return")
        case.line_ids.sudo().date_received = fields.Datetime.now() - timedelta(hours=12)
        self.env["stock.picking"].search(
            [("rma_case_id", "=", case.id), ("picking_type_code", "=", "outgoing")]
        ).button_validate()

        self.assertAlmostEqual(self._measure("shipped_p50")[0][0], 12.0, 1)

    def test_first_pass_yield_counts_the_first_control_only(self):
        good, bad = self._open_repairs(2)
        self._repair(good)
        self._start(bad).action_control_request()
        bad.with_user(self.user_quality).control_findings = "Still dead"
        bad.with_user(self.user_quality).action_control_fail()
        bad.action_control_request()
        bad.with_user(self.user_quality).action_control_pass()

        # Both passed in the end, one of two at first.
        self.assertEqual(bad.control_state, "passed")
        self.assertEqual(self._measure("first_pass_yield"), [(50.0,)])

    def test_repeat_repairs_are_confirmed_ones_of_repairs_long_enough_ago(self):
        back, quiet, recent = self._open_repairs(3)
        for repair in back + quiet + recent:
            self._repair(repair)
        self._ship(back.rma_line_id.case_id)
        for repair in back + quiet:
            self._age(repair, days=200)
        again = self._request(back.lot_id, date_request=fields.Datetime.now() - timedelta(days=150))
        self.assertEqual(again.line_ids.repeat_repair_id, back.sudo())
        self.assertEqual(self._measure("repeat_rate"), [(0.0,)])

        self._inspect(self._receive(self._authorize(again)).line_ids)

        # Of three repairs two are older than the company's days; one of them came back.
        self.assertEqual(self._measure("repeat_rate"), [(50.0,)])

    def _ship(self, case):
        self.env["stock.picking"].search(
            [("rma_case_id", "=", case.id), ("picking_type_code", "=", "outgoing")]
        ).button_validate()

    def _age(self, repair, days):
        self.env.flush_all()
        moment = fields.Datetime.now() - timedelta(days=days)
        line = repair.rma_line_id
        for query, record in (
            ("UPDATE repair_order SET date_done = %s WHERE id = %s", repair),
            ("UPDATE rma_case_line SET date_closed = %s WHERE id = %s", line),
        ):
            self.env.cr.execute(SQL(query, moment, record.id))
        self.env.invalidate_all()
