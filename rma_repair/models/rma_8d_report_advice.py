from odoo import api, fields, models


class Rma8dReportAdvice(models.Model):
    """Weak answers pointed out while writing; advice, no gate."""

    _inherit = "rma.8d.report"

    advice = fields.Text("Weak Answers", compute="_compute_advice")

    @api.depends(
        "problem", "what", "measured_unit", "cause_ids.name", "cause_ids.is_root",
        "cause_ids.status",
        "cause_ids.level", "action_ids.name", "action_ids.cause_ids", "action_ids.state",
        "containment_ids.date_withdrawn", "containment_ids.qty_ok", "document_ids.revision_after",
        "is_reproduced", "isnot_ids.is_proposed",
    )  # fmt: skip
    def _compute_advice(self):
        for report in self:
            sentences = (
                report._advise_problem() + report._advise_causes() + report._advise_actions()
            )
            report.advice = "\n".join(sentences) or False

    def _advise_problem(self):
        """Weak points of D2 and D3."""
        advice = []
        if self.what and not self.measured_unit:
            advice.append(
                self.env._("D2: no measured value with a unit. “Does not work” is no deviation.")
            )
        if self.problem and len(self.problem) > 160:
            advice.append(self.env._("D2: the problem is longer than one sentence."))
        sorted_rows = self.containment_ids.filtered(
            lambda r: r.qty_suspect and not r.is_not_applicable
        )
        if sorted_rows and not sum(sorted_rows.mapped("qty_nok")):
            advice.append(
                self.env._("D3: nothing NOK was found at any place. Is the check able to find it?")
            )
        is_late = self.discipline > "d5" and self.discipline
        if is_late and any(not r.date_withdrawn and not r.is_permanent for r in sorted_rows):
            advice.append(
                self.env._("D3: containment is still in place after the corrective actions.")
            )
        return advice

    def _advise_causes(self):
        """Weak points of D4."""
        advice = []
        for cause in self.cause_ids.filtered("is_root"):
            if cause.is_human_error:
                advice.append(
                    self.env._(
                        "D4: “%(cause)s” ends at a person. What in the process let it happen?",
                        cause=cause.name,
                    )
                )
            if cause.path == "occurrence" and cause.level < 3:
                advice.append(
                    self.env._(
                        "D4: “%(cause)s” is reached after few whys only: %(n)s.",
                        cause=cause.name,
                        n=cause.level,
                    )
                )
            if cause.status == "confirmed" and not cause.action_ids:
                advice.append(self.env._("D5: cause “%(cause)s” has no action.", cause=cause.name))
        if self.cause_ids and not any(cause.evidence_against for cause in self.cause_ids):
            advice.append(
                self.env._("D4: no evidence against any cause is written. Was any of them doubted?")
            )
        return advice

    def _advise_actions(self):
        """Weak points of D5 to D7."""
        actions = self.action_ids.filtered(
            lambda a: a.kind == "corrective" and a.state != "cancelled"
        )
        advice = [
            self.env._("D5: action “%(action)s” answers no cause.", action=action.name)
            for action in actions
            if not action.cause_ids
        ]
        chosen = actions.filtered(lambda action: action.state in ("chosen", "done"))
        words = ("train", "remind", "inform", "培训", "提醒", "通知")
        if chosen and all(any(word in (a.name or "").lower() for word in words) for a in chosen):
            advice.append(self.env._("D5: training or reminding is the only action."))
        documents = {row.kind: row for row in self.document_ids}
        if self.discipline and self.discipline >= "d7":
            rows = [documents.get("fmea"), documents.get("control_plan")]
            if not any(row and row.revision_after for row in rows):
                advice.append(self.env._("D7: neither the FMEA nor the control plan was revised."))
        return advice
