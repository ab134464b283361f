"""Receipts of returns: their check, their confirmation, and who is told of them."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from .activity_kinds import INSPECT

PAPER_STATES = [("to_send", "To be sent"), ("sent", "Sent"), ("failed", "Not sent")]


class StockPicking(models.Model):
    _inherit = "stock.picking"

    rma_check_ids = fields.One2many(
        "rma.receipt.check", "picking_id", "Receipt Checks", groups="rma_repair.group_user"
    )
    rma_check_line_ids = fields.Many2many(
        "rma.receipt.check.line",
        string="Units Checked",
        compute="_compute_rma_check_line_ids",
        groups="rma_repair.group_user",
    )
    rma_confirmation_state = fields.Selection(
        PAPER_STATES,
        "Mail to the Customer",
        readonly=True,
        copy=False,
        help="The confirmation of what we received, or the notice of what we shipped.",
    )
    rma_is_receipt = fields.Boolean(compute="_compute_rma_is_receipt")

    _rma_confirmation_idx = models.Index("(id) WHERE rma_confirmation_state = 'to_send'")

    @api.depends("rma_check_ids.line_ids")
    def _compute_rma_check_line_ids(self):
        for picking in self:
            picking.rma_check_line_ids = picking.rma_check_ids.line_ids

    @api.depends("rma_case_id", "picking_type_code")
    def _compute_rma_is_receipt(self):
        for picking in self:
            picking.rma_is_receipt = picking.rma_case_id and picking.picking_type_code == "incoming"

    def action_rma_receipt_check(self):
        """Open the receipt check of this transfer, a new one if none is in progress."""
        self.ensure_one()
        checks = self.rma_check_ids
        check = checks.filtered(lambda check: check.state == "draft")
        if not check and self.state in ("done", "cancel"):
            check = checks[:1]
        return (check or checks.create({"picking_id": self.id}))._action_open()

    def button_validate(self):
        self.filtered("rma_case_id").company_id._recall()
        return super().button_validate()

    def _action_done(self):
        receipts = self.filtered("rma_is_receipt")
        receipts._check_rma_receipt_check()
        result = super()._action_done()
        done = receipts.filtered(lambda picking: picking.state == "done")
        if done:
            done.sudo()._tell_rma_receipt()
        return result

    def _check_rma_receipt_check(self):
        """Where the company asks for it, nothing is received without a confirmed check."""
        for picking in self.filtered("company_id.rma_is_check_required"):
            if "done" not in picking.sudo().rma_check_ids.mapped("state"):
                raise UserError(
                    self.env._(
                        "Do the receipt check of %(transfer)s first: packing, seal, accessories.",
                        transfer=picking.name,
                    )
                )

    def _tell_rma_receipt(self):
        """Note the receipt on the case, ask quality to inspect, plan the customer's paper."""
        for picking in self:
            lines = picking.move_line_ids.rma_line_id
            picking.rma_case_id._message_log(
                body=self.env._(
                    "Lines brought by %(transfer)s: %(count)s.",
                    transfer=picking.name,
                    count=len(lines),
                )
            )
            user = picking.company_id.rma_quality_user_id.filtered("active")
            if user and "received" in lines.mapped("state"):
                picking.rma_case_id.activity_schedule(
                    INSPECT,
                    summary=self.env._("Inspect returned goods"),
                    note=picking.name,
                    user_id=user.id,
                )
        self.rma_confirmation_state = "to_send"
        self.env["rma.case"]._trigger_papers()

    def _send_confirmation(self):
        """Mail what was received or shipped to the customer; a failure is noted, never raised."""
        for picking in self:
            picking.rma_confirmation_state = picking.rma_case_id._mail_paper(
                picking, picking._get_rma_mail_template()
            )

    def _get_rma_mail_template(self):
        return self.env.ref("rma_repair.mail_template_receipt_confirmation")

    def _get_rma_received_lines(self):
        """The RMA lines that this transfer brought back."""
        return self.move_line_ids.filtered(
            lambda ml: ml.state == "done" and ml.quantity
        ).rma_line_id.sorted("id")

    def _get_rma_received_quantity(self, line):
        """What this transfer brought of `line`, in the product's unit."""
        move_lines = self.move_line_ids.filtered(lambda ml: ml.rma_line_id == line)
        return sum(move_lines.mapped("quantity_product_uom"))

    def _get_rma_check_line(self, line):
        """What was seen of `line` when this transfer was opened."""
        return self.sudo().rma_check_ids.line_ids.filtered(
            lambda check: check.line_id == line and check.quantity
        )[:1]
