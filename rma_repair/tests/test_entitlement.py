from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import RmaCommon


class EntitlementCommon(RmaCommon):
    """Three drives shipped on 3 May 2025 by a company in Shanghai, and three policies."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.resource_calendar_id.tz = "Asia/Shanghai"
        cls.lots = cls._sell_serials(3)
        cls._ship_on("2025-05-03 10:00:00")
        cls.env["rma.policy"].search([]).action_archive()
        cls.policies = cls.env["rma.policy"].create(
            [
                {"name": "Return", "kind": "return", "duration": 7, "unit": "day"},
                {"name": "Exchange", "kind": "exchange", "duration": 15, "unit": "day"},
                {"name": "Warranty", "kind": "warranty", "duration": 12, "unit": "month"},
            ]
        )
        cls.warranty = cls.policies[2]

    @classmethod
    def _ship_on(cls, moment):
        """Say that the drives were shipped at `moment` (UTC)."""
        moves = cls.env["stock.move"].search(
            [("product_id", "=", cls.drive.id), ("location_dest_id.usage", "=", "customer")]
        )
        moves.date = moment
        cls.delivery = moves.picking_id

    def _line(self, requested="2025-06-01 10:00:00", **values):
        values = {"lot_id": self.lots[0].id, **values}
        return self._request(values, date_request=requested).line_ids


@tagged("post_install", "-at_install")
class TestEntitlement(EntitlementCommon):
    """Windows are days of the company's time zone; the last day counts."""

    def _verdict_on(self, requested):
        line = self._line(requested)
        verdict = line.entitlement
        line.case_id.unlink()
        return verdict

    def test_the_verdict_tells_its_reason(self):
        category = self.env["product.category"].create({"name": "Drives"})
        self.drive.categ_id = category
        self.warranty.copy({"categ_id": category.id})

        line = self._line("2026-05-01 10:00:00")

        self.assertEqual(line.entitlement, "warranty")
        self.assertEqual(
            line.entitlement_reason,
            f"In warranty until 2026-05-03: shipped 2025-05-03 with {self.delivery.name}, "
            "12 months by category Drives.",
        )

    def test_the_last_day_of_each_window_counts(self):
        """15:59:59 UTC is the last second of the day in Shanghai."""
        for requested, verdict in (
            ("2025-05-10 15:59:59", "return"),
            ("2025-05-10 16:00:00", "exchange"),
            ("2025-05-18 15:59:59", "exchange"),
            ("2025-05-18 16:00:00", "warranty"),
            ("2026-05-03 15:59:59", "warranty"),
            ("2026-05-03 16:00:00", "expired"),
        ):
            with self.subTest(requested=requested):
                self.assertEqual(self._verdict_on(requested), verdict)

    def test_days_follow_daylight_saving(self):
        self.company.resource_calendar_id.tz = "America/New_York"
        self._ship_on("2026-03-08 04:30:00")  # 7 March there, the clocks change on the 8th

        self.assertEqual(self._verdict_on("2026-03-15 03:59:59"), "return")
        self.assertEqual(self._verdict_on("2026-03-15 04:00:00"), "exchange")

    def test_shipped_on_the_29th_of_february(self):
        self._ship_on("2024-02-29 02:00:00")

        self.assertEqual(self._verdict_on("2025-02-28 02:00:00"), "warranty")
        self.assertEqual(self._verdict_on("2025-03-01 02:00:00"), "expired")

    def test_the_most_specific_policy_holds(self):
        parent = self.env["product.category"].create({"name": "Machines"})
        child = self.env["product.category"].create({"name": "Drives", "parent_id": parent.id})
        self.drive.categ_id = child
        line = self._line()
        for values, months in (
            ({"categ_id": parent.id}, 13),
            ({"categ_id": child.id}, 14),
            ({"product_tmpl_id": self.drive.product_tmpl_id.id}, 15),
            ({"partner_id": self.customer.id}, 16),
            ({"partner_id": self.customer.id, "categ_id": child.id}, 17),
        ):
            with self.subTest(months=months):
                policy = self.warranty.copy({"duration": months, **values})
                self.assertEqual(line.warranty_policy_id, policy)

    def test_other_products_and_customers_are_not_covered(self):
        self.warranty.copy({"product_tmpl_id": self.cable.product_tmpl_id.id, "duration": 99})
        self.warranty.copy({"partner_id": self.other_customer.id, "duration": 99})

        self.assertEqual(self._line().warranty_policy_id, self.warranty)

    def test_a_policy_holds_for_what_was_sold_in_its_period(self):
        order = self.env["sale.order.line"].search([("product_id", "=", self.drive.id)]).order_id
        order.date_order = "2025-04-30 15:59:59"  # 30 April in Shanghai
        special = self.warranty.copy({"date_from": "2025-05-01", "duration": 24})
        line = self._line()
        self.assertEqual(line.warranty_policy_id, self.warranty)

        special.date_from = "2025-04-30"

        self.assertEqual(line.warranty_policy_id, special)

    def test_an_unknown_ship_date_is_not_out_of_warranty(self):
        line = self._line(lot_id=False, product_id=self.cable.id)

        self.assertRecordValues(line, [{"entitlement": "unknown", "date_warranty_until": False}])
        self.assertIn("Ship date unknown", line.entitlement_reason)

    def test_a_proof_of_purchase_stands_in_for_the_delivery(self):
        line = self._line(lot_id=False, product_id=self.cable.id, date_purchase="2025-05-20")

        self.assertEqual(line.entitlement, "exchange")
        self.assertIn("bought 2025-05-20 by the proof of purchase", line.entitlement_reason)

    def test_without_a_policy_nothing_is_promised(self):
        self.policies.action_archive()

        line = self._line()

        self.assertEqual(line.entitlement, "expired")
        self.assertEqual(line.entitlement_reason, "Out of warranty: no policy promises one.")

    def test_a_broken_seal_voids_and_says_who_saw_it(self):
        line = self._line().with_user(self.user_quality)

        line.seal_state = "broken"

        self.assertEqual(line.entitlement, "void")
        self.assertEqual(line.seal_checked_by_id, self.user_quality)
        self.assertIn("the tamper seal is broken or missing (rma_quality", line.entitlement_reason)
        line.seal_state = "intact"
        self.assertEqual(line.entitlement, "warranty")

    def test_damage_by_the_customer_voids(self):
        line = self._line()

        line.is_customer_damage = True

        self.assertEqual(line.entitlement, "void")
        self.assertIn("the customer damaged the unit", line.entitlement_reason)

    def test_misuse_found_by_the_inspection_voids(self):
        case = self._receive(self._authorize(self._line().case_id))

        self._inspect(case.line_ids, finding="misuse")

        self.assertEqual(case.line_ids.entitlement, "void")
        self.assertIn("found misuse (rma_quality", case.line_ids.entitlement_reason)

    def test_nobody_enters_a_verdict_or_who_checked(self):
        line = self._line().with_user(self.user_service)

        for vals in ({"entitlement": "return"}, {"seal_checked_by_id": self.user_quality.id}):
            with self.subTest(vals=vals), self.assertRaisesRegex(AccessError, "notes that itself"):
                line.write(vals)

        self.assertEqual(line.entitlement, "warranty")

    def test_the_decision_fixes_the_verdict(self):
        case = self._inspected_case(self.lots[0], date_request="2025-06-01 10:00:00")
        line = case.line_ids
        self.warranty.duration = 13
        self.assertEqual(str(line.date_warranty_until), "2026-06-03")

        self._decide(line, "as_is", "return")
        self.warranty.duration = 24
        line.sudo().seal_state = "broken"

        self.assertEqual(str(line.date_warranty_until), "2026-06-03")
        self.assertEqual(line.entitlement, "warranty")

    def test_the_reason_speaks_the_reader_s_language(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        line = self._line()

        self.assertTrue(line.with_context(lang="fr_FR").entitlement_reason)
        self.assertEqual(line.entitlement_facts["terms"]["warranty"]["duration"], 12)


@tagged("post_install", "-at_install")
class TestWarrantyChange(EntitlementCommon):
    """The warranty of one serial: extended, voided, restored, given back."""

    def _change(self, user=None, **values):
        return (
            self.env["rma.warranty.change"]
            .with_user(user or self.user_service)
            .create({"lot_id": self.lots[0].id, "reason": "Goodwill", **values})
        )

    def test_an_extension_moves_the_last_day(self):
        line = self._line("2026-06-01 10:00:00")
        self.assertEqual(line.entitlement, "expired")

        change = self._change(kind="extend", date_until="2026-06-01")

        self.assertEqual(line.entitlement, "warranty")
        self.assertIn("extended to 2026-06-01 by rma_service", line.entitlement_reason)
        self.assertEqual(change.user_id, self.user_service)

    def test_an_extension_never_shortens(self):
        self._change(kind="extend", date_until="2025-12-31")

        self.assertEqual(str(self._line().date_warranty_until), "2026-05-03")

    def test_void_and_restored(self):
        line = self._line()
        self._change(kind="void", reason="Opened by a third party")
        self.assertEqual(line.entitlement, "void")
        self.assertIn("Opened by a third party (rma_service", line.entitlement_reason)

        self._change(kind="restore", reason="It was our partner")

        self.assertEqual(line.entitlement, "warranty")

    def test_only_this_serial_changes(self):
        self._change(kind="void")

        self.assertEqual(self._line(lot_id=self.lots[1].id).entitlement, "warranty")

    def test_changes_are_for_ever(self):
        change = self._change(kind="void")

        with self.assertRaisesRegex(UserError, "never edited"):
            change.reason = "Something else"
        with self.assertRaises(AccessError):
            change.unlink()

        self.assertEqual(change.reason, "Goodwill")

    def test_nobody_signs_for_somebody_else(self):
        change = self._change(kind="void", user_id=self.user_manager.id, date="2020-01-01 00:00:00")

        self.assertEqual(change.user_id, self.user_service)
        self.assertGreater(change.date.year, 2020)

    def test_time_is_given_back_by_the_system_only(self):
        with self.assertRaisesRegex(UserError, "by the system"):
            self._change(kind="give_back", days=99)

        self.assertFalse(self.lots[0].rma_warranty_change_ids)

    def test_the_warehouse_does_not_change_warranties(self):
        with self.assertRaises(AccessError):
            self._change(user=self.user_warehouse, kind="void")

    def test_time_in_our_hands_is_given_back_once(self):
        self.warranty.gives_back_time = True
        line = self._line()
        self._inspect(self._receive(self._authorize(line.case_id)).line_ids)
        self._decide(line, "repair", "return")
        line.sudo().write(
            {
                "date_received": "2025-06-02 15:59:59",  # 2 June in Shanghai
                "date_closed": "2025-06-20 16:00:00",  # 21 June there
            }
        )

        line._give_time_back()

        self.assertRecordValues(
            self.lots[0].rma_warranty_change_ids, [{"kind": "give_back", "days": 19}]
        )
        self.env.flush_all()
        self.env.cr.execute("UPDATE rma_case_line SET state='closed' WHERE id=%s", (line.id,))
        line.invalidate_recordset()
        again = self._line("2026-05-22 10:00:00")
        self.assertEqual(str(again.date_warranty_until), "2026-05-22")
        self.assertEqual(again.entitlement, "warranty")
        self.assertIn("19 days given back", again.entitlement_reason)
