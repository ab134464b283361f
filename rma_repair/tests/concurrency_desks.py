"""What people at work at once need not wait for; part of the one case with a database copy."""

from unittest.mock import patch

from odoo.tools import mute_logger

PATIENCE = "SET LOCAL lock_timeout = '5s'"


class DesksAtOnce:
    """Tests of `TestConcurrency`: its scene, its verbs."""

    def test_who_authorizes_does_not_wait_for_others_of_the_customer(self):
        """What waits for approval is counted by everybody: only what was just proposed is not."""
        scene = self.scene
        case = scene._inspected_case(self._cables(1, scene._sell(scene.cable, 1)))
        decision = scene._propose(case.line_ids, "scrap", "replace").sudo()
        decision.action_submit()
        self.assertFalse(decision._is_counted())
        self._commit()
        self.assertTrue(decision._is_counted())

        with self.registry.cursor() as other:
            self._hold(other, scene.customer)
            scene.env.cr.execute(PATIENCE)
            decision.with_user(scene.user_finance).action_authorize()
            scene.env.flush_all()
        self._commit()

        self.assertEqual(decision.state, "authorized")

    def test_accountants_do_not_wait_for_each_other(self):
        """What is posted was counted when decided; the product costs what it did."""
        scene = self.scene
        sale_line = scene._sell(scene.cable, 2)
        # Core rewrites every line of an unpaid invoice when its credit note is posted.
        invoice = sale_line.invoice_lines.move_id
        payments = scene.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoice.ids
        )
        payments.create({})._create_payments()
        case = scene._inspected_case(self._cables(1, sale_line))
        note = scene._decide(case.line_ids, "scrap", "credit").sudo().credit_note_ids
        self._commit()

        with self.registry.cursor() as other:
            self._hold(other, note.invoice_line_ids.rma_invoiced_line_id)
            self._hold(other, scene.cable)
            scene.env.cr.execute(PATIENCE)
            note.with_user(scene.user_finance).action_post()
            scene.env.flush_all()
        self._commit()

        self.assertEqual((note.state, case.line_ids.state), ("posted", "closed"))

    def test_a_paper_that_meets_a_conflict_is_sent_after_all(self):
        """Somebody writes one case while its slip is mailed: the run goes on, nothing fails."""
        scene = self.scene
        sale_line = scene._sell(scene.cable, 3)
        cases = scene.env["rma.case"].union(
            *(scene._authorize(scene._request(self._cables(1, sale_line))) for _case in range(3))
        )
        self._commit()
        met, tries = cases[1], []

        def mail(case, _record, _template):
            tries.append(case.id)
            if case == met and tries.count(met.id) == 1:
                with self.registry.cursor() as other:
                    self._hold(other, case)
            return "sent"

        patched = patch.object(self.registry["rma.case"], "_mail_paper", mail)
        with patched, mute_logger("odoo.sql_db"):
            scene.env["rma.case"]._cron_send_papers()

        self._see_what_is_true()
        self.assertEqual(set(cases.mapped("slip_state")), {"sent"})
        self.assertEqual([tries.count(case.id) for case in cases], [1, 2, 1])

    def test_a_deadline_that_meets_a_conflict_is_told_after_all(self):
        """Somebody writes a late case while the hourly watch escalates it."""
        scene = self.scene
        sale_line = scene._sell(scene.cable, 2)
        cases = scene.env["rma.case"].union(
            *(scene._request(self._cables(1, sale_line)) for _case in range(2))
        )
        scene.env.flush_all()  # Else its deadline would be computed after it is given.
        cases.sudo().date_step_deadline = "2026-01-05 08:00:00"
        self._commit()
        told = []

        def tell(found, _kind, _get_user):
            told.append(found & cases)
            if found & cases and told.count(cases) == 1:
                with self.registry.cursor() as other:
                    self._hold(other, cases[0])

        patched = patch.object(self.registry["rma.case"], "_create_activities", tell)
        with patched, mute_logger("odoo.sql_db"):
            scene.env["rma.case"].with_context(cron_id=1)._cron_watch_deadlines()

        self._see_what_is_true()
        self.assertEqual(told.count(cases), 2)
        self.assertTrue(all(case.date_escalated_for for case in cases))
