"""Scanning into a receipt check: known numbers tick their unit, others are parked."""

from odoo import Command, models


class RmaReceiptCheck(models.Model):
    _inherit = "rma.receipt.check"

    def on_barcode_scanned(self, barcode):
        """Tick the unit with this number, or count this product; park what nobody announced."""
        if self.state != "draft":
            return self._say(self.env._("This receipt check is done."))
        if barcode in (self.case_id.name, self.picking_id.name):
            return self._say(self.env._("This is the slip of the case you are checking."))
        if self.env["rma.case"].search_count([("name", "=", barcode)], limit=1):
            return self._say(
                self.env._("That is the slip of %(case)s. Finish this parcel first.", case=barcode)
            )
        return (
            self._scan_announced_number(barcode)
            or self._scan_product(barcode)
            or self._scan_unannounced_number(barcode)
            or self._scan_unknown(barcode)
        )

    def _say(self, message, warn=True):
        """Show what the scan did; as a warning too where the user has to look."""
        self.scan_message = message
        if not warn:
            return {"value": {}}
        return {
            "warning": {"title": self.env._("Scan"), "message": message, "type": "notification"}
        }

    def _scan_announced_number(self, barcode):
        line = self.line_ids.filtered(lambda line: line.expected_lot_id.name == barcode)[:1]
        if not line:
            return None
        if line.quantity:
            return self._say(self.env._("%(number)s is ticked already.", number=barcode))
        line.quantity = line._convert(line.quantity_expected, line.expected_uom_id)
        line.lot_id = line.expected_lot_id
        return self._say(self.env._("%(number)s is here.", number=barcode), warn=False)

    def _scan_product(self, barcode):
        """The barcode of a product without numbers counts one piece."""
        line = self.line_ids.filtered(
            lambda line: line.product_id.barcode == barcode and line.tracking == "none"
        )[:1]
        if not line:
            return None
        line.quantity += 1
        return self._say(
            self.env._(
                "%(product)s: %(quantity)s",
                product=line.product_id.display_name,
                quantity=f"{line.quantity:g}",
            ),
            warn=False,
        )

    def _scan_unannounced_number(self, barcode):
        """A number of a product that was announced without numbers fills the next place."""
        places = self.line_ids.filtered(
            lambda line: line.tracking != "none" and not line.expected_lot_id
        )
        if places.filtered(lambda line: line.lot_id.name == barcode):
            return self._say(self.env._("%(number)s is ticked already.", number=barcode))
        lot = self._find_lots(barcode).filtered(lambda lot: lot.product_id in places.product_id)[:1]
        place = places.filtered(lambda line: not line.lot_id and line.product_id == lot.product_id)
        if not lot or not place:
            return None
        place[0].lot_id = lot
        place[0].quantity = place[0].quantity_expected
        return self._say(self.env._("%(number)s is here.", number=barcode), warn=False)

    def _scan_unknown(self, barcode):
        """Put the number on the list of what nobody announced, with the reason found."""
        if self.parked_ids.filtered(lambda parked: parked.lot_name == barcode):
            return self._say(self.env._("%(number)s is parked already.", number=barcode))
        lot = self._find_lots(barcode)[:1]
        self.parked_ids = [Command.create(self._prepare_parked_vals(barcode, lot))]
        return self._say(
            self.env._(
                "%(number)s is not on this return: put it aside, say where it lies.", number=barcode
            )
        )

    def _find_lots(self, barcode):
        return self.env["stock.lot"].search(
            [("name", "=", barcode), ("company_id", "in", (self.company_id.id, False))]
        )

    def _prepare_parked_vals(self, barcode, lot):
        """What is known of a number nobody announced."""
        product = lot.product_id or self.env["product.product"].search(
            [("barcode", "=", barcode)], limit=1
        )
        return {
            "lot_name": barcode if lot or not product else False,
            "product_id": product.id,
            "product_uom_id": product.uom_id.id,
            "partner_id": self.partner_id.id,
            "case_id": self.case_id._origin.id,
            "quantity": 1,
            "reason": self.env["rma.parked.goods"]._find_reason(self.case_id, product, lot),
        }
