"""What each state of a line asks for (`_check_<state>`) and brings about (`_on_<state>`)."""

from odoo import models
from odoo.exceptions import UserError


class RmaCaseLine(models.Model):
    _inherit = "rma.case.line"

    def action_authorize(self):
        """The customer may send these units: plans their receipt in the returns location."""
        self.write({"state": "authorized"})

    def action_refuse(self):
        """Turn these requests down."""
        self.write({"state": "refused"})

    def action_reopen(self):
        """Take a refused request up again."""
        self.write({"state": "requested"})

    def action_cancel(self):
        """Give up authorized lines whose goods never came; their planned receipt goes with them."""
        self.write({"state": "cancelled"})

    def action_inspected(self):
        """Pass received lines on to the decision; each needs a finding."""
        self.write({"state": "inspected"})

    def action_withdraw_inspection(self):
        """Inspect again: only while no decision waits for or follows from the finding."""
        self.write({"state": "received"})

    def action_plan_receipt(self):
        """Plan the receipt anew, after the warehouse cancelled, deleted or closed it short."""
        waiting = self.filtered(lambda line: line.is_return_expected and line._is_awaited())
        waiting.case_id._plan_receipt(waiting)

    def _check_authorized(self):
        if decided := self.filtered("decision_id"):
            raise UserError(
                self.env._(
                    "%(line)s is decided by %(decision)s. Cancel that decision first.",
                    line=decided[0].display_name,
                    decision=decided[0].decision_id.name,
                )
            )
        self._check_goods()
        self._check_origin()
        self._check_returnable()

    def _check_goods(self):
        """Only goods can be returned; a service is credited by its own invoice."""
        if services := self.filtered(lambda line: line.product_id.type != "consu"):
            raise UserError(
                self.env._(
                    "%(product)s is no goods and can not come back. Credit it on its invoice.",
                    product=services[0].product_id.display_name,
                )
            )

    def _check_received(self):
        """A fact of the stock, or the end of an inspection withdrawn."""
        for line in self:
            if line.product_uom_id.compare(line.quantity_received, line.quantity) < 0:
                raise UserError(
                    self.env._(
                        "%(line)s has not come back. Validate its receipt in the warehouse.",
                        line=line.display_name,
                    )
                )
            if line.decision_ids.filtered(
                lambda decision: decision.state in ("to_approve", "authorized")
            ):
                raise UserError(
                    self.env._(
                        "%(line)s waits for a decision on this finding.", line=line.display_name
                    )
                )

    def _check_inspected(self):
        for line in self:
            if line.decision_id:
                raise UserError(
                    self.env._(
                        "%(line)s is decided by %(decision)s. Cancel that decision first.",
                        line=line.display_name,
                        decision=line.decision_id.name,
                    )
                )
            if not line.finding:
                raise UserError(
                    self.env._("Enter the finding of %(line)s first.", line=line.display_name)
                )
            if line.finding == "confirmed" and not line.failure_code_id:
                raise UserError(
                    self.env._(
                        "%(line)s has a confirmed defect: enter its failure code.",
                        line=line.display_name,
                    )
                )

    def _check_decided(self):
        self._check_reopening()
        for line in self:
            decision = line.decision_id
            if decision.state != "authorized" or line not in decision.line_ids:
                raise UserError(
                    self.env._("No authorized decision covers %(line)s.", line=line.display_name)
                )

    def _check_closed(self):
        if unfinished := self.filtered("missing_documents"):
            raise UserError(
                self.env._(
                    "%(line)s can not be closed yet. Missing: %(missing)s",
                    line=unfinished[0].display_name,
                    missing=unfinished[0].missing_documents,
                )
            )

    def _check_cancelled(self):
        if received := self.filtered("quantity_received"):
            raise UserError(
                self.env._(
                    "%(line)s has come back already. Decide what becomes of it.",
                    line=received[0].display_name,
                )
            )

    def _on_authorized(self):
        self.filtered("is_return_expected").action_plan_receipt()

    def _on_inspected(self):
        fresh = self.filtered(lambda line: not line.inspected_by_id)
        fresh.sudo().inspected_by_id = self.env.user

    def _on_received(self):
        self.filtered("inspected_by_id").sudo().inspected_by_id = False

    def _on_decided(self):
        self.filtered(lambda line: line.unit_outcome == "not_returned")._cancel_receipt()

    def _on_cancelled(self):
        self._cancel_receipt()

    def _on_closed(self):
        """What follows the end of a line; extended where something does."""
