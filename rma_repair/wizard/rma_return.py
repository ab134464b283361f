from collections import defaultdict

from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from ..models.rma_case_line import WISHES


class RmaReturn(models.TransientModel):
    """What a customer sends back of a delivery, an order or an invoice: becomes a case."""

    _name = "rma.return"
    _description = "Return of Delivered Goods"

    partner_id = fields.Many2one("res.partner", "Customer", required=True, readonly=True)
    commercial_partner_id = fields.Many2one(related="partner_id.commercial_partner_id")
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    case_id = fields.Many2one(
        "rma.case",
        "Add to",
        domain="[('commercial_partner_id', '=', commercial_partner_id),"
        " ('company_id', '=', company_id),"
        " ('state', 'not in', ('closed', 'refused', 'cancelled'))]",
    )
    wish = fields.Selection(WISHES, "Customer's Wish")
    reason = fields.Text(help="What the customer says; goes on every line.")
    line_ids = fields.One2many("rma.return.line", "return_id", "What Comes Back")
    selected_count = fields.Integer(compute="_compute_selected_count")

    @api.depends("line_ids.is_selected")
    def _compute_selected_count(self):
        for wizard in self:
            wizard.selected_count = len(wizard.line_ids.filtered("is_selected"))

    @api.model
    def _action_open_for(self, partner, company, rows):
        """Open the dialog on `rows`, the values of its lines; raises where there is none."""
        if not rows:
            raise UserError(
                self.env._(
                    "Nothing of this can be returned any more: it was never delivered to a "
                    "customer, or all of it is claimed already."
                )
            )
        wizard = self.create(
            {
                "partner_id": partner.id,
                "company_id": company.id,
                "line_ids": [Command.create(row) for row in rows],
            }
        )
        return wizard._action_reopen()

    def action_select_all(self):
        self.line_ids.is_selected = True
        return self._action_reopen()

    def action_select_none(self):
        self.line_ids.is_selected = False
        return self._action_reopen()

    def action_create_case(self):
        """Make a case of the selected lines, or add them to the chosen one, and open it."""
        self.ensure_one()
        chosen = self.line_ids.filtered("is_selected")
        if not chosen:
            raise UserError(self.env._("Select what comes back."))
        chosen._check_quantity()
        lines = [Command.create(line._prepare_case_line_vals()) for line in chosen]
        if self.case_id:
            self.case_id.write({"line_ids": lines})
        else:
            self.case_id = self.env["rma.case"].create(
                {**self._prepare_case_vals(), "line_ids": lines}
            )
        return self.case_id._action_open()

    def _prepare_case_vals(self):
        return {"partner_id": self.partner_id.id, "company_id": self.company_id.id}

    def _action_reopen(self):
        action = self.env["ir.actions.act_window"]._for_xml_id("rma_repair.rma_return_action")
        return {**action, "res_id": self.id}

    @api.model
    def _get_rows(self, moves, invoice_lines=None):
        """Line values for what may still be returned of `moves`, per move and lot.

        `invoice_lines` maps moves to the invoice line that is returned with them.
        """
        moves = moves.sudo().filtered(
            lambda move: move.state == "done"
            and move.location_dest_id.usage == "customer"
            and move.location_id.usage != "customer"
            and move.rma_operation not in ("return", "take_over")
        )
        case_lines = self.env["rma.case.line"]
        returnable = case_lines._get_returnable_quantities(moves)
        remaining = self._get_remaining_by_lot(moves)
        rows = []
        for move in moves:
            left = returnable[move.id]
            for lot, quantity in remaining[move].items():
                quantity = min(quantity, left)
                if move.product_id.uom_id.compare(quantity, 0) > 0:
                    left -= quantity
                    row = self._prepare_row(move, lot, quantity)
                    row["invoice_line_id"] = (invoice_lines or {}).get(move.id, False)
                    rows.append(row)
        return rows

    @api.model
    def _prepare_row(self, move, lot, quantity):
        """Values of the line that offers `quantity` of `lot` out of the delivery `move`."""
        return {
            "origin_move_id": move.id,
            "product_id": move.product_id.id,
            "lot_id": lot.id,
            "returnable_quantity": quantity,
            "quantity": quantity,
        }

    @api.model
    def _get_remaining_by_lot(self, moves):
        """What is not back and not claimed of each move, by lot: {move: {lot: quantity}}."""
        remaining = defaultdict(lambda: defaultdict(float))
        for move_line in moves.move_line_ids:
            remaining[move_line.move_id][move_line.lot_id] += move_line.quantity_product_uom
        back = moves.returned_move_ids.filtered(lambda m: m.state == "done" and not m.rma_operation)
        for move_line in back.move_line_ids:
            origin = move_line.move_id.origin_returned_move_id
            remaining[origin][move_line.lot_id] -= move_line.quantity_product_uom
        for line in self._get_blocking_lines(moves):
            remaining[line.origin_move_id][line.lot_id] -= line._get_product_quantity()
        return remaining

    @api.model
    def _get_blocking_lines(self, moves):
        """The RMA lines that claim these deliveries, and serials that are asked for only."""
        case_lines = self.env["rma.case.line"]
        requested = case_lines.sudo().search(
            [
                ("origin_move_id", "in", moves.ids),
                ("is_serial", "=", True),
                ("state", "=", "requested"),
            ]
        )
        return case_lines._get_claiming_lines(moves) | requested


class RmaReturnLine(models.TransientModel):
    """A delivered serial, lot or quantity that may be returned."""

    _name = "rma.return.line"
    _description = "Line of a Return of Delivered Goods"

    return_id = fields.Many2one("rma.return", required=True, ondelete="cascade")
    is_selected = fields.Boolean("Comes Back", default=True)
    product_id = fields.Many2one("product.product", required=True, readonly=True)
    tracking = fields.Selection(related="product_id.tracking")
    product_uom_id = fields.Many2one(related="product_id.uom_id", string="Unit")
    lot_id = fields.Many2one("stock.lot", "Lot/Serial", readonly=True)
    origin_move_id = fields.Many2one("stock.move", "Delivery", readonly=True)
    delivery = fields.Char(related="origin_move_id.reference")
    invoice_line_id = fields.Many2one("account.move.line", readonly=True)
    returnable_quantity = fields.Float(
        "Returnable",
        digits="Product Unit",
        readonly=True,
        help="Delivered, not returned and not claimed by another case yet.",
    )
    quantity = fields.Float(digits="Product Unit", default=1.0)

    def _check_quantity(self):
        for line in self:
            unit = line.product_uom_id
            if unit.compare(line.quantity, 0) <= 0 or (
                unit.compare(line.quantity, line.returnable_quantity) > 0
            ):
                raise UserError(
                    self.env._(
                        "Of %(product)s %(lot)s between 0 and %(returnable)s %(unit)s can be "
                        "returned, not %(quantity)s.",
                        product=line.product_id.display_name,
                        lot=line.lot_id.name or "",
                        returnable=line.returnable_quantity,
                        unit=unit.name,
                        quantity=line.quantity,
                    )
                )

    def _prepare_case_line_vals(self):
        """Values of the case line, with its links to delivery and invoice."""
        self.ensure_one()
        return {
            "product_id": self.product_id.id,
            "product_uom_id": self.product_uom_id.id,
            "quantity": self.quantity,
            "lot_id": self.lot_id.id,
            "origin_move_id": self.origin_move_id.id,
            "invoice_line_id": self.invoice_line_id.id,
            "wish": self.return_id.wish,
            "reason": self.return_id.reason,
        }
