from odoo import api, fields, models
from odoo.exceptions import UserError


class StockPicking(models.Model):
    _name = "stock.picking"
    _inherit = ["stock.picking", "rma.linked.mixin"]
    _rma_line_paths = ("origin_move_id.picking_id",)
    _rma_case_field = "rma_case_id"

    rma_case_id = fields.Many2one(
        "rma.case",
        "RMA Case",
        index="btree_not_null",
        copy=False,
        readonly=True,
        check_company=True,
    )

    # As the boards ask for it, word for word.
    _rma_open_idx = models.Index(
        "(company_id) WHERE rma_case_id IS NOT NULL "
        "AND (state NOT IN ('done', 'cancel') OR state IS NULL)"
    )

    @api.model_create_multi
    def create(self, vals_list):
        """What the system plans for a case nobody follows, and nothing need tell of."""
        if not (vals_list and all(vals.get("rma_case_id") for vals in vals_list)):
            return super().create(vals_list)
        quiet = self.with_context(mail_create_nosubscribe=True, mail_create_nolog=True)
        return super(StockPicking, quiet).create(vals_list).with_env(self.env)

    def _create_backorder_picking(self):
        backorder = super()._create_backorder_picking()
        if self.rma_case_id:
            backorder.rma_case_id = self.rma_case_id
        return backorder

    def action_open_rma_return(self):
        """Ask what comes back of this delivery, and make a case of it."""
        self.ensure_one()
        returns = self.env["rma.return"]
        partner = self.sale_id.partner_id or self.partner_id
        if not partner:
            raise UserError(self.env._("%(delivery)s has no customer.", delivery=self.name))
        return returns._action_open_for(partner, self.company_id, self._get_rma_return_rows())

    def _get_rma_return_rows(self):
        """What may come back of this delivery; what it sent back comes from where it was sold."""
        moves = self.move_ids.sudo()
        sent_back = moves.filtered(lambda move: move.rma_operation == "return")
        lines = sent_back.move_line_ids.rma_line_id
        again = {(line.origin_move_id.id, line.lot_id.id) for line in lines}
        rows = self.env["rma.return"]._get_rows(moves | lines.origin_move_id)
        return [
            row
            for row in rows
            if row["origin_move_id"] in moves.ids or (row["origin_move_id"], row["lot_id"]) in again
        ]

    def _get_returned_repairs(self):
        """The ended repairs of the units these transfers carry: their reports travel with them."""
        lines = self.move_line_ids.rma_line_id.sudo()
        return lines.repair_ids.filtered(lambda repair: repair.state == "done")
