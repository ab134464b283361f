import json

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import RmaCommon


@tagged("post_install", "-at_install")
class TestTrail(RmaCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lots = cls._sell_serials(3)
        cls.case = cls._inspected_case(*cls.lots)
        cls.lines = cls.case.line_ids

    def _events(self, case=None, **domain):
        conditions = [(name, "=", value) for name, value in domain.items()]
        return self.env["rma.event"].search(
            [("case_ref", "=", (case or self.case).id), *conditions], order="sequence"
        )

    def _breaks(self):
        return self.env["rma.event"]._find_breaks(self.case.ids)

    def _sql(self, query, *parameters):
        self.env.cr.flush()
        self.env.cr.execute(query, parameters)
        self.env.invalidate_all()

    def _close(self):
        """Close the case by decisions whose documents are all done."""
        decision = self._decide(self.lines, "as_is", "return", reason="Nothing found")
        delivery = decision.move_ids.picking_id.with_user(self.user_warehouse)
        delivery.button_validate()
        self.assertEqual(self.case.state, "closed")
        return decision

    def test_every_step_is_one_event_however_many_lines(self):
        states = self._events(kind="state", res_model="rma.case.line")

        self.assertEqual(
            [(event.state_from, event.state_to, event.record_count) for event in states],
            [
                ("requested", "authorized", 3),
                ("authorized", "received", 3),
                ("received", "inspected", 3),
            ],
        )
        self.assertEqual(
            states.mapped("user_id"),
            self.user_service | self.user_warehouse | self.user_quality,
        )
        self.assertEqual(json.loads(states[0].record_ids), sorted(self.lines.ids))

    def test_facts_are_written_down_with_their_old_and_new_values(self):
        self.case.with_user(self.user_service).severity = "3"

        event = self._events(kind="change", res_model="rma.case")

        self.assertEqual(json.loads(event.changes), {"severity": ["1", "3"]})

    def test_documents_and_amounts_stand_on_the_trail(self):
        decision = self._decide(self.lines[:2], "restock", "credit", reason="Goodwill")
        decision.credit_note_ids.with_user(self.user_finance).action_post()

        authorized = self._events(res_model="rma.decision", state_to="authorized")
        posted = self._events(kind="document", res_model="account.move")

        self.assertRecordValues(
            authorized,
            [{"user_id": self.user_finance.id, "amount": "200.00", "reason": "Goodwill"}],
        )
        self.assertEqual(posted.document, decision.credit_note_ids.name)

    def test_a_whole_trail_verifies(self):
        self.assertFalse(self._breaks())
        self.assertEqual(self.case.action_verify_trail()["params"]["type"], "success")
        self.assertEqual(self.case.trail_length, len(self._events()))

    def test_nobody_writes_deletes_or_forges_events_through_the_orm(self):
        event = self._events()[0]
        for user in (self.user_manager, self.env.ref("base.user_admin")):
            with self.assertRaises(UserError):
                event.with_user(user).write({"user_id": user.id})
            with self.assertRaises(UserError):
                event.with_user(user).unlink()
            with self.assertRaises(AccessError):
                event.with_user(user).copy()
        with self.assertRaisesRegex(UserError, "can not be changed"):
            event.sudo().state_to = "closed"
        with self.assertRaisesRegex(UserError, "can not be deleted"):
            event.sudo().unlink()

        self.assertFalse(self._breaks())

    def test_an_event_changed_behind_odoo_is_found(self):
        event = self._events()[2]
        self._sql("UPDATE rma_event SET user_ref = 1 WHERE id = %s", event.id)

        self.assertIn("Event 3 was changed", self._breaks()[self.case.id])

    def test_an_event_removed_behind_odoo_is_found(self):
        self._sql("DELETE FROM rma_event WHERE id = %s", self._events()[1].id)

        self.assertIn("Event 2 is missing", self._breaks()[self.case.id])

    def test_a_shortened_trail_is_found(self):
        self._sql("DELETE FROM rma_event WHERE id = %s", self._events()[-1].id)

        self.assertIn("the trail", self._breaks()[self.case.id])

    def test_another_reason_is_found(self):
        self._decide(self.lines, "as_is", "return", reason="Nothing found")
        self._sql("UPDATE rma_event SET reason = 'Other' WHERE reason IS NOT NULL")

        self.assertIn("reason", self._breaks()[self.case.id])

    def test_the_night_tells_a_manager_of_a_broken_trail(self):
        self._sql("UPDATE rma_event SET kind = 'erase' WHERE id = %s", self._events()[0].id)

        with mute_logger("odoo.addons.rma_repair.models.rma_event_verify"):
            self.case._verify_trails()
            self.case._verify_trails()

        self.assertEqual(len(self.case.activity_ids), 1)
        self.assertIn("was changed", str(self.case.activity_ids.note))
        self.assertTrue(self.case.sudo().trail_date)

    def test_a_trail_that_is_whole_again_calls_nobody(self):
        with mute_logger("odoo.addons.rma_repair.models.rma_event_verify"):
            self.case._report_broken_trail("Event 3 was changed.")
        self.assertTrue(self.case.activity_ids)

        self.case._verify_trails()

        self.assertFalse(self.case.activity_ids)

    def test_erased_texts_and_people_leave_the_chain_whole(self):
        self._decide(self.lines, "as_is", "return", reason="Mr Miller, +49 171 5550100, insists")
        event = self._events().filtered("reason")

        event.with_user(self.user_manager).action_erase_reasons()
        self.customer.name = "Erased"
        self._sql("UPDATE rma_event SET user_id = NULL WHERE user_id = %s", self.user_service.id)

        self.assertFalse(event.reason or event.sudo().reason_salt)
        self.assertFalse(self._breaks())
        self.assertEqual(self._events()[-1].kind, "erase")

    def test_only_a_manager_erases_texts(self):
        self._decide(self.lines, "as_is", "return", reason="Nothing found")
        event = self._events().filtered("reason")

        with self.assertRaises(UserError):
            event.with_user(self.user_service).action_erase_reasons()

        self.assertEqual(event.reason, "Nothing found")

    def test_a_closed_case_is_read_only(self):
        decision = self._close()
        attempts = [
            lambda: self.case.with_user(self.user_manager).write({"severity": "3"}),
            lambda: self.lines[0].with_user(self.user_quality).write({"finding": "ntf"}),
            lambda: decision.with_user(self.user_finance).write({"reason": "Another"}),
            lambda: self.case.with_user(self.user_service).write(
                {"line_ids": [(0, 0, {"product_id": self.cable.id})]}
            ),
            lambda: self.lines[0].with_user(self.user_manager).write({"state": "decided"}),
        ]
        for attempt in attempts:
            with self.assertRaisesRegex(UserError, "is closed"):
                attempt()

        self.assertEqual((self.case.severity, self.lines[0].finding), ("1", "confirmed"))
        self.assertEqual(self.case.state, "closed")

    def _reopen(self, user, reason):
        wizard = (
            self.env["rma.reopen"]
            .with_user(user)
            .create({"case_id": self.case.id, "reason": reason})
        )
        wizard.action_reopen()

    def test_reopening_needs_a_reason_and_repeats_nothing(self):
        decision = self._close()
        moves = decision.move_ids
        with self.assertRaisesRegex(UserError, "Say why"):
            self._reopen(self.user_service, " ")
        self.assertEqual(self.case.state, "closed")

        self._reopen(self.user_service, "Finding was noted wrongly")

        self.assertEqual(self.case.state, "decided")
        self.assertEqual(decision.move_ids, moves)
        self.assertEqual(self._events()[-1].reason, "Finding was noted wrongly")
        self.lines.with_user(self.user_quality).write({"finding_note": "Corrected"})
        self.case.with_user(self.user_service).action_close_again()
        self.assertEqual(self.case.state, "closed")

    def test_a_serial_that_is_on_its_way_again_is_not_reopened(self):
        self._close()
        again = self._request(self.lots[0])

        with self.assertRaisesRegex(UserError, again.name):
            self._reopen(self.user_service, "It failed again")

        self.assertEqual(self.case.state, "closed")

    def test_whom_privacy_lookup_erases_leaves_no_name_and_a_whole_chain(self):
        person = self.env["res.partner"].create(
            {"name": "Erika Miller", "email": "erika@example.com", "parent_id": self.customer.id}
        )
        case = self._inspected_case(self._sell_serials(1, "E"), shipping_partner_id=person.id)
        case.message_post(body="It is broken", author_id=person.id)
        self._decide(case.line_ids, "as_is", "return", reason="Erika Miller insists")
        lookup = self.env["privacy.lookup.wizard"].create(
            {"name": "Erika Miller", "email": "erika@example.com"}
        )
        lookup.action_lookup()
        found = {(line.res_model, line.res_id) for line in lookup.line_ids}
        self.assertLessEqual({("res.partner", person.id), ("rma.case", case.id)}, found)

        erasable = ("res.partner", "mail.message")
        lookup.line_ids.filtered(lambda line: line.res_model in erasable).action_unlink_all()
        self._events(case).filtered("reason").with_user(self.user_manager).action_erase_reasons()

        self.assertFalse(person.exists())
        self.assertFalse(self.env["rma.event"]._find_breaks(case.ids))
        for table in ("rma_event", "rma_case", "rma_case_line"):
            self._sql(f"SELECT string_agg(t::text, '') FROM {table} t")
            self.assertNotIn("Erika", self.env.cr.fetchone()[0])
