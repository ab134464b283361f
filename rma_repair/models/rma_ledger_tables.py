"""Where the quantity ledger is shown: on cases, lines, orders, invoices and serials."""

from odoo import api, fields, models


class RmaLedgerMixin(models.AbstractModel):
    """A record that shows the quantity ledger of its own goods."""

    _name = "rma.ledger.mixin"
    _description = "Record with a Quantity Ledger"

    rma_ledger = fields.Html(
        "Quantities",
        compute="_compute_rma_ledger",
        groups="rma_repair.group_user",
        sanitize=False,
        help="What was sold, delivered, returned and settled, in the product's unit.",
    )

    @api.depends_context("lang", "allowed_company_ids")
    def _compute_rma_ledger(self):
        ledger = self.env["rma.ledger"]
        for record in self:
            rows = record._get_rma_ledger_rows() if record.id else {}
            record.rma_ledger = ledger._render(rows, record._get_rma_ledger_names(rows))

    def _get_rma_ledger_rows(self):
        """The rows of this record, by id of the record of `_rma_ledger_model`."""
        raise NotImplementedError

    def _get_rma_ledger_names(self, rows):
        """What to call the rows: deliveries by their transfer and product."""
        moves = self.env["stock.move"].sudo().browse(rows)
        return {move.id: f"{move.reference} · {move.product_id.display_name}" for move in moves}


class RmaCase(models.Model):
    _name = "rma.case"
    _inherit = ["rma.case", "rma.ledger.mixin"]

    def _get_rma_ledger_rows(self):
        moves = self.line_ids.origin_move_id
        return self.env["rma.ledger"]._get_rows("move_id", move_id=moves.ids)


class RmaCaseLine(models.Model):
    _name = "rma.case.line"
    _inherit = ["rma.case.line", "rma.ledger.mixin"]

    def _get_rma_ledger_rows(self):
        lots = {"lot_id": self.lot_id.ids} if self.lot_id else {}
        return self.env["rma.ledger"]._get_rows("move_id", move_id=self.origin_move_id.ids, **lots)


class StockLot(models.Model):
    _name = "stock.lot"
    _inherit = ["stock.lot", "rma.ledger.mixin"]

    def _get_rma_ledger_rows(self):
        return self.env["rma.ledger"]._get_rows("move_id", lot_id=self.ids)


class SaleOrder(models.Model):
    _name = "sale.order"
    _inherit = ["sale.order", "rma.ledger.mixin"]

    def _get_rma_ledger_rows(self):
        lines = self.order_line.filtered(lambda line: line.product_id.type == "consu")
        return self.env["rma.ledger"]._get_rows("sale_line_id", sale_line_id=lines.ids)

    def _get_rma_ledger_names(self, rows):
        lines = self.env["sale.order.line"].browse(rows)
        return {line.id: line.product_id.display_name for line in lines}


class AccountMove(models.Model):
    _name = "account.move"
    _inherit = ["account.move", "rma.ledger.mixin"]

    def _get_rma_ledger_rows(self):
        lines = self.invoice_line_ids
        return self.env["rma.ledger"]._get_rows("invoice_line_id", invoice_line_id=lines.ids)

    def _get_rma_ledger_names(self, rows):
        lines = self.env["account.move.line"].browse(rows)
        return {line.id: line.product_id.display_name or line.name for line in lines}
