import base64

from odoo import Command, api, fields, models
from odoo.exceptions import UserError


class RmaRepairRedecide(models.TransientModel):
    """Decide anew what becomes of units under repair: the estimate beside what they are worth."""

    _name = "rma.repair.redecide"
    _description = "Decide a Repair Anew"

    repair_ids = fields.Many2many("repair.order", string="Repairs", required=True)
    company_id = fields.Many2one(related="repair_ids.company_id")
    currency_id = fields.Many2one(related="company_id.currency_id")
    disposition_id = fields.Many2one(
        "rma.disposition",
        required=True,
        domain="[('unit_outcome', 'not in', ('repair', 'not_returned'))]",
    )
    needs_consent = fields.Boolean(compute="_compute_needs_consent")
    consent_note = fields.Text(
        "Customer's Consent", help="Who agreed that the unit is not returned, when and how."
    )
    consent_scan = fields.Binary("Written Consent")
    consent_filename = fields.Char()
    reason = fields.Text(required=True)
    charge_diagnosis = fields.Boolean(
        compute="_compute_charge_diagnosis", store=True, readonly=False
    )
    estimated_cost = fields.Monetary(compute="_compute_numbers", compute_sudo=True)
    replacement_cost = fields.Monetary(compute="_compute_numbers", compute_sudo=True)
    residual_value = fields.Monetary(compute="_compute_numbers", compute_sudo=True)

    @api.depends("disposition_id")
    def _compute_needs_consent(self):
        """The customer's own unit may not end here without his word."""
        for wizard in self:
            disposition = wizard.disposition_id
            wizard.needs_consent = (
                disposition.unit_outcome in ("scrap", "dismantle") and not disposition.takes_over
            )

    @api.depends("repair_ids")
    def _compute_charge_diagnosis(self):
        for wizard in self:
            wizard.charge_diagnosis = (
                any(repair.is_charged for repair in wizard.repair_ids)
                and wizard.company_id.rma_is_diagnosis_fee_due
            )

    @api.depends("repair_ids")
    def _compute_numbers(self):
        for wizard in self:
            # What a repair costs is told of repairs the user may read, whatever was posted.
            repairs = wizard.repair_ids.sudo(False)._filtered_access("read").sudo()
            for name in ("estimated_cost", "replacement_cost", "residual_value"):
                wizard[name] = sum(repairs.mapped(name))

    def action_redecide(self):
        """Take the units out of their decision and propose the other one; the trail is kept.

        Returns the action on the proposed decisions, which still need their authority.
        """
        self.ensure_one()
        if self.needs_consent and not (self.consent_note or self.consent_scan):
            raise UserError(
                self.env._("The unit is the customer's: note or attach his consent first.")
            )
        repairs = self.repair_ids
        before = {line: line.decision_id for line in repairs.rma_line_id}
        repairs.rma_line_id._leave_decision(self.reason)
        if self.charge_diagnosis:
            repairs.sudo()._create_diagnosis_fee()
        decisions = self.env["rma.decision"]
        for previous, lines in repairs.rma_line_id.grouped(before.get).items():
            decisions |= self._propose(lines, previous)
        decisions.action_submit()
        return {
            **self.env["ir.actions.act_window"]._for_xml_id("rma_repair.rma_decision_action"),
            "domain": [("id", "in", decisions.ids)],
        }

    def _propose(self, lines, previous):
        """The decision that replaces `previous` for these lines, with the customer's consent."""
        decision = self.env["rma.decision"].create(
            {
                "case_id": lines.case_id.id,
                "line_ids": [Command.set(lines.ids)],
                "disposition_id": self.disposition_id.id,
                "reason": "\n".join(filter(None, (self.reason, self.consent_note))),
            }
        )
        decision.sudo().replaced_decision_id = previous
        if self.consent_scan:
            decision.message_post(
                body=self.env._("The customer's consent"),
                attachments=[(self.consent_filename or "consent", self._decode_scan())],
            )
        return decision

    def _decode_scan(self):
        return base64.b64decode(self.consent_scan)
