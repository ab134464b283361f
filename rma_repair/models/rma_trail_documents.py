"""Documents of a case on its trail: who posted, shipped, received, repaired, scrapped."""

from odoo import models


class AccountMove(models.Model):
    _inherit = "account.move"

    def _post(self, soft=True):
        posted = super()._post(soft=soft)
        for move in posted.filtered("rma_decision_id"):
            self.env["rma.event"]._append(
                "document",
                move,
                move.sudo().rma_decision_id.case_id,
                document=move.name,
                state_to=move.state,
                amount=abs(move.amount_untaxed_signed),
            )
        return posted


class StockPicking(models.Model):
    _inherit = "stock.picking"

    def _action_done(self):
        result = super()._action_done()
        for picking in self.filtered("rma_case_id"):
            self.env["rma.event"]._append(
                "document",
                picking,
                picking.sudo().rma_case_id,
                document=picking.name,
                state_to=picking.state,
            )
        return result


class RepairOrder(models.Model):
    _inherit = "repair.order"

    def write(self, vals):
        before = {repair.id: repair.state for repair in self} if "state" in vals else {}
        result = super().write(vals)
        for repair in self.filtered("rma_line_id") if before else ():
            if repair.state != before[repair.id]:
                self.env["rma.event"]._append(
                    "document",
                    repair,
                    repair.sudo().rma_line_id.case_id,
                    document=repair.name,
                    state_from=before[repair.id],
                    state_to=repair.state,
                )
        return result


class StockScrap(models.Model):
    _inherit = "stock.scrap"

    def do_scrap(self):
        result = super().do_scrap()
        for scrap in self.filtered("rma_line_id"):
            self.env["rma.event"]._append(
                "document",
                scrap,
                scrap.sudo().rma_line_id.case_id,
                document=scrap.name,
                state_to=scrap.state,
            )
        return result
