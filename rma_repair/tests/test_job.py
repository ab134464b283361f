import base64
from contextlib import suppress
from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import RmaCommon


class Killed(BaseException):
    """What a process feels when it is killed: nobody catches it."""


@tagged("post_install", "-at_install")
class TestJob(RmaCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lots = cls._sell_serials(7)

    def _job(self, *rows, batch_size=2):
        """A file of returns, one serial per row, given to the background by the service desk."""
        titles = "Customer,Lines/Lot/Serial,Lines/Reason"
        text = "\n".join([titles, *rows])
        job = (
            self.env["rma.job"]
            .with_user(self.user_service)
            .create(
                {
                    "file": base64.b64encode(text.encode()),
                    "file_name": "returns.csv",
                    "batch_size": batch_size,
                }
            )
        )
        job.action_import()
        return job

    def _rows(self, count):
        return [f"Dealer,{lot.name},No power" for lot in self.lots[:count]]

    def _run(self):
        """What the cron does, with commits that end at the test."""
        self.env.flush_all()
        with self.enter_registry_test_mode():
            self.env.ref("rma_repair.ir_cron_run_jobs").with_user(
                self.env.ref("base.user_root")
            ).method_direct_trigger()
        self.env.invalidate_all()

    def _cases(self):
        return self.env["rma.case"].search([("partner_id", "=", self.customer.id)])

    def _kill_at_batch(self, number):
        """Run the background work in a process that dies within batch `number`."""
        jobs = self.env.registry["rma.job"]
        run_batch, count = jobs._run_batch, []

        def dies(job):
            count.append(job)
            done = run_batch(job)
            if len(count) == number:
                raise Killed
            return done

        # Not assertRaises: it takes back what was committed before, which a kill does not.
        with patch.object(jobs, "_run_batch", dies), suppress(Killed):
            self._run()
            self.fail("Nothing was killed")

    def test_a_file_is_imported_batch_by_batch_as_its_user(self):
        job = self._job(*self._rows(5))

        self._run()

        self.assertRecordValues(job, [{"state": "done", "done": 5, "total": 5, "progress": 100}])
        self.assertEqual(self._cases().line_ids.lot_id, self.lots[:5])
        self.assertEqual(self._cases().create_uid, self.user_service)

    def test_a_killed_import_is_resumed_without_loss_or_doubles(self):
        job = self._job(*self._rows(7))

        self._kill_at_batch(3)
        self.assertRecordValues(job, [{"state": "waiting", "done": 4}])
        self.assertEqual(len(self._cases()), 4)
        self._run()

        self.assertRecordValues(job, [{"state": "done", "done": 7}])
        self.assertEqual(self._cases().line_ids.lot_id.sorted("id"), self.lots)
        self.assertEqual(len(self._cases().line_ids), 7)

    def test_a_wrong_row_stops_the_import_and_says_where(self):
        job = self._job(*self._rows(3), "Dealer,NOSUCH,No power")

        self._run()

        self.assertRecordValues(job, [{"state": "failed", "done": 2}])
        self.assertIn("Row 5", job.error)
        self.assertEqual(len(self._cases()), 2)

    def test_a_corrected_file_goes_on_where_it_stopped(self):
        job = self._job(*self._rows(3), "Dealer,NOSUCH,No power")
        self._run()

        text = "\n".join(["Customer,Lines/Lot/Serial,Lines/Reason", *self._rows(4)])
        job.file = base64.b64encode(text.encode())
        job.action_import()
        self._run()

        self.assertRecordValues(job, [{"state": "done", "done": 4}])
        self.assertEqual(self._cases().line_ids.lot_id.sorted("id"), self.lots[:4])

    def test_nobody_lends_himself_the_rights_of_another(self):
        job = self._job(*self._rows(1))

        for values in ({"user_id": self.user_manager.id}, {"state": "done"}, {"done": 1}):
            with self.subTest(values=values), self.assertRaises(AccessError):
                job.write(values)
        with self.assertRaises(AccessError):
            job.create({"user_id": self.user_manager.id})

        self.assertRecordValues(job, [{"user_id": self.user_service.id, "state": "waiting"}])

    def test_documents_of_a_large_decision_are_made_in_the_background(self):
        self.env["ir.config_parameter"].set_param("rma_repair.background_lines", "4")
        case = self._inspected_case(*self.lots)

        decision = self._decide(case.line_ids, "restock", "credit")

        self.assertRecordValues(decision, [{"state": "authorized"}])
        self.assertFalse(decision.move_ids)
        self.assertFalse(decision.credit_note_ids)
        self.assertIn("0 of 21", decision.job_progress)

        self._run()

        self.assertEqual(decision.sudo().job_ids.state, "done")
        self.assertEqual(self._credited(decision), 7)
        self.assertFalse(decision.job_progress)

    def test_killed_documents_are_resumed_without_loss_or_doubles(self):
        self.env["ir.config_parameter"].set_param("rma_repair.background_lines", "4")
        decision = self._decide(self._inspected_case(*self.lots).line_ids, "restock", "credit")
        job = decision.sudo().job_ids
        job.batch_size = 3

        self._kill_at_batch(5)
        self.assertRecordValues(job, [{"state": "waiting", "done": 10}])
        self.assertEqual(self._credited(decision), 3)
        self._run()

        self.assertEqual(job.state, "done")
        self.assertEqual(self._credited(decision), 7)
        taken = decision.sudo().move_ids.filtered(lambda move: move.rma_operation == "take_over")
        inside = taken.move_line_ids.filtered(lambda line: line.location_dest_usage == "internal")
        self.assertEqual(sum(inside.mapped("quantity")), 7)
        self.assertEqual(inside.lot_id, self.lots)

    def _credited(self, decision):
        return sum(decision.sudo().credit_note_ids.invoice_line_ids.mapped("quantity"))
