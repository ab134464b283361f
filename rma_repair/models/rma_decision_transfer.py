"""Transfers the warehouse validates: back to the customer, into stock, to the vendor."""

from odoo import models

OPEN_STATES = ("draft", "waiting", "confirmed", "assigned")


class RmaDecision(models.Model):
    _inherit = "rma.decision"

    def create_return_delivery(self):
        """Plan sending the customer's units back, as they are or once repaired.

        Adds to the case's open delivery to that address where there is one.
        """
        return self._create_transfers("return_delivery")

    def create_restock(self):
        """Plan moving taken-over units into stock, once refurbished where that is decided."""
        self._take_over_first()
        return self._create_transfers("restock")

    def create_vendor_transfer(self):
        """Plan sending taken-over units to the vendor; the warehouse enters which."""
        self._take_over_first()
        return self._create_transfers("vendor_transfer")

    def _create_transfers(self, document):
        """Plan one transfer per case for the lines that miss `document`; returns the moves."""
        missing = self._get_missing_lines(document)
        moves = self.env["stock.move"]
        for case, lines in self.line_ids.browse().union(*missing).grouped("case_id").items():
            vals = getattr(case, f"_prepare_{document}_vals")()
            picking = case._get_open_transfer(vals) or self.env["stock.picking"].create(vals)
            vals_list = []
            for decision, own in lines.grouped("decision_id").items():
                quantities = {line: missing[line] for line in own}
                vals_list += decision._prepare_transfer_moves_vals(picking, document, quantities)
            moves |= moves.create(vals_list)
        return moves._action_confirm() if moves else moves

    def _prepare_transfer_moves_vals(self, picking, document, quantities):
        """Serials of one product and place share a move; every other line has its own."""
        self.ensure_one()
        lines = self.line_ids.browse().union(*quantities)
        places = lines._locate_goods(self.takes_over, quantities)
        groups = lines.grouped(
            lambda line: (line.product_id, places[line], line.is_serial or line.id)
        )
        return [
            self._prepare_move_vals(
                {line: quantities[line] for line in same},
                self._prepare_transfer_leg(picking, document, places[same[0]]),
            )
            for same in groups.values()
        ]

    def _prepare_transfer_leg(self, picking, document, place):
        operations = {"return_delivery": "return", "vendor_transfer": "vendor"}
        return {
            "picking_id": picking.id,
            "picking_type_id": picking.picking_type_id.id,
            "partner_id": picking.partner_id.id,
            "location_id": place.id,
            "location_dest_id": picking.location_dest_id.id,
            "rma_operation": operations.get(document, document),
            "owner_id": self._get_owner().id,
        }


class RmaCase(models.Model):
    _inherit = "rma.case"

    def _get_open_transfer(self, vals):
        """The transfer planned already that one with `vals` would only repeat."""
        same = ("picking_type_id", "partner_id", "location_id", "location_dest_id", "rma_case_id")
        return self.env["stock.picking"].search(
            [
                ("state", "in", OPEN_STATES),
                ("printed", "=", False),
                *((name, "=", vals[name]) for name in same),
            ],
            limit=1,
        )

    def _prepare_return_delivery_vals(self):
        """Values of the transfer that sends the customer's units back."""
        partner = self.shipping_partner_id or self.partner_id
        return {
            "picking_type_id": self.warehouse_id.rma_return_type_id.id,
            "partner_id": partner.id,
            "location_id": self.warehouse_id.rma_location_id.id,
            "location_dest_id": partner.property_stock_customer.id,
            **self._prepare_transfer_vals(),
        }

    def _prepare_restock_vals(self):
        """Values of the transfer from the taken-over returns into stock."""
        return {
            "picking_type_id": self.warehouse_id.int_type_id.id,
            "partner_id": False,
            "location_id": self.warehouse_id.rma_stock_location_id.id,
            "location_dest_id": self.warehouse_id.lot_stock_id.id,
            **self._prepare_transfer_vals(),
        }

    def _prepare_vendor_transfer_vals(self):
        """Values of the transfer from the taken-over returns to the vendor.

        It ends where an account holds the value until the vendor's credit note.
        """
        vendors = (
            self.company_id.rma_vendor_location_id
            or self.env["stock.warehouse"]._get_partner_locations()[1]
        )
        return {
            "picking_type_id": self.warehouse_id.out_type_id.id,
            "partner_id": False,
            "location_id": self.warehouse_id.rma_stock_location_id.id,
            "location_dest_id": vendors.id,
            **self._prepare_transfer_vals(),
        }

    def _prepare_transfer_vals(self):
        return {
            "company_id": self.company_id.id,
            "origin": self.name,
            "rma_case_id": self.id,
            "user_id": False,
            "priority": self._get_document_priority(),
        }
