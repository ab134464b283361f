"""Beside the cases of the load test: returns and credit notes made with core's own documents.

What posting one of these takes, in the same database and minutes, is what core costs.
"""

from odoo import Command, fields

NOTES, UNITS = 25, 2  # credit notes per order, units of each
PLACE = 1  # a product and a customer of their own


def draft(prototype, orders, serials):
    """Sell as much as the cases bring back, return a part of it, draft its credit notes."""
    env = prototype.env
    _customer, lots = prototype.sell_in_bulk(orders, serials, PLACE)
    deliveries = env["stock.move"].search(
        [("product_id", "=", lots.product_id.id), ("sale_line_id", "!=", False),
         ("state", "=", "done"), ("move_line_ids.lot_id", "in", lots.ids)]
    )  # fmt: skip
    for delivery in deliveries:
        take_back(delivery)
    notes = env["account.move"]
    invoices = deliveries.sale_line_id.invoice_lines.move_id
    for _number in range(NOTES):
        today = {"invoice_date": fields.Date.context_today(env.company)}
        notes |= invoices._reverse_moves([dict(today) for _invoice in invoices])
    notes.invoice_line_ids.quantity = UNITS
    return notes


def take_back(delivery):
    """The returns of one delivery, a transfer for each credit note, done."""
    env = delivery.env
    returns = delivery.picking_type_id.return_picking_type_id or delivery.picking_type_id
    lots = delivery.lot_ids[: NOTES * UNITS]
    pickings = env["stock.picking"].create(
        [
            {
                "picking_type_id": returns.id,
                "partner_id": delivery.picking_id.partner_id.id,
                **ends(delivery),
                "move_ids": [Command.create(prepare_move(delivery, lots[at : at + UNITS]))],
            }
            for at in range(0, len(lots), UNITS)
        ]
    )
    pickings.action_confirm()
    pickings.move_ids.picked = True
    pickings._action_done()


def prepare_move(delivery, lots):
    unit = {"product_id": delivery.product_id.id, "quantity": 1, **ends(delivery)}
    return {
        "product_id": delivery.product_id.id,
        "product_uom_qty": len(lots),
        "origin_returned_move_id": delivery.id,
        "sale_line_id": delivery.sale_line_id.id,
        "to_refund": True,
        **ends(delivery),
        "move_line_ids": [Command.create({**unit, "lot_id": lot.id}) for lot in lots],
    }


def ends(delivery):
    """From where the goods went back to where they came from."""
    return {
        "location_id": delivery.location_dest_id.id,
        "location_dest_id": delivery.location_id.id,
    }
