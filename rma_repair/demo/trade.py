"""What happened before the returns: goods made, sold, delivered and invoiced."""

from odoo import Command, fields

from . import clock


def play(env, products, customers):
    """Make and sell; returns the lots (or the order line of goods by lot) of each sale."""
    drive, controller, oil = (products[key] for key in ("drive", "controller", "oil"))
    with clock.days_ago(env, clock.PRODUCED):
        made = make(env, drive, _drives(1, 90))
        made |= make(env, controller, [f"CX10-{number:04}" for number in range(1, 21)])
        open_books(env, made | make(env, oil, ["G5-2609"], quantity=120))
    with clock.days_ago(env, clock.SOLD):
        sold = {"pallet": sell(env, drive, customers["dealer"], _drives(1, 60))}
    with clock.days_ago(env, clock.SOLD_LATELY):
        sold |= sell_lately(env, products, customers)
    return sold


def sell_lately(env, products, customers):
    """What comes back one by one: drives, controllers, oil by lot."""
    drive, controller, oil = (products[key] for key in ("drive", "controller", "oil"))
    numbers = {"factory": (61, 64), "german": (65, 67), "trader": (68, 69)}
    sold = {
        key: sell(env, drive, customers[key], _drives(first, last))
        for key, (first, last) in numbers.items()
    }
    controllers = [f"CX10-{number:04}" for number in range(1, 5)]
    sold["controllers"] = sell(env, controller, customers["factory"], controllers)
    sold["oil"] = sell(env, oil, customers["trader"], ["G5-2609"], quantity=24)
    return sold


def play_after_improvement(env, drive, customer):
    """120 drives built and sold since the actions of the 8D: none of them comes back."""
    with clock.days_ago(env, clock.IMPROVED):
        open_books(env, make(env, drive, _drives(501, 620)))
    with clock.days_ago(env, clock.SOLD_AFTER):
        return sell(env, drive, customer, _drives(501, 620))


def _drives(first, last):
    return [f"SD200-{number:04}" for number in range(first, last + 1)]


def make(env, product, names, quantity=None):
    """Bring goods from production into stock at the product's cost, on these lots or serials."""
    warehouse = env["stock.warehouse"].search([("company_id", "=", env.company.id)], limit=1)
    move = env["stock.move"].create(
        {
            "product_id": product.id,
            "product_uom_qty": quantity or len(names),
            "location_id": env.ref("stock.stock_location_suppliers").id,
            "location_dest_id": warehouse.lot_stock_id.id,
            "picking_type_id": warehouse.in_type_id.id,
            "origin": "Production",
            "is_inventory": True,
            "inventory_name": "Production",
        }
    )
    _fill(move, [{"lot_name": name} for name in names])
    move.picked = True
    move._action_done()
    return move


def _fill(move, lots):
    """Put the move's quantity on these lots (move line values), in equal shares."""
    move.env["stock.move.line"].create(
        [
            {
                "move_id": move.id,
                "picking_id": move.picking_id.id,
                "product_id": move.product_id.id,
                "quantity": move.product_uom_qty / len(lots),
                "location_id": move.location_id.id,
                "location_dest_id": move.location_dest_id.id,
                **lot,
            }
            for lot in lots
        ]
    )


def open_books(env, made):
    """The entry of goods made: what came into stock stands in the stock account."""
    value = sum(made.mapped("value"))
    company = env.company
    stock = company.account_stock_valuation_id
    equity = env["account.account"].search(
        [("company_ids", "in", company.ids), ("account_type", "=", "equity")], limit=1
    )
    env["account.move"].create(
        {
            "journal_id": company.account_stock_journal_id.id,
            "date": fields.Date.context_today(company),
            "ref": "Production",
            "line_ids": [
                Command.create({"account_id": stock.id, "debit": value}),
                Command.create({"account_id": equity.id, "credit": value}),
            ],
        }
    ).action_post()


def sell(env, product, customer, names, quantity=None):
    """Sell, deliver these very serials and invoice them; returns the lots."""
    order = env["sale.order"].create(
        {
            "partner_id": customer.id,
            "order_line": [
                Command.create(
                    {"product_id": product.id, "product_uom_qty": quantity or len(names)}
                )
            ],
        }
    )
    order.action_confirm()
    lots = env["stock.lot"].search(
        [("product_id", "=", product.id), ("name", "in", names)], order="name"
    )
    picking = order.picking_ids
    picking.move_ids.move_line_ids.unlink()
    _fill(picking.move_ids, [{"lot_id": lot.id} for lot in lots])
    picking.with_context(skip_sms=True).button_validate()
    order._create_invoices().action_post()
    return lots
