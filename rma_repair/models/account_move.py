from odoo import fields, models


class AccountMove(models.Model):
    _name = "account.move"
    _inherit = ["account.move", "rma.linked.mixin"]
    _rma_line_paths = ("invoice_line_id.move_id",)
    _rma_case_field = "rma_case_id"

    rma_decision_id = fields.Many2one(
        "rma.decision",
        "RMA Decision",
        index="btree_not_null",
        copy=False,
        readonly=True,
        check_company=True,
    )
    rma_case_id = fields.Many2one(related="rma_decision_id.case_id", string="RMA Case")

    _rma_draft_idx = models.Index(
        "(company_id) WHERE rma_decision_id IS NOT NULL AND state = 'draft'"
    )

    def action_open_rma_return(self):
        """Ask what comes back of this invoice, and make a case of it."""
        self.ensure_one()
        returns = self.env["rma.return"]
        rows = self._get_rma_return_rows()
        return returns._action_open_for(self.partner_id, self.company_id, rows)

    def _get_rma_return_rows(self):
        """What may be returned of the invoiced deliveries; goods without one as invoiced."""
        rows = []
        for line in self.invoice_line_ids.filtered(lambda line: line.product_id.type == "consu"):
            moves = line.sudo().sale_line_ids.move_ids
            if moves:
                rows += self.env["rma.return"]._get_rows(moves, dict.fromkeys(moves.ids, line.id))
            else:
                rows.append(line._prepare_rma_return_row())
        return rows
