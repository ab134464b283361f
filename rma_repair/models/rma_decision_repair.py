"""Repairs: one core repair order per unit."""

from odoo import models

OPEN_REPAIRS = ("draft", "confirmed", "under_repair")


class RmaDecision(models.Model):
    _inherit = "rma.decision"

    def create_repair_order(self):
        """Open and confirm a repair of every received unit of these decisions.

        The parts come from stock and end in the warranty parts location. Returns the repairs.
        """
        self._take_over_first()
        missing = self._get_missing_lines("repair_order")
        vals_list = []
        for decision, lines in (
            self.line_ids.browse().union(*missing).grouped("decision_id").items()
        ):
            places = lines._locate_goods(taken_over=decision.takes_over)
            vals_list += [decision._prepare_repair_vals(line, places[line]) for line in lines]
        # Who authorizes follows the case; the repair is the workshop's.
        quiet = self.env["repair.order"].with_context(mail_create_nosubscribe=True)
        repairs = quiet.create(vals_list).with_env(self.env)
        repairs._action_repair_confirm()
        return repairs

    def _prepare_repair_vals(self, line, place):
        """Values of the repair of `line`, done where the unit lies."""
        self.ensure_one()
        return {
            "picking_type_id": line.warehouse_id.rma_repair_type_id.id,
            "company_id": self.company_id.id,
            "partner_id": self.case_id.partner_id.id,
            "product_id": line.product_id.id,
            "product_uom": line.product_uom_id.id,
            "product_qty": line.quantity,
            "lot_id": line.lot_id.id,
            "under_warranty": True,
            "priority": self.case_id._get_document_priority(),
            "product_location_src_id": place.id,
            "product_location_dest_id": place.id,
            "rma_line_id": line.id,
            "rma_decision_id": self.id,
        }


class RmaCase(models.Model):
    _inherit = "rma.case"

    def write(self, vals):
        """The documents that are still to be carried out follow the severity."""
        result = super().write(vals)
        if "severity" in vals:
            self._set_document_priority()
        return result

    def _get_document_priority(self):
        """Core's priority of what is done for this case: its workshop and stock sort by it."""
        return "1" if self.severity == "3" else "0"

    def _set_document_priority(self):
        for cases in self.grouped("severity").values():
            urgency = {"priority": cases[0]._get_document_priority()}
            repairs = self.env["repair.order"].sudo()
            repairs.search(
                [("rma_line_id.case_id", "in", cases.ids), ("state", "in", OPEN_REPAIRS)]
            ).write(urgency)
            transfers = self.env["stock.picking"].sudo()
            transfers.search(
                [("rma_case_id", "in", cases.ids), ("state", "not in", ("done", "cancel"))]
            ).write(urgency)
