import logging
import os
import time

from odoo.tests import tagged

from .common_repair import RepairCommon

_logger = logging.getLogger(__name__)
# Queries per repair that one call on the whole recordset may need, the fixed part included.
LIMITS = {"create": 30, "submit": 9, "approve": 12, "start": 12, "request": 12, "end": 45}


@tagged("post_install", "-at_install")
class TestRepairSpeed(RepairCommon):
    """Repairs are made, started and ended in one call each; the cost per repair stays flat.

    RMA_BENCH_REPAIRS=200 measures as many as the benchmark tells.
    """

    def _measure(self, name, call):
        self.env.flush_all()
        self.env.invalidate_all()
        queries, start = self.env.cr.sql_log_count, time.perf_counter()
        call()
        self.env.flush_all()
        return name, self.env.cr.sql_log_count - queries, time.perf_counter() - start

    def _decide_repairs(self, count):
        """An authorized decision to repair `count` drives, its repair orders not made yet."""
        approvals = {"rma_batch_product_quantity": 0, "rma_batch_total_quantity": 0}
        limits = {"rma_batch_size": count, "rma_inspection_threshold": count}
        self.company.write({**approvals, **limits})
        lots = self._sell_serials(count)
        lines = self._inspected_case(*lots).line_ids
        decision = self._propose(lines, "repair", "return").sudo()
        self.env.ref("rma_repair.automation_create_repair_order").active = False
        decision.action_submit()
        decision.with_user(self.user_finance).action_authorize()
        return decision

    def test_queries_per_repair_stay_flat(self):
        count = int(os.environ.get("RMA_BENCH_REPAIRS", 20))
        decision = self._decide_repairs(count)
        results = [self._measure("create", decision.create_repair_order)]
        repairs = decision.repair_ids.with_user(self.user_workshop)
        for repair in repairs:
            self._add_part(repair, self.board, 0.01)
        repairs.write({"plan_work": "Clean", "plan_hours": 1})
        supervisor, quality = self.user_supervisor, self.user_quality
        steps = {
            "submit": repairs.action_plan_submit,
            "approve": repairs.with_user(supervisor).action_plan_approve,
            "start": repairs.action_repair_start,
            "request": repairs.action_control_request,
            "end": repairs.with_user(quality).action_control_pass,
        }
        results += [self._measure(name, call) for name, call in steps.items()]

        for name, queries, seconds in results:
            cost = (count, name, queries / count, 1000 * seconds / count)
            _logger.info("%s repairs: %s %.1f queries, %.1f ms per repair", *cost)
            with self.subTest(step=name):
                self.assertLessEqual(queries / count, LIMITS[name])
        self.assertEqual(set(repairs.mapped("state")), {"done"})
