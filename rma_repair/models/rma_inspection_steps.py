"""When an inspection may be finished, and what that does to its units."""

from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from .rma_case_line import FINDINGS

# Inspections that judge returned units; the others judge work done.
JUDGING_TYPES = ("incoming", "sample")
# May change after an inspection is finished.
FREE_FIELDS = {"activity_ids", "message_follower_ids", "message_ids"}


class RmaInspection(models.Model):
    _inherit = "rma.inspection"

    def action_pass(self):
        """Finish complete inspections: the verdict is written to the units they speak for."""
        self.write({"state": "passed"})

    def action_fail(self):
        """The first piece, or the repaired unit, is not good."""
        self.write({"state": "failed"})

    def action_cancel(self):
        self.write({"state": "cancelled"})

    def action_draft(self):
        self.write({"state": "draft"})

    def _check_unfinished(self):
        """Raise where one of these is finished: what was found stays as it was signed."""
        if finished := self.filtered(lambda inspection: inspection.state != "draft"):
            raise UserError(
                self.env._(
                    "%(name)s is finished; its results can not be changed. Withdraw the "
                    "inspection of the units and inspect them again.",
                    name=finished[0].name,
                )
            )

    def write(self, vals):
        if set(vals) - FREE_FIELDS - {"state"} and not self.env.su:
            self._check_unfinished()
        return super().write(vals)

    def _prepare_transition_vals(self, state):
        if state not in ("passed", "failed"):
            return super()._prepare_transition_vals(state)
        return {"date_passed": fields.Datetime.now(), "passed_by_id": self.env.uid}

    def _check_passed(self):
        for inspection in self:
            inspection._check_complete()
            if inspection.inspection_type in JUDGING_TYPES:
                inspection._check_verdict()
            elif failed := inspection.result_ids.filtered(lambda r: r.outcome == "failed"):
                raise UserError(
                    self.env._(
                        "%(name)s can not pass: %(items)s. Mark it as failed.",
                        name=inspection.name,
                        items=failed._get_item_messages(),
                    )
                )

    def _check_failed(self):
        for inspection in self:
            if inspection.inspection_type in JUDGING_TYPES:
                raise UserError(
                    self.env._("Enter the verdict and pass the inspection: defects are a verdict.")
                )
            inspection._check_complete()

    def _check_complete(self):
        """An empty or half-filled inspection is none."""
        self.ensure_one()
        self._check_lines()
        self._check_sample_complete()
        if not self.result_ids:
            raise UserError(
                self.env._(
                    "%(name)s checks nothing. Choose a checklist, or add what was checked.",
                    name=self.name,
                )
            )
        if unfilled := self.result_ids.filtered(lambda result: result.outcome == "open"):
            raise UserError(
                self.env._(
                    "%(name)s is not complete: %(items)s.",
                    name=self.name,
                    items=unfilled._get_item_messages(),
                )
            )

    def _check_verdict(self):
        self.ensure_one()
        required = ["finding", "grade", "repairable"]
        if self.finding == "confirmed":
            required += ["failure_code_id", "defect_class"]
        if missing := [name for name in required if not self[name]]:
            labels = [self._fields[name]._description_string(self.env) for name in missing]
            raise UserError(
                self.env._(
                    "%(name)s has no verdict yet. Enter: %(fields)s.",
                    name=self.name,
                    fields=", ".join(labels),
                )
            )
        if self.inspection_type == "sample":
            self._check_sample_verdict()
        if self.finding == "ntf":
            self._check_ntf()

    def _check_ntf(self):
        """No trouble found: every item of the standard and of the load test is good."""
        for test, label in (
            self.env["rma.inspection.result"]._fields["test"]._description_selection(self.env)
        ):
            results = self.result_ids.filtered(lambda result, test=test: result.test == test)
            if not results:
                raise UserError(
                    self.env._(
                        "%(finding)s needs the %(test)s, and %(name)s has no item of it.",
                        finding=dict(FINDINGS)["ntf"],
                        test=label,
                        name=self.name,
                    )
                )
        if bad := self.result_ids.filtered(lambda result: result.outcome != "ok"):
            raise UserError(
                self.env._(
                    "Trouble was found: %(items)s. Choose another verdict.",
                    items=bad._get_item_messages(),
                )
            )

    def _on_passed(self):
        """Write the verdict to the units and pass them on, as the user who signs."""
        for inspection in self.filtered(lambda i: i.inspection_type in JUDGING_TYPES):
            lines = inspection.line_ids
            if waiting := lines.filtered(lambda line: line.state != "received"):
                raise UserError(
                    self.env._(
                        "%(line)s is not waiting for its inspection.",
                        line=waiting[0].display_name,
                    )
                )
            if not lines.has_access("write"):
                raise AccessError(self.env._("Quality passes inspections of returned units."))
            lines.sudo().write(inspection._prepare_verdict_vals())
            lines.write({"state": "inspected"})

    def _prepare_verdict_vals(self):
        """What a passed inspection tells its lines."""
        self.ensure_one()
        vals = {
            "finding": self.finding,
            "failure_code_id": self.failure_code_id.id,
            "defect_class": self.defect_class,
            "grade": self.grade,
            "repairable": self.repairable,
            "inspection_id": self.id,
        }
        if self.note:
            vals["finding_note"] = self.note
        if self.seal_state:
            vals["seal_state"] = self.seal_state
        if self.is_customer_damage:
            vals["is_customer_damage"] = True
        return vals


class RmaInspectionResult(models.Model):
    _inherit = "rma.inspection.result"

    def _get_item_messages(self):
        """These items and what is wrong with them, in a sentence."""
        return "; ".join(f"{result._get_item_label()} ({result._get_message()})" for result in self)

    def _get_item_label(self):
        self.ensure_one()
        return f"{self.unit_id.display_name}: {self.name}" if self.unit_id else self.name
