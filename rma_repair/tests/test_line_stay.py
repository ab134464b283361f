from datetime import datetime, timedelta

from freezegun import freeze_time

from odoo.tests import tagged

from .common import RmaCommon


@tagged("post_install", "-at_install")
class TestLineStay(RmaCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lots = cls._sell_serials(2)
        cls.start = datetime(2026, 5, 4, 8)

    def _at(self, hours):
        return freeze_time(self.start + timedelta(hours=hours))

    def _receive_slowly(self):
        """A case requested at once, authorized after 5 hours and received after 30."""
        with self._at(0):
            case = self._request(self.lots[0])
        with self._at(5):
            self._authorize(case)
        with self._at(30):
            self._receive(case)
        return case

    def _stays(self, line):
        return [
            (stay.state, stay.waiting_on, stay.hours if stay.date_end else None)
            for stay in line.stay_ids.sorted("id")
        ]

    def test_every_state_has_its_time_and_whom_it_waited_for(self):
        case = self._receive_slowly()
        with self._at(32):
            self._inspect(case.line_ids)

        self.assertEqual(
            self._stays(case.line_ids),
            [
                ("requested", "own", 5.0),
                ("authorized", "customer", 25.0),
                ("received", "own", 2.0),
                ("inspected", "own", None),
            ],
        )
        with self._at(40):
            self.assertEqual((case.line_ids.hours_own, case.line_ids.hours_waiting), (15.0, 25.0))

    def test_the_slowest_step_is_told_by_percentiles_and_total_hours(self):
        for number, hours in enumerate((10, 20, 60)):
            lots = self._sell_serials(1, prefix=f"P{number}")
            with self._at(0):
                case = self._request(lots)
            with self._at(hours):
                self._authorize(case)
        self.env.flush_all()

        names = ("hours_p50", "hours_p80", "hours_p90", "hours_total")
        stays = self.env["rma.line.stay"].with_user(self.user_quality)
        found = stays._read_group(
            [("state", "=", "requested"), ("company_id", "=", self.company.id)],
            ["state"],
            [f"{name}:avg" for name in names],
        )
        # P80 lies 0.6, P90 0.8 of the way from 20 to 60.
        self.assertEqual(found, [("requested", 20.0, 44.0, 52.0, 90.0)])

    def test_the_warehouse_sees_the_times_from_the_authorization_on_and_all_hours(self):
        case = self._receive_slowly()

        stays = self.env["rma.line.stay"].with_user(self.user_warehouse)
        seen = stays.search([("line_id", "=", case.line_ids.id)])
        self.assertEqual(set(seen.mapped("state")), {"authorized", "received"})
        with self._at(32):
            line = case.line_ids.with_user(self.user_warehouse)
            self.assertEqual((line.hours_own, line.hours_waiting), (7.0, 25.0))

    def test_the_workshop_sees_all_times_of_what_it_repairs_and_purchasing_of_what_waits(self):
        def seen(user):
            stays = self.env["rma.line.stay"].with_user(user)
            return stays.search([("line_id", "=", line.id)]).mapped("state")

        line = self._inspected_case(self.lots[0]).line_ids
        self.assertEqual((seen(self.user_workshop), seen(self.user_purchasing)), ([], []))

        self._decide(line, "repair", "return")
        self.assertIn("received", seen(self.user_workshop))
        line.waiting_on = "parts"
        self.assertIn("received", seen(self.user_purchasing))
        line.waiting_on = "own"
        self.assertFalse(seen(self.user_purchasing))

    def test_waiting_for_parts_is_told_apart(self):
        with self._at(0):
            case = self._receive(self._authorize(self._request(self.lots[0])))
        with self._at(2):
            case.line_ids.waiting_on = "parts"
        with self._at(50):
            case.line_ids.waiting_on = "own"

        self.assertEqual(
            [stay for stay in self._stays(case.line_ids) if stay[0] == "received"],
            [("received", "own", 2.0), ("received", "parts", 48.0), ("received", "own", None)],
        )

    def test_a_closed_line_waits_for_nobody(self):
        case = self._request(self.lots[0])

        case.with_user(self.user_service).action_refuse()

        self.assertEqual([stay[0] for stay in self._stays(case.line_ids)], ["requested"])
        self.assertTrue(case.line_ids.stay_ids.date_end)

    def test_a_split_line_keeps_its_past(self):
        self._sell_cables(5)
        with self._at(0):
            case = self._request({"product_id": self.cable.id, "quantity": 5})
        with self._at(3):
            self._authorize(case)

        part = case.line_ids._split_off(2)

        self.assertEqual(self._stays(part), self._stays(case.line_ids - part))

    def test_many_lines_are_noted_at_once(self):
        lots = self._sell_serials(60, prefix="M")
        lines = self._request(*lots).line_ids.sudo()
        # Read together, as a list reads them; made one by one each would prefetch itself only.
        lines = lines.browse(lines.ids)
        self.env.flush_all()
        self.env.invalidate_all()

        # One of them writes the event on the trail.
        with self.assertQueryCount(25):
            lines.waiting_on = "parts"
            self.env.flush_all()

        self.assertEqual(len(lines.stay_ids), 120)


@tagged("post_install", "-at_install")
class TestFiveHundred(RmaCommon):
    """Verdicts and deadlines of 500 lines cost what those of a few cost."""

    def _query_count(self, count):
        lots = self._sell_serials(count, prefix=f"Q{count}-")
        lines = self._request(*lots).line_ids
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        lines._judge_again()
        lines._set_deadlines_again()
        self.env.flush_all()
        self.assertEqual(set(lines.mapped("entitlement")), {"return"})
        self.assertTrue(all(lines.mapped("date_deadline")))
        return self.env.cr.sql_log_count - before

    def test_the_number_of_queries_is_constant(self):
        few, many = self._query_count(10), self._query_count(500)

        self.assertLessEqual(many, few + 5)
        self.assertLess(many, 60)
