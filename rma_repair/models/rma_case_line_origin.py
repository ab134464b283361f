"""Where a returned unit comes from: its delivery, sale line and invoice line."""

from odoo import api, models
from odoo.exceptions import UserError, ValidationError

from .rma_case_line import CLOSED_STATES


class RmaCaseLine(models.Model):
    _inherit = "rma.case.line"

    @api.depends("lot_id", "product_id", "case_id.partner_id")
    def _compute_origin_move_id(self):
        """Find the delivery of requested lines; later the origin is fixed.

        Serials and lots: their last delivery. Else the customer's only delivery of the product;
        where there are several the user chooses.
        """
        lines = self.filtered(lambda line: line.state in (False, "requested"))
        for line in self - lines:
            line.origin_move_id = line.origin_move_id
        last_by_lot = {
            company: same._find_last_deliveries(same.lot_id, company)
            for company, same in lines.grouped(lambda line: line.case_id.company_id).items()
        }
        by_product = lines.filtered(lambda line: not line.lot_id)._find_deliveries_by_product()
        for line in lines:
            if line.lot_id:
                last = last_by_lot[line.case_id.company_id]
                moves = last.get(line.lot_id._origin.id, line.origin_move_id.browse())
            else:
                moves = by_product.get(line._get_origin_key(), line.origin_move_id.browse())
            chosen = line.origin_move_id
            line.origin_move_id = chosen if chosen in moves else moves if len(moves) == 1 else False

    @api.depends("origin_move_id", "lot_id", "product_id", "case_id.partner_id")
    def _compute_origin_verdict(self):
        unknown = self.filtered(lambda line: not line.origin_move_id)
        by_product = unknown.filtered(lambda line: not line.lot_id)._find_deliveries_by_product()
        for line in unknown:
            line.origin_verdict = "ambiguous" if line._get_origin_key() in by_product else "unknown"
        for line in self - unknown:
            owner = self._get_delivered_partner(line.origin_move_id)
            customer = line.case_id.partner_id.commercial_partner_id._origin
            line.origin_verdict = "found" if owner in (customer, owner.browse()) else "foreign"

    @api.depends("origin_move_id", "replaced_line_id")
    def _compute_sale_line_id(self):
        for line in self:
            sold = line.origin_move_id.sudo().sale_line_id or line._get_inherited_sale_line()
            if sold.product_id != line.product_id:  # a component of a kit has no price of its own
                sold = line.env["sale.order.line"]
            line.sale_line_id = sold or line.sale_line_id

    def _get_inherited_sale_line(self):
        """What was paid for the unit that this one replaced."""
        replaced = self.replaced_line_id.sudo()
        return replaced._get_sold_line() if replaced else self.env["sale.order.line"]

    def _get_origin_key(self):
        self.ensure_one()
        return self.case_id.partner_id.commercial_partner_id._origin.id, self.product_id._origin.id

    @api.model
    def _find_last_deliveries(self, lots, company=None):
        """The last done move of each lot to a customer (by `company`): {lot id: move}."""
        if not lots:
            return {}
        move_lines = (
            self.env["stock.move.line"]
            .sudo()
            .search(
                [
                    ("lot_id", "in", lots.ids),
                    ("state", "=", "done"),
                    ("location_dest_id.usage", "=", "customer"),
                    ("location_id.usage", "!=", "customer"),
                    ("move_id.rma_operation", "not in", ("return", "take_over")),
                    *([("company_id", "=", company.id)] if company else []),
                ],
                order="date desc, id desc",
            )
        )
        found = {}
        for move_line in move_lines:
            found.setdefault(move_line.lot_id.id, move_line.move_id.with_env(self.env))
        return found

    def _find_deliveries_by_product(self):
        """Done deliveries by customer and product: {(customer id, product id): moves}."""
        if not self:
            return {}
        customers = self.case_id.partner_id.commercial_partner_id.ids
        moves = (
            self.env["stock.move"]
            .sudo()
            .search(
                [
                    ("product_id", "in", self.product_id.ids),
                    ("state", "=", "done"),
                    ("location_dest_id.usage", "=", "customer"),
                    ("location_id.usage", "!=", "customer"),
                    ("rma_operation", "not in", ("return", "take_over")),
                    ("company_id", "in", self.case_id.company_id.ids),
                    "|",
                    ("picking_id.partner_id", "child_of", customers),
                    ("sale_line_id.order_id.partner_id", "child_of", customers),
                ]
            )
        )
        return moves.with_env(self.env).grouped(
            lambda move: (self._get_delivered_partner(move).id, move.sudo().product_id.id)
        )

    @api.model
    def _get_delivered_partner(self, move):
        """The company that `move` delivered to; the order's customer before the address."""
        move = move.sudo()
        partner = (
            move.sale_line_id.order_id.partner_id or move.picking_id.partner_id or move.partner_id
        )
        return partner.commercial_partner_id.with_env(self.env)

    def _check_origin(self):
        """Refuse units that were delivered to somebody else, and undecided deliveries."""
        for line in self:
            if line.origin_verdict == "foreign":
                raise UserError(
                    self.env._(
                        "%(line)s was delivered to %(owner)s, not to %(customer)s. Correct the "
                        "serial "
                        "number or open the case for that customer.",
                        line=line.display_name,
                        owner=self._get_delivered_partner(line.origin_move_id).display_name,
                        customer=line.partner_id.display_name,
                    )
                )
            if line.origin_verdict == "ambiguous":
                raise UserError(
                    self.env._(
                        "%(line)s was delivered several times. Choose the delivery it comes from.",
                        line=line.display_name,
                    )
                )

    @api.constrains("origin_move_id", "sale_line_id")
    def _check_origin_fits(self):
        for line in self:
            move = line.origin_move_id.sudo()
            if move and (move.product_id != line.product_id or move.state != "done"):
                raise ValidationError(
                    self.env._(
                        "%(line)s does not come from %(delivery)s.",
                        line=line.display_name,
                        delivery=move.reference,
                    )
                )
            if line.sale_line_id and line.sale_line_id.sudo().product_id != line.product_id:
                raise ValidationError(
                    self.env._(
                        "%(line)s does not belong to that sales order line.", line=line.display_name
                    )
                )

    @api.model
    def _check_serials_free(self, vals_list):
        """Name the open case of a serial; the unique index alone would not say where it is."""
        lot_ids = [vals["lot_id"] for vals in vals_list if vals.get("lot_id")]
        if not lot_ids:
            return
        taken = self.sudo().search(
            [
                ("lot_id", "in", lot_ids),
                ("is_serial", "=", True),
                ("state", "not in", list(CLOSED_STATES)),
            ],
            limit=1,
        )
        if taken:
            taken.with_env(self.env)._raise_serial_taken()

    def _raise_serial_taken(self):
        """Say where this serial is, to who may know."""
        taken = self.sudo()
        case = taken.case_id
        if not case.with_env(self.env).has_access("read"):
            raise ValidationError(
                self.env._(
                    "Serial number %(serial)s is already in an open case of somebody else. Ask "
                    "customer service.",
                    serial=taken.lot_id.name,
                )
            )
        raise ValidationError(
            self.env._(
                "Serial number %(serial)s is already in the open case %(case)s.",
                serial=taken.lot_id.name,
                case=case.name,
            )
        )
