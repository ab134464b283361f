from odoo import models

RMA_FIELDS = ("rma_operation", "rma_decision_id", "rma_line_id")


class StockRule(models.Model):
    _inherit = "stock.rule"

    def _get_custom_move_fields(self):
        return [*super()._get_custom_move_fields(), *RMA_FIELDS]

    def _push_prepare_move_copy_values(self, move_to_copy, new_date):
        vals = super()._push_prepare_move_copy_values(move_to_copy, new_date)
        if move_to_copy.rma_operation:
            vals.update(
                rma_operation=move_to_copy.rma_operation,
                rma_decision_id=move_to_copy.rma_decision_id.id,
                rma_line_id=move_to_copy.rma_line_id.id,
            )
        return vals
