"""The night watch: what it proves, what it finds, and whom it tells."""

from unittest.mock import patch

from odoo import Command
from odoo.tests import tagged
from odoo.tools import SQL

from .common import RmaCommon


@tagged("post_install", "-at_install")
class TestInvariants(RmaCommon):
    """Each invariant holds over a full return, and is seen to break when data lies."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lots = cls._sell_serials(3)
        cls.case = cls._inspected_case(*cls.lots)
        cls.lines = cls.case.line_ids.sudo()
        cls.decision = cls._decide(cls.lines[0], "scrap", "credit").sudo()
        cls.note = cls.decision.credit_note_ids
        cls.note.action_post()

    def _update(self, record, **values):
        """Make the data lie behind the addon's back."""
        self.env.flush_all()
        for name, value in values.items():
            self.env.cr.execute(
                SQL(
                    "UPDATE %s SET %s = %s WHERE id = %s",
                    SQL.identifier(record._table),
                    SQL.identifier(name),
                    value,
                    record.id,
                )
            )
        self.env.invalidate_all()

    def _returned_quant(self, lot):
        return lot.quant_ids.filtered(
            lambda quant: quant.location_id == self.warehouse.rma_location_id
        )

    def _assert_found(self, key, record):
        findings = self.env["rma.check"]._prove([key])

        self.assertEqual([(f.model, f.res_id) for f in findings], [(record._name, record.id)])
        self.assertEqual(findings[0].company_id, self.company.id)
        self.assertTrue(findings[0].message)

    def test_every_invariant_holds_after_a_return(self):
        self.assertEqual(self.env["rma.check"]._prove(), [])

    def test_every_invariant_has_its_two_methods(self):
        check = self.env["rma.check"]

        for key in check._get_checks():
            self.assertTrue(hasattr(check, f"_subjects_{key}"), key)
            self.assertTrue(hasattr(check, f"_find_{key}"), key)

    def test_more_returned_than_delivered_is_found(self):
        self._update(self.lines[1], quantity=2)

        self._assert_found("returned_within_delivered", self.lines.origin_move_id)

    def test_serial_in_two_open_cases_is_found(self):
        self.env.cr.execute("DROP INDEX rma_case_line_open_serial_uniq")
        self._update(self.lines[1], lot_id=self.lots[2].id)

        self._assert_found("one_open_case_per_serial", self.lots[2])

    def test_received_without_arrival_is_found(self):
        self._update(self.lines[1], quantity=2, quantity_received=2)

        self._assert_found("received_adds_up", self.lines[1])

    def test_compensation_beyond_what_was_decided_is_found(self):
        case = self._inspected_case(*self._sell_serials(1, "GRANT"))
        decision = self._decide(case.line_ids, "as_is", "compensate", compensation_amount=10).sudo()
        decision.credit_note_ids.action_post()
        self._update(decision, compensation_amount=9)

        self._assert_found("granted_once", decision)

    def test_unit_taken_over_twice_is_found(self):
        move_line = self.lines[0].move_line_ids.filtered(
            lambda ml: ml.rma_operation == "take_over" and ml.location_dest_id.usage == "internal"
        )
        self._update(move_line, quantity_product_uom=2)

        self._assert_found("moved_once", self.lines[0])

    def test_line_without_its_decision_is_found(self):
        self._update(self.lines[0], state="inspected")

        self._assert_found("states_tell_the_truth", self.lines[0])

    def test_goods_without_owner_are_found(self):
        quant = self._returned_quant(self.lots[1])
        self._update(quant, owner_id=None)

        self._assert_found("customer_goods_owned", quant)

    def test_value_of_the_customers_goods_is_found(self):
        receipt = self.lines.move_line_ids.move_id.filtered(
            lambda move: move.rma_operation == "receipt"
        )
        self._update(receipt, value=60)

        self._assert_found("customer_goods_no_value", receipt)

    def test_goods_moved_away_are_found(self):
        quant = self._returned_quant(self.lots[1])
        quant.move_quants(location_dest_id=self.warehouse.lot_stock_id)

        self._assert_found("goods_are_there", self.drive)

    def test_more_credited_than_invoiced_is_found(self):
        self._update(self.note.invoice_line_ids, quantity=4)

        self._assert_found("credited_within_invoiced", self.lines[0].invoice_line_id)

    def test_credit_without_authority_is_found(self):
        self._update(self.decision, authorized_by_id=None)

        self._assert_found("credits_authorized", self.note)

    def test_line_closed_too_early_is_found(self):
        self._update(self.note.invoice_line_ids, parent_state="draft")

        self._assert_found("closed_complete", self.lines[0])

    def test_entry_of_another_value_is_found(self):
        scrap = self.decision.scrap_ids.move_ids
        self._update(scrap, value=50)

        self._assert_found("entries_match_values", scrap.account_move_id)

    def test_cost_of_goods_of_another_value_is_found(self):
        taken = self.decision.move_ids.filtered(
            lambda m: m.rma_operation == "take_over" and m.is_in
        )
        self._update(taken, value=50)

        self._assert_found("stock_equals_account", self.decision)


@tagged("post_install", "-at_install")
class TestNightWatch(RmaCommon):
    def _forget_receipt(self, line):
        """Make the data lie behind the addon's back."""
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE rma_case_line SET quantity_received = 0 WHERE id = %s", line.ids
        )
        self.env.invalidate_all()

    def _watch(self):
        run = self.env["rma.check.run"].create({})
        while run._advance():
            pass
        return run

    def test_quiet_night_leaves_a_result_per_invariant(self):
        self._inspected_case(*self._sell_serials(2))

        run = self._watch()

        self.assertEqual(run.state, "passed")
        self.assertEqual(
            run.result_ids.mapped("check_key"), list(self.env["rma.check"]._get_checks())
        )
        self.assertTrue(all(run.result_ids.mapped("is_proven")))
        self.assertTrue(run.record_count)
        self.assertFalse(run.activity_ids)

    def test_broken_invariant_calls_the_managers_and_opens_the_record(self):
        case = self._inspected_case(*self._sell_serials(1))
        self._forget_receipt(case.line_ids)

        run = self._watch()

        self.assertEqual(run.state, "broken")
        self.assertIn(self.user_manager, run.activity_ids.user_id)
        finding = run.with_user(self.user_manager).finding_ids.filtered(
            lambda finding: finding.result_id.check_key == "received_adds_up"
        )
        action = finding.action_open()
        self.assertEqual(
            (action["res_model"], action["res_id"]), ("rma.case.line", case.line_ids.id)
        )

    def test_later_night_replaces_the_activity_of_the_earlier(self):
        case = self._inspected_case(*self._sell_serials(1))
        self._forget_receipt(case.line_ids)

        first, second = self._watch(), self._watch()

        self.assertFalse(first.activity_ids)
        self.assertTrue(second.activity_ids)

    def test_watch_goes_on_where_it_was_stopped(self):
        self._inspected_case(*self._sell_serials(1))
        run = self.env["rma.check.run"].create({})
        for _step in range(5):
            run._advance()
        self.assertEqual(run.state, "running")

        while run._advance():
            pass

        self.assertEqual(run.state, "passed")
        self.assertEqual(len(run.result_ids), len(self.env["rma.check"]._get_checks()))

    def test_batches_of_one_prove_as_much_as_large_ones(self):
        case = self._inspected_case(*self._sell_serials(3))
        self._forget_receipt(case.line_ids[1])
        large = self._watch()

        with patch("odoo.addons.rma_repair.models.rma_check.BATCH_SIZE", 1):
            small = self._watch()

        self.assertGreater(large.record_count, 10)
        self.assertEqual(small.record_count, large.record_count)
        self.assertEqual(small.finding_ids.mapped("name"), large.finding_ids.mapped("name"))

    def test_the_nightly_job_leaves_a_result_for_managers_and_accountants(self):
        self._inspected_case(*self._sell_serials(1))

        with self.enter_registry_test_mode():
            self.env.ref("rma_repair.ir_cron_night_watch").method_direct_trigger()

        run = self.env["rma.check.run"].with_user(self.user_finance).search([], limit=1)
        self.assertEqual(run.state, "passed")
        self.assertTrue(run.date_end)
        self.assertEqual(len(run.result_ids), len(self.env["rma.check"]._get_checks()))

    def test_findings_of_another_company_are_not_seen(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        finding = {
            "name": "Secret",
            "res_model": "rma.case.line",
            "res_id": 1,
            "company_id": other.id,
        }
        result = {"check_key": "moved_once", "finding_ids": [Command.create(finding)]}
        run = self.env["rma.check.run"].create({"result_ids": [Command.create(result)]})

        findings = self.env["rma.check.finding"].with_user(self.user_manager)
        self.assertTrue(run.finding_ids)
        self.assertFalse(findings.search([("run_id", "=", run.id)]))
