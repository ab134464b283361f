from odoo import fields, models
from odoo.tools import float_compare

from .rma_8d_prevention import DOCUMENT_KINDS


class Rma8dReportGatesCauses(models.Model):
    """The gates D4 to D8, and the fields only they need."""

    _inherit = "rma.8d.report"

    no_occurrence_reason = fields.Char("Why No Occurrence Cause")
    no_escape_reason = fields.Char("Why No Escape Cause")
    no_systemic_reason = fields.Char("Why No Systemic Cause")
    escape_control = fields.Char(
        "Escape Point", help="The earliest control that should have caught it and did not."
    )
    escape_reason = fields.Char("Why the Control Failed")
    decision_criteria = fields.Text("How Actions Were Chosen")
    lesson_ids = fields.One2many("rma.lesson", "report_id", "Lessons Learned")
    lesson_waived_reason = fields.Char("Why No Lesson")
    recognition = fields.Text("Recognition of the Team")
    effectiveness_note = fields.Text("Conclusion on Effectiveness")

    def _root_causes(self, path=None):
        """The confirmed root causes of this report, of one path or of all."""
        return self.cause_ids.filtered(
            lambda cause: cause.is_root
            and cause.status == "confirmed"
            and path in (None, cause.path)
        )

    def _gate_d4(self):
        missing = [
            self.env._(
                "“Causes”: confirm or rule out “%(cause)s” (field “Status”).", cause=cause.name
            )
            for cause in self.cause_ids.filtered(lambda cause: cause.status == "open")
        ]
        for cause in self.cause_ids - self._root_causes():
            proof = {"confirmed": "evidence_for", "ruled_out": "evidence_against"}.get(cause.status)
            missing += self._missing_fields(proof, record=cause) if proof else []
        for path, label in self.cause_ids._fields["path"]._description_selection(self.env):
            missing += self._missing_in_path(path, label)
        for cause in self._root_causes():
            missing += self._missing_in_cause(cause)
        if self._root_causes("escape"):
            missing += self._missing_fields("escape_control", "escape_reason")
        return missing

    def _missing_in_path(self, path, label):
        """What one path of causes lacks: a confirmed root, its share, a reason behind people."""
        roots = self._root_causes(path)
        if not roots:
            return self._missing_root(path, label)
        missing = []
        total = sum(roots.mapped("contribution"))
        if float_compare(total, 100, precision_digits=1) != 0:
            missing.append(
                self.env._(
                    "“%(path)s”: the contributions of the root causes add up to %(total)g %%, "
                    "not 100 %%.",
                    path=label,
                    total=total,
                )
            )
        if all(cause.is_human_error and not cause.human_error_reason for cause in roots):
            missing.append(
                self.env._(
                    "“%(path)s”: people make errors because something lets them. Ask why once "
                    "more, or say why nothing stands behind it (field “Why Human Error”).",
                    path=label,
                )
            )
        return missing

    def _missing_root(self, path, label):
        """A path without root cause says why."""
        reason = f"no_{path}_reason"
        if self[reason]:
            return []
        return [
            self.env._(
                "“%(path)s”: confirm a root cause, or say why there is none (field “%(field)s”).",
                path=label,
                field=self._fields[reason]._description_string(self.env),
            )
        ]

    def _missing_in_cause(self, cause):
        """What a confirmed root cause lacks: evidence, verifier, and on occurrence the switch."""
        missing = self._missing_fields(
            "attachment_ids", "evidence_for", "verified_by_id", record=cause
        )
        if cause.path == "occurrence":
            missing += self._missing_fields(
                "is_explaining_is", "is_explaining_is_not", "switch", "switch_note", record=cause
            )
        return missing

    def _gate_d5(self):
        actions = self._live_actions("corrective")
        missing = [
            self.env._("Root cause “%(cause)s” has no chosen action.", cause=cause.name)
            for cause in self._root_causes()
            if not cause.action_ids & actions
        ]
        for action in self._live_actions("corrective", {"proposed"}):
            missing.append(self.env._("Choose or reject “%(action)s”.", action=action.name))
        for action in actions:
            missing += self._missing_fields(
                "cause_ids", "decision_reason", "approver_id", "owner_id", "date_due",
                "verification_method", "verification_result", record=action,
            )  # fmt: skip
            if action.verification_result == "failed":
                missing.append(self.env._("The trial of “%(action)s” failed.", action=action.name))
        for action in self.action_ids.filtered("is_customer_request"):
            missing += self._missing_fields("customer_answer", record=action)
        return missing + self._missing_fields("decision_criteria")

    def _live_actions(self, kind, states=("chosen", "done")):
        return self.action_ids.filtered(
            lambda action: action.kind == kind and action.state in states
        )

    def _gate_d6(self):
        missing = []
        for action in self._live_actions("corrective"):
            if action.state != "done":
                missing.append(self.env._("“%(action)s” is not implemented.", action=action.name))
            missing += self._missing_fields(
                "proof", "date_effective", "metric", "baseline", "target", "result_text",
                "validation_result", record=action,
            )  # fmt: skip
            if action.validation_result == "failed":
                missing.append(
                    self.env._("The validation of “%(action)s” failed.", action=action.name)
                )
        for row in self.containment_ids.filtered(lambda row: not row.is_not_applicable):
            if not row.date_withdrawn and not (row.is_permanent and row.permanent_reason):
                missing.append(
                    self.env._(
                        "Containment “%(row)s” is still in place: withdraw it (field “Withdrawn "
                        "on”) "
                        "or justify that it stays (field “Why Permanent”).",
                        row=row.display_name,
                    )
                )
        return missing

    def _gate_d7(self):
        missing = self._missing_documents()
        if not self.deployment_ids:
            missing.append(
                self.env._("“Horizontal Deployment”: judge at least one similar product or line.")
            )
        variants = self.product_id.product_tmpl_id.product_variant_ids - self.product_id
        missing += [
            self.env._("“Horizontal Deployment”: add a row for “%(product)s”.", product=product)
            for product in (variants - self.deployment_ids.product_id).mapped("display_name")
        ]
        missing += [
            self.env._(
                "“%(row)s”: judge it, with an action and date where affected.",
                row=row.display_name,
            )
            for row in self.deployment_ids
            if not row._is_answered()
        ]
        published = self.lesson_ids.filtered(lambda lesson: lesson.state == "published")
        return missing + ([] if published else self._missing_fields("lesson_waived_reason"))

    def _missing_documents(self):
        """A sentence per document that is not listed or not answered."""
        kinds = dict(self.document_ids._fields["kind"]._description_selection(self.env))
        present = set(self.document_ids.mapped("kind"))
        missing = [
            self.env._("“Controlled Documents”: add a row for “%(kind)s”.", kind=kinds[kind])
            for kind, _label in DOCUMENT_KINDS
            if kind not in present
        ]
        return missing + [
            self.env._(
                "“%(kind)s”: give the revision before and after, or say why it is not affected.",
                kind=kinds[row.kind],
            )
            for row in self.document_ids
            if not row._is_answered()
        ]

    def _gate_d8(self):
        missing = self._missing_fields("effectiveness_note", "recognition")
        missing += self._missing_fields("is_cost_complete", record=self.sudo())
        missing += self._missing_effectiveness() + self._missing_evaluation()
        missing += self._missing_open_items() + self._missing_acceptance()
        return missing + self._missing_signature()

    def _missing_open_items(self):
        """Nothing may be open at closure: quantities, causes, actions."""
        names = self.containment_ids.filtered("qty_open").mapped("display_name")
        names += self.action_ids.filtered(lambda a: a.state in ("proposed", "chosen")).mapped(
            "name"
        )
        names += self.cause_ids.filtered(lambda cause: cause.status == "open").mapped("name")
        return [self.env._("“%(item)s” is still open.", item=name) for name in names]
