from datetime import date

from psycopg2 import IntegrityError

from odoo.exceptions import ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import RmaCommon


@tagged("post_install", "-at_install")
class TestPolicy(RmaCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["rma.policy"].search([]).action_archive()
        cls.calendar = cls.company.resource_calendar_id

    def _policy(self, **values):
        return self.env["rma.policy"].create({"name": "Policy", "kind": "warranty", **values})

    def test_two_policies_for_the_same_units_are_refused(self):
        self._policy(product_tmpl_id=self.drive.product_tmpl_id.id)

        with self.assertRaisesRegex(ValidationError, "would both hold"), self.cr.savepoint():
            self._policy(product_tmpl_id=self.drive.product_tmpl_id.id)

        self.assertEqual(self.env["rma.policy"].search_count([]), 1)

    def test_overlapping_sale_periods_are_refused(self):
        self._policy(date_from="2025-01-01", date_to="2025-12-31")

        for period in (("2025-12-31", False), (False, "2025-01-01"), ("2024-01-01", "2026-01-01")):
            with (
                self.subTest(period=period),
                self.assertRaisesRegex(ValidationError, "would both hold"),
                self.cr.savepoint(),
            ):
                self._policy(date_from=period[0], date_to=period[1])

        self.assertEqual(self.env["rma.policy"].search_count([]), 1)

    def test_a_changed_policy_counts_at_once(self):
        def ranked():
            self.env.invalidate_all()
            found = self.env["rma.policy"]._get_ranked(self.company)
            return [(policy.name, policy.duration) for policy in found]

        first = self._policy()
        self.assertEqual(ranked(), [("Policy", 12)])
        first.duration = 24
        self.assertEqual(ranked(), [("Policy", 24)])
        self._policy(product_tmpl_id=self.drive.product_tmpl_id.id, name="Drive")
        self.assertEqual(ranked(), [("Drive", 12), ("Policy", 24)])
        first.action_archive()
        self.assertEqual(ranked(), [("Drive", 12)])

    def test_policies_go_with_what_they_are_made_for(self):
        scopes = {
            "partner_id": self.env["res.partner"].create({"name": "Gone"}),
            "product_tmpl_id": self.env["product.template"].create({"name": "Gone"}),
            "categ_id": self.env["product.category"].create({"name": "Gone"}),
        }
        for name, scope in scopes.items():
            with self.subTest(scope=name):
                policy = self._policy(**{name: scope.id})
                self.assertEqual(policy._get_ranked(self.company), policy)

                scope.unlink()

                self.assertFalse(policy._get_ranked(self.company))

    def test_sale_periods_one_after_the_other_are_fine(self):
        self._policy(date_to="2025-12-31")
        self._policy(date_from="2026-01-01")
        self._policy()

        self.assertEqual(self.env["rma.policy"].search_count([]), 3)

    def test_reviving_a_policy_that_would_tie_is_refused(self):
        old = self._policy()
        old.action_archive()
        self._policy()

        with self.assertRaisesRegex(ValidationError, "would both hold"), self.cr.savepoint():
            old.action_unarchive()

    def test_a_period_is_longer_than_zero(self):
        for duration in (0, -7):
            with (
                self.subTest(duration=duration),
                mute_logger("odoo.sql_db"),
                self.assertRaises(IntegrityError),
            ):
                self._policy(duration=duration)

        self.assertFalse(self.env["rma.policy"].search([]))

    def test_a_sale_period_does_not_end_before_it_begins(self):
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self._policy(date_from="2026-01-02", date_to="2026-01-01")

    def test_a_calendar_without_hours_is_refused(self):
        self.calendar = self.calendar.copy()
        self.calendar.attendance_ids.unlink()

        with (
            self.assertRaisesRegex(ValidationError, "has no working hours"),
            self.cr.savepoint(),
        ):
            self._policy(unit="working_day", calendar_id=self.calendar.id)

        self.assertFalse(self.env["rma.policy"].search([]))

    def test_policies_are_made_for_the_company_not_its_contact(self):
        contact = self.env["res.partner"].create({"name": "Anna", "parent_id": self.customer.id})

        with self.assertRaisesRegex(ValidationError, "is a contact of Dealer"):
            self._policy(partner_id=contact.id)

    def test_months_end_on_the_same_day_or_the_last(self):
        cases = {
            (date(2025, 5, 3), 12): date(2026, 5, 3),
            (date(2024, 2, 29), 12): date(2025, 2, 28),
            (date(2024, 2, 29), 48): date(2028, 2, 29),
            (date(2027, 2, 28), 12): date(2028, 2, 28),
            (date(2025, 8, 31), 6): date(2026, 2, 28),
        }
        for (start, months), end in cases.items():
            with self.subTest(start=start, months=months):
                policy = self._policy(duration=months)
                self.assertEqual(policy._get_ends({start}, self.company), {start: end})
                policy.unlink()

    def test_working_days_step_over_weekends_and_holidays(self):
        policy = self._policy(kind="return", duration=7, unit="working_day")
        thursday = date(2026, 4, 30)
        self.assertEqual(policy._get_ends({thursday}, self.company), {thursday: date(2026, 5, 11)})

        self.env["resource.calendar.leaves"].create(
            {
                "name": "Labour Day",
                "company_id": self.company.id,
                "date_from": "2026-05-01 00:00:00",
                "date_to": "2026-05-05 23:59:59",
            }
        )

        self.assertEqual(policy._get_ends({thursday}, self.company), {thursday: date(2026, 5, 14)})

    def test_another_company_s_holiday_does_not_count(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Their day off",
                "date_from": "2026-05-01 00:00:00",
                "date_to": "2026-05-01 23:59:59",
            }
        ).company_id = other
        policy = self._policy(kind="return", duration=1, unit="working_day")

        ends = policy._get_ends({date(2026, 4, 30)}, self.company)

        self.assertEqual(ends, {date(2026, 4, 30): date(2026, 5, 1)})
