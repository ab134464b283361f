from odoo import api, fields, models

from ..models.rma_8d_discipline import DISCIPLINES
from ..models.rma_8d_revision import EDITIONS


class Rma8dSend(models.TransientModel):
    """What to send of a report, to whom, and why again: one question, one frozen revision."""

    _name = "rma.8d.send"
    _description = "Send an 8D Report"

    report_id = fields.Many2one("rma.8d.report", required=True, ondelete="cascade")
    edition = fields.Selection(EDITIONS, required=True, default="customer")
    up_to = fields.Selection(
        DISCIPLINES,
        "Up to Discipline",
        required=True,
        compute="_compute_up_to",
        store=True,
        readonly=False,
        precompute=True,
    )
    partner_id = fields.Many2one(
        "res.partner",
        "Send to",
        compute="_compute_up_to",
        store=True,
        readonly=False,
        precompute=True,
    )
    reason = fields.Char(help="Needed where something sent before has changed.")

    @api.depends("report_id")
    def _compute_up_to(self):
        for wizard in self:
            report = wizard.report_id
            done = report.discipline_ids.filtered(lambda p: p.state == "done").mapped("code")
            wizard.up_to = max(done, default="d0")
            wizard.partner_id = report.contact_id or report.partner_id

    def action_send(self):
        """Freeze the revision, and open a mail with its paper to the customer."""
        self.ensure_one()
        report = self.report_id
        revision = report._freeze(self.edition, self.up_to, self.partner_id, self.reason)
        if self.edition == "internal":
            return {"type": "ir.actions.act_window_close"}
        return {
            "type": "ir.actions.act_window",
            "res_model": "mail.compose.message",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_model": report._name,
                "default_res_ids": report.ids,
                "default_composition_mode": "comment",
                "default_partner_ids": self.partner_id.ids,
                "default_subject": revision.display_name,
                "default_attachment_ids": revision.attachment_id.ids,
            },
        }
