"""Documents of a case on its trail: who posted, shipped, received, repaired, scrapped."""

from odoo import api, models


class RmaEvent(models.Model):
    _inherit = "rma.event"

    @api.model
    def _append_documents(self, documents, get_facts):
        """Note where these documents stand, one event each, written together.

        :param get_facts: tells the case of a document and what else there is to note
        """
        vals_list = []
        for document in documents.sudo():
            facts = {"document": document.name, "state_to": document.state, **get_facts(document)}
            case = facts.pop("case")
            vals_list.append(self._prepare_event_vals("document", document, case, facts))
        self._append_many(vals_list)


class AccountMove(models.Model):
    _inherit = "account.move"

    def _post(self, soft=True):
        posted = super()._post(soft=soft)
        self.env["rma.event"]._append_documents(
            posted.filtered("rma_decision_id"),
            lambda move: {
                "case": move.rma_decision_id.case_id,
                "amount": abs(move.amount_untaxed_signed),
            },
        )
        return posted


class StockPicking(models.Model):
    _inherit = "stock.picking"

    def _action_done(self):
        result = super()._action_done()
        self.env["rma.event"]._append_documents(
            self.filtered("rma_case_id"), lambda picking: {"case": picking.rma_case_id}
        )
        return result


class RepairOrder(models.Model):
    _inherit = "repair.order"

    def write(self, vals):
        before = {repair.id: repair.state for repair in self} if "state" in vals else {}
        result = super().write(vals)
        moved = self.filtered(lambda repair: repair.state != before.get(repair.id, repair.state))
        self.env["rma.event"]._append_documents(
            moved.filtered("rma_line_id"),
            lambda repair: {
                "case": repair.rma_line_id.case_id,
                "state_from": before[repair.id],
            },
        )
        return result


class StockScrap(models.Model):
    _inherit = "stock.scrap"

    def do_scrap(self):
        result = super().do_scrap()
        self.env["rma.event"]._append_documents(
            self.filtered("rma_line_id"), lambda scrap: {"case": scrap.rma_line_id.case_id}
        )
        return result
