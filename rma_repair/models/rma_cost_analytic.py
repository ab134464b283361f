"""The analytic account of after-sales: on what compensations and charges post."""

from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    rma_analytic_account_id = fields.Many2one(
        "account.analytic.account",
        "Analytic Account of After-sales",
        copy=False,
        check_company=True,
        help="Set on the lines of compensations and charges. Lines that reverse an invoice keep "
        "the invoice's own distribution.",
    )

    def _prepare_rma_analytic_vals(self):
        """The distribution of an entry's line; nothing where the company has no account for it."""
        account = self.sudo().rma_analytic_account_id
        return {"analytic_distribution": {str(account.id): 100}} if account else {}


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    rma_analytic_account_id = fields.Many2one(
        related="company_id.rma_analytic_account_id", readonly=False
    )


class RmaDecision(models.Model):
    _inherit = "rma.decision"

    def _prepare_compensation_line_vals(self):
        vals = super()._prepare_compensation_line_vals()
        return {**vals, **self.company_id._prepare_rma_analytic_vals()}


class RmaDecisionCharge(models.Model):
    _inherit = "rma.decision.charge"

    def _prepare_entry_line_vals(self, sign, position, rate=1.0):
        vals = super()._prepare_entry_line_vals(sign, position, rate)
        return {**vals, **self.company_id._prepare_rma_analytic_vals()}
