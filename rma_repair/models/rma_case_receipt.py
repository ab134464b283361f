"""Planning the receipt of authorized lines into the returns location, as the customer's goods."""

from odoo import Command, models


class RmaCase(models.Model):
    _inherit = "rma.case"

    def action_plan_receipt(self):
        """Plan anew what is awaited and has no receipt: it was cancelled, deleted or cut short."""
        self.line_ids.action_plan_receipt()

    def _plan_receipt(self, lines):
        """Plan one receipt per case for those of `lines` that have none; returns the transfers.

        The goods stay the customer's (owner on the transfer and on every move line), so they
        carry no value and leave the order's delivered quantity alone. Runs as superuser, like
        the delivery of a confirmed order: who may authorize need not be a warehouse user.
        """
        lines = lines.sudo() - lines.sudo()._get_lines_with_open_receipt()
        by_case = lines.grouped("case_id")
        vals_list = [case._prepare_receipt_vals(own) for case, own in by_case.items()]
        pickings = self.env["stock.picking"].sudo().create(vals_list)
        self.env["stock.move"].sudo().create(
            [
                vals
                for picking, (case, case_lines) in zip(pickings, by_case.items(), strict=True)
                for vals in case._prepare_receipt_moves_vals(case_lines, picking)
            ]
        )
        pickings.action_confirm()
        return pickings

    def _get_receipt_location(self):
        """Where parcels arrive: below the returns location, where the operation type says so."""
        returns = self.warehouse_id.rma_location_id
        place = self.warehouse_id.rma_receipt_type_id.default_location_dest_id
        return place if (place.parent_path or "").startswith(returns.parent_path) else returns

    def _prepare_receipt_vals(self, lines):
        self.ensure_one()
        picking_type = self.warehouse_id.rma_receipt_type_id
        origins = lines.origin_move_id.picking_id
        places = lines.origin_move_id.location_dest_id
        return {
            "picking_type_id": picking_type.id,
            "partner_id": self.partner_id.id,
            "owner_id": self.commercial_partner_id.id,
            "location_id": (places[:1] or self.partner_id.property_stock_customer).id,
            "location_dest_id": self._get_receipt_location().id,
            "origin": self.name,
            "company_id": self.company_id.id,
            "rma_case_id": self.id,
            "user_id": False,
            "priority": self._get_document_priority(),
            "return_id": origins.id if len(origins) == 1 else False,
        }

    def _prepare_receipt_moves_vals(self, lines, picking):
        """One move per line, on its lot where known; serials of one delivery share a move."""
        serials = lines.filtered(lambda line: line.is_serial and line.lot_id)
        vals_list = []
        for line in lines - serials:
            vals = {**self._prepare_receipt_move_vals(line, picking), "rma_line_id": line.id}
            if line.lot_id:
                move_line = line._prepare_receipt_move_line_vals(vals)
                vals["move_line_ids"] = [Command.create(move_line)]
            vals_list.append(vals)
        for same in serials.grouped(lambda line: (line.product_id, line.origin_move_id)).values():
            vals = self._prepare_receipt_move_vals(same[0], picking)
            vals["product_uom_qty"] = len(same)
            vals["move_line_ids"] = [
                Command.create(line._prepare_receipt_move_line_vals(vals)) for line in same
            ]
            vals_list.append(vals)
        return vals_list

    def _prepare_receipt_move_vals(self, line, picking):
        self.ensure_one()
        origin = line.origin_move_id
        return {
            "picking_id": picking.id,
            "product_id": line.product_id.id,
            "product_uom_qty": line.quantity,
            "product_uom": line.product_uom_id.id,
            "location_id": (origin.location_dest_id or self.partner_id.property_stock_customer).id,
            "location_dest_id": self._get_receipt_location().id,
            "picking_type_id": self.warehouse_id.rma_receipt_type_id.id,
            "company_id": self.company_id.id,
            "origin": self.name,
            "origin_returned_move_id": origin.id,
            "to_refund": False,
            "rma_operation": "receipt",
            "reference_ids": [Command.link(self._get_reference().id)],
        }
