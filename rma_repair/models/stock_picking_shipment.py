"""Shipments to customers: tracking number, expected arrival, and the mail that tells of them."""

from odoo import api, fields, models

from .rma_case_portal import TO_CUSTOMER


class StockPicking(models.Model):
    _inherit = "stock.picking"

    rma_tracking_ref = fields.Char(
        "Parcel Number", copy=False, help="The carrier's tracking number; the customer reads it."
    )
    rma_date_arrival = fields.Date(
        "Expected Arrival", copy=False, help="When the customer has the goods; he reads it."
    )
    rma_is_shipment = fields.Boolean(compute="_compute_rma_is_shipment", compute_sudo=True)

    @api.depends("rma_case_id", "move_ids.rma_operation")
    def _compute_rma_is_shipment(self):
        for picking in self:
            picking.rma_is_shipment = bool(
                picking.rma_case_id
                and set(picking.move_ids.mapped("rma_operation")).intersection(TO_CUSTOMER)
            )

    def write(self, vals):
        """A parcel's number that is known, or corrected, after the shipment is mailed then."""
        result = super().write(vals)
        if vals.get("rma_tracking_ref"):
            self._plan_rma_shipment_mail()
        return result

    def _action_done(self):
        result = super()._action_done()
        self._plan_rma_shipment_mail()
        return result

    def _plan_rma_shipment_mail(self):
        """Tell the customers of those of these transfers that are shipped, in the background."""
        shipped = self.filtered(
            lambda picking: picking.rma_case_id
            and picking.state == "done"
            and picking.rma_is_shipment
        )
        if shipped:
            shipped.sudo().rma_confirmation_state = "to_send"
            self.env["rma.case"]._trigger_papers()

    def _get_rma_mail_template(self):
        if self.rma_is_shipment:
            return self.env.ref("rma_repair.mail_template_shipment")
        return super()._get_rma_mail_template()

    def _get_rma_tracking_ref(self):
        """The carrier's number: that of Odoo's delivery carriers where they are installed."""
        self.ensure_one()
        return self.rma_tracking_ref or (
            "carrier_tracking_ref" in self._fields and self.carrier_tracking_ref
        )

    def _get_rma_shipped_rows(self):
        """What this transfer takes to the customer: [(product, number, quantity and unit)]."""
        self.ensure_one()
        rows = []
        for move_line in self.move_line_ids.filtered("quantity"):
            quantity = f"{move_line.quantity:g} {move_line.product_uom_id.name}"
            rows.append((move_line.product_id.display_name, move_line.lot_id.name or "", quantity))
        return rows
