"""What people were asked to do ends by itself when its reason is gone, whoever saw to it.

8D reports do the same in `rma_8d_report_activity.py`; decisions and approvals where they are
answered. What can vanish without anybody writing here (parts that came) is seen by the hourly
watch.
"""

from odoo import api, fields, models

from .activity_kinds import INSPECT, PARTS
from .rma_case_line import CLOSED_STATES
from .rma_deadline_watch import NOTICE
from .rma_decision_advance import REMINDER as RETURN_DUE


class RmaCase(models.Model):
    _inherit = "rma.case"

    def _end_activities(self, kind, get_needed):
        """Take this kind of activity from these cases, but for those `get_needed` keeps."""
        asked = self.sudo().activity_search([kind])
        if asked:
            cases = self.sudo().browse(asked.mapped("res_id"))
            needed = get_needed(cases)
            asked.filtered(lambda activity: activity.res_id not in needed.ids).unlink()

    def _get_to_inspect(self):
        """Those of these cases with a line that waits for its inspection."""
        domain = [("case_id", "in", self.ids), ("state", "=", "received")]
        lines = self.env["rma.case.line"]
        return self.browse(case.id for (case,) in lines._read_group(domain, ["case_id"]))

    def _get_to_come_back(self):
        """Those of these cases that something given in advance is still to come back to."""
        domain = [("case_id", "in", self.ids), ("state", "=", "authorized")]
        decisions = self.env["rma.decision"].search([*domain, ("date_return_due", "!=", False)])
        away = decisions.filtered(lambda decision: decision._get_lines_away())
        return away.case_id.filtered(lambda case: case.state not in CLOSED_STATES)

    def _get_to_notify(self):
        """Those of these cases whose customer is owed a delay notice."""
        domain = self._get_notice_domain(fields.Datetime.now())
        return self.env["rma.case.line"].search([("case_id", "in", self.ids), *domain]).case_id

    def _drop_stale_activities(self, now):
        result = super()._drop_stale_activities(now)
        kinds = [self.env.ref(kind).id for kind in (INSPECT, NOTICE)]
        cases = self.search([("activity_ids.activity_type_id", "in", kinds)])
        cases._end_activities(INSPECT, lambda asked: asked._get_to_inspect())
        cases._end_activities(NOTICE, lambda asked: asked._get_to_notify())
        self.env["repair.order"]._drop_stale_activities()
        self.env["rma.approval"]._cancel_pointless()
        return result


class RmaCaseLine(models.Model):
    _inherit = "rma.case.line"

    def _on_inspected(self):
        result = super()._on_inspected()
        self.case_id._end_activities(INSPECT, lambda asked: asked._get_to_inspect())
        return result


class RmaDecision(models.Model):
    _inherit = "rma.decision"

    @api.model
    def _cron_watch_returns(self):
        result = super()._cron_watch_returns()
        kind = self.env.ref(RETURN_DUE).id
        cases = self.env["rma.case"].search([("activity_ids.activity_type_id", "=", kind)])
        cases._end_return_reminders()
        return result

    def _on_cancelled(self):
        result = super()._on_cancelled()
        self.filtered("date_return_reminded").case_id._end_return_reminders()
        return result


class RmaCaseReturns(models.Model):
    _inherit = "rma.case"

    def _end_return_reminders(self):
        self._end_activities(RETURN_DUE, lambda asked: asked._get_to_come_back())


class StockPicking(models.Model):
    _inherit = "stock.picking"

    def _tell_rma_receipt(self):
        result = super()._tell_rma_receipt()
        decisions = self.move_line_ids.rma_line_id.decision_id
        decisions.filtered("date_return_reminded").case_id._end_return_reminders()
        return result


class RepairOrder(models.Model):
    _inherit = "repair.order"

    @api.model
    def _drop_stale_activities(self):
        """Take away requests for parts that came, or that an ended repair needs no more."""
        kind = self.env.ref(PARTS).id
        repairs = self.search([("activity_ids.activity_type_id", "=", kind)])
        idle = repairs.filtered(lambda one: one.state in ("done", "cancel"))
        (idle | repairs.filtered(lambda one: not one.has_missing_parts))._end_part_requests()

    def _end_part_requests(self):
        self.sudo().activity_unlink([PARTS])

    def _on_state_done(self):
        result = super()._on_state_done()
        self._end_part_requests()
        return result

    def _on_state_cancel(self):
        result = super()._on_state_cancel()
        self._end_part_requests()
        return result


class RmaApproval(models.Model):
    _inherit = "rma.approval"

    @api.model
    def _cancel_pointless(self):
        """Nobody has to answer for cases that are all closed, refused or cancelled."""
        pending = self.search([("state", "=", "pending")])
        pointless = pending.filtered(
            lambda one: one.case_ids and CLOSED_STATES.issuperset(one.case_ids.mapped("state"))
        )
        pointless.write({"state": "cancelled"})

    def _on_cancelled(self):
        self.sudo().activity_unlink(["rma_repair.mail_activity_approval"])


class RmaParkedGoods(models.Model):
    _inherit = "rma.parked.goods"

    def write(self, vals):
        result = super().write(vals)
        if "handling" in vals:
            gone = self.filtered(lambda goods: goods.state != "open")
            gone.sudo().activity_unlink(["mail.mail_activity_data_todo"])
        return result


class RmaReviewAction(models.Model):
    _inherit = "rma.review.action"

    @api.ondelete(at_uninstall=False)
    def _unlink_activity(self):
        """An action that is not to be done any more is nobody's to do."""
        self.sudo().activity_id.unlink()
