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
        if not missing:
            return self.env["stock.move"]
        lines = self.line_ids.browse().union(*missing)
        lines._withdraw_waivers()
        places = lines._locate_goods(taken_over=False)
        vals_list = []
        for same in lines.grouped(lambda line: line._get_take_over_key(places[line])).values():
            quantities = {line: missing[line] for line in same}
            vals_list += same.decision_id._prepare_take_over_vals(quantities, places[same[0]])
        moves = self.env["stock.move"].with_context(mail_create_nosubscribe=True).create(vals_list)
        moves._action_done()
        return moves.with_env(self.env)

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

    def _get_customer_location(self):
        return self.case_id.partner_id.property_stock_customer

    def _get_take_over_stops(self, line):
        """Where the units pass: where they were delivered, then the company's own returns."""
        delivered = line.origin_move_id.location_dest_id or self._get_customer_location()
        warranty = self.company_id.rma_warranty_location_id
        # Whatever the ledger does not get back by a credit note it gets back by the account of the
        # warranty location: exchanges, and goods whose invoice booked no cost.
        is_credited = self.settlement == "credit" and line._is_cost_credited()
        ends = self._get_customer_location() if is_credited else warranty
        by_way = [] if (delivered == warranty) == (ends == warranty) else [ends]
        return [delivered, *by_way, line.warehouse_id.rma_stock_location_id]

    def _prepare_take_over_in_vals(self, line):
        """What the move into the company's stock has more than the others."""
        origin = line.origin_move_id
        is_reduced = self.settlement == "credit" and line._is_order_reduced()
        vals = {
            "origin_returned_move_id": origin.id,
            "to_refund": is_reduced,
            "sale_line_id": line._get_sold_line().id if is_reduced else False,
        }
        if is_reduced and line.kit_sale_line_id and "bom_line_id" in origin._fields:
            vals["bom_line_id"] = origin.bom_line_id.id
        return vals


class RmaCaseLine(models.Model):
    _inherit = "rma.case.line"

    def _get_take_over_key(self, place):
        """Lines with one key share the moves."""
        return self.decision_id, self.product_id, self.origin_move_id, self.sale_line_id, place
