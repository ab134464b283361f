from odoo import Command, api, fields, models
from odoo.exceptions import UserError


class RmaReceiptCheck(models.Model):
    """What the warehouse saw when one parcel of a return was opened, unit by unit.

    Confirming it receives what was found, leaves the rest awaited, and writes what was seen on
    the RMA lines. Goods that nobody announced are refused or parked, never taken in silently.
    """

    _name = "rma.receipt.check"
    _description = "Receipt Check"
    _inherit = ["rma.state.mixin", "barcodes.barcode_events_mixin", "mail.thread"]
    _order = "id desc"
    _check_company_auto = True
    _transitions = {"draft": {"done"}, "done": set()}
    _system_fields = frozenset({"user_id", "date_done"})

    picking_id = fields.Many2one(
        "stock.picking", "Transfer", required=True, readonly=True, index=True, ondelete="cascade",
        check_company=True,
    )  # fmt: skip
    case_id = fields.Many2one(related="picking_id.rma_case_id", store=True, index=True)
    company_id = fields.Many2one(related="picking_id.company_id", store=True, index=True)
    partner_id = fields.Many2one(related="case_id.partner_id", string="Customer")
    user_id = fields.Many2one(
        "res.users", "Checked by", default=lambda self: self.env.user, readonly=True
    )
    date_done = fields.Datetime("Checked on", readonly=True, copy=False)
    parcel_reference = fields.Char("Parcel", help="Tracking number of the carrier.")
    line_ids = fields.One2many("rma.receipt.check.line", "check_id", "Units")
    parked_place = fields.Char(
        "Parking Place", help="Where goods that nobody announced are put, if nothing else is said."
    )
    parked_ids = fields.One2many("rma.parked.goods", "check_id", "Not Announced")
    found_count = fields.Integer("Quantity Found", compute="_compute_found_count")
    expected_count = fields.Integer("Quantity Expected", compute="_compute_found_count")
    scan_message = fields.Char("Last Scan", readonly=True, store=False)
    note = fields.Text()
    state = fields.Selection(
        [("draft", "In progress"), ("done", "Done")], required=True, default="draft", index=True,
        tracking=True, readonly=True,
    )  # fmt: skip

    _open_uniq = models.UniqueIndex(
        "(picking_id) WHERE state = 'draft'", "This transfer is being checked already."
    )

    @api.depends("case_id.name", "picking_id.name")
    def _compute_display_name(self):
        for check in self.sudo():  # transfers are Inventory's otherwise
            parts = (check.case_id.name, check.picking_id.name)
            check.display_name = " · ".join(part for part in parts if part)

    @api.depends("line_ids.quantity")
    def _compute_found_count(self):
        for check in self:
            check.found_count = len(check.line_ids.filtered("quantity"))
            check.expected_count = len(check.line_ids)

    @api.model_create_multi
    def create(self, vals_list):
        checks = super().create(vals_list)
        for check in checks:
            check._load_lines()
        return checks

    def _load_lines(self):
        """Expect what the transfer awaits, and the accessories that belong to it."""
        self.ensure_one()
        picking = self.picking_id
        moves = picking.move_ids.filtered(lambda move: move.state not in ("done", "cancel"))
        lines = (moves.rma_line_id | moves.move_line_ids.rma_line_id).sorted("id")
        if not lines:
            raise UserError(
                self.env._("%(transfer)s awaits no goods any more.", transfer=picking.name)
            )
        self.line_ids = [Command.create(vals) for line in lines for vals in line._prepare_checks()]
        self.line_ids._load_accessories()

    def write(self, vals):
        if not self.env.su and set(vals) - {"message_ids", "message_follower_ids", "state"}:
            self._check_draft()
        return super().write(vals)

    def _prepare_transition_vals(self, state):
        return {"date_done": fields.Datetime.now(), "user_id": self.env.uid}

    @api.ondelete(at_uninstall=False)
    def _unlink_except_done(self):
        self._check_draft()
        if self.parked_ids:
            raise UserError(
                self.env._("Goods were parked from this check: confirm it, they stay on file.")
            )

    def _check_draft(self):
        if done := self.filtered(lambda check: check.state == "done"):
            raise UserError(
                self.env._("The receipt check of %(check)s is done.", check=done[0].display_name)
            )

    def action_all_in_order(self):
        """Tell of every unit found, where nothing else was said, that all is in order."""
        self.line_ids.filtered("quantity")._set_in_order()

    def action_all_found(self):
        """Everything announced that needs no number is in the parcel."""
        self.line_ids._set_found()

    def action_confirm(self):
        """Receive what was found, in one transfer, and write what was seen on its lines.

        Raises UserError while a unit found is not completely checked; then nothing is received.
        """
        self.write({"state": "done"})

    def _check_done(self):
        """Something was found, it was looked at completely, and what is too much has a place."""
        for check in self:
            found = check.line_ids.filtered("quantity")
            if not found and not check.parked_ids:
                raise UserError(
                    self.env._("Nothing was found. Scan or tick what is in the parcel.")
                )
            found._check_complete()
            check._check_parking_places()

    def _check_parking_places(self):
        self.ensure_one()
        surplus = self.line_ids.filtered(lambda line: line._get_surplus() > 0)
        homeless = self.parked_ids.filtered(lambda g: g.state == "open" and not g.place)
        if (surplus or homeless) and not self.parked_place:
            raise UserError(
                self.env._(
                    "%(goods)s came without being announced. Enter the parking place "
                    "where it is put.",
                    goods=surplus[0]._get_label() if surplus else homeless[0].display_name,
                )
            )

    def _on_done(self):
        for check in self:
            check._park_surplus()
            check.parked_ids._ask_to_resolve()
            check._receive()

    def _receive(self):
        """Validate the transfer of what was found; what is missing stays on a backorder."""
        self.ensure_one()
        found = self.line_ids.filtered("quantity")
        if not found:
            return
        self.line_ids._apply_to_transfer()
        self.picking_id.with_context(skip_backorder=True, skip_sms=True).button_validate()
        if self.picking_id.state != "done":
            raise UserError(
                self.env._(
                    "%(transfer)s could not be validated. Open it to see what it asks for.",
                    transfer=self.picking_id.name,
                )
            )
        found._find_received_lines()
        found._tell_lines()

    def _park_surplus(self):
        """What arrived beyond the authorized quantity is parked, not taken in."""
        self.ensure_one()
        surplus = self.line_ids.filtered(lambda line: line._get_surplus() > 0)
        self.env["rma.parked.goods"].create([line._prepare_surplus_vals() for line in surplus])
        for line in surplus.sudo():
            line.quantity -= line._get_surplus()

    def _action_open(self):
        """The window action on this check."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "rma_repair.rma_receipt_check_action"
        )
        action.update(views=[(False, "form")], view_mode="form", res_id=self.id, context={})
        return action

    def action_print_confirmation(self):
        """The receipt confirmation for the customer."""
        return self.env.ref("rma_repair.action_report_receipt_confirmation").report_action(
            self.picking_id
        )
