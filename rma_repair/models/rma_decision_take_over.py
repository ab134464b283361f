"""Taking over: the company becomes the owner of what it keeps (R7)."""

from odoo import models


class RmaDecision(models.Model):
    _inherit = "rma.decision"

    def create_take_over(self):
        """Make the received units of these decisions the company's, at their original cost.

        Done moves without a transfer: the owned units go back to where they were delivered and
        come in again unowned, valued by their delivery. With a credit note they reduce the order's
        delivered quantity; else they come by way of the warranty location, so that its account
        gives back what the unit cost. Returns the moves.
        """
        missing = self._get_missing_lines("take_over")
        lines = self.line_ids.browse().union(*missing)
        lines._withdraw_waivers()
        places = lines._locate_goods(taken_over=False)
        vals_list = []
        for same in lines.grouped(lambda line: line._get_take_over_key(places[line])).values():
            quantities = {line: missing[line] for line in same}
            vals_list += same.decision_id._prepare_take_over_vals(quantities, places[same[0]])
        moves = self.env["stock.move"].create(vals_list)
        moves._action_done()
        return moves

    def _prepare_take_over_vals(self, quantities, place):
        """Values of the moves that take the lines of `quantities` over from `place`, in order."""
        self.ensure_one()
        line = next(iter(quantities))
        common = {
            "rma_operation": "take_over",
            "is_inventory": True,
            "inventory_name": self.env._("%(case)s: taken over", case=self.case_id.name),
            "picked": True,
        }
        stops = [place, *self._get_take_over_stops(line)]
        legs = [
            {**common, "location_id": start.id, "location_dest_id": end.id}
            for start, end in zip(stops, stops[1:], strict=False)
        ]
        legs[0]["owner_id"] = self.partner_id.id
        legs[-1].update(self._prepare_take_over_in_vals(line))
        return [self._prepare_move_vals(quantities, leg) for leg in legs]

    def _get_take_over_stops(self, line):
        """Where the units pass: where they were delivered, then the company's own returns."""
        delivered = line.origin_move_id.location_dest_id
        customers = delivered or self.case_id.partner_id.property_stock_customer
        warranty = self.company_id.rma_warranty_location_id
        by_way = [] if self.settlement == "credit" or customers == warranty else [warranty]
        return [customers, *by_way, line.warehouse_id.rma_stock_location_id]

    def _prepare_take_over_in_vals(self, line):
        """What the move into the company's stock has more than the others."""
        is_credit = self.settlement == "credit"
        return {
            "origin_returned_move_id": line.origin_move_id.id,
            "to_refund": is_credit,
            "sale_line_id": line.sale_line_id.id if is_credit else False,
        }


class RmaCaseLine(models.Model):
    _inherit = "rma.case.line"

    def _get_take_over_key(self, place):
        """Lines with one key share the moves."""
        return self.decision_id, self.product_id, self.origin_move_id, self.sale_line_id, place
