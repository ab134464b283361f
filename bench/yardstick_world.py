"""The same company, stock and sales for every adapter, made with core's own models."""

from dataclasses import dataclass

from odoo import Command

from odoo.addons.rma_repair.tests.common import DEPARTMENTS, RmaCommon

COMPANY = "Yardstick"
LARGE = 1000000
# Above these the product asks for an approval, or for an inspection record of its own.
LIFTED = (
    "rma_batch_product_quantity",
    "rma_batch_total_quantity",
    "rma_batch_size",
    "rma_inspection_threshold",
)
# What the one user may do who clicks through core's and OCA's documents.
CLERK = (
    "account.group_account_invoice",
    "sales_team.group_sale_salesman_all_leads",
    "stock.group_stock_user",
    "rma.rma_group_user_all",
)
SHAPES = {
    "serials": "one delivery of N serials of one product",
    "lines": "one delivery of N products, one unit each",
    "orders": "N orders of one serial each, returned together",
    "single": "N orders of one serial each, returned one by one",
}


@dataclass
class Unit:
    """One sold unit; `move` is its delivery."""

    product: object
    lot: object
    move: object

    def with_env(self, env):
        return Unit(*(record.with_env(env) for record in (self.product, self.lot, self.move)))


class World(RmaCommon):
    """A company under perpetual valuation; the tests' verbs work on it without a test case."""

    company_name = COMPANY

    @classmethod
    def open(cls, env, with_departments):
        """The benchmark's company in this database, made and committed the first time."""
        world = type("World", (cls,), {"env": env})
        world.company = env["res.company"].search([("name", "=", COMPANY)])
        if world.company:
            world._find()
        else:
            world._make(with_departments)
            env.cr.commit()
        if not with_departments:
            world.clerk = world._get_clerk()
        return world

    @classmethod
    def seen_by(cls, user):
        """This company as the user sees it, with his rights."""
        env = cls.env(user=user)
        records = {name: getattr(cls, name) for name in ("company", "warehouse", "customer")}
        seen = {name: record.with_env(env) for name, record in records.items()}
        return type("World", (cls,), {"env": env, **seen})

    @classmethod
    def _get_clerk(cls):
        users = cls.env["res.users"].with_context(no_reset_password=True)
        groups = [cls.env.ref(name, raise_if_not_found=False) for name in CLERK]
        return users.search([("login", "=", "clerk")]) or users.create(
            {
                "name": "Clerk",
                "login": "clerk",
                "company_id": cls.company.id,
                "company_ids": [Command.set(cls.company.ids)],
                "group_ids": [Command.set([group.id for group in groups if group])],
            }
        )

    @classmethod
    def _find(cls):
        cls.env = cls.env(context={"allowed_company_ids": cls.company.ids})
        cls.warehouse = cls.env["stock.warehouse"].search([("company_id", "=", cls.company.id)])
        cls.customer = cls.env["res.partner"].search([("ref", "=", COMPANY)])
        if "rma.case" in cls.env:
            cls.failure = cls.env["rma.failure.code"].search([("code", "=", "T-E01")])
            for name in (*DEPARTMENTS, "supervisor"):
                user = cls.env["res.users"].search([("login", "=", f"rma_{name}")])
                setattr(cls, f"user_{name}", user)

    @classmethod
    def _set_up_company(cls):
        super()._set_up_company()
        # Core gives a company its warehouse by itself in tests only.
        cls.warehouse = cls.warehouse or cls.warehouse.create(
            {"name": COMPANY, "code": "YS", "company_id": cls.company.id}
        )

    @classmethod
    def _make(cls, with_departments):
        cls._set_up_company()
        cls.customer = cls.env["res.partner"].create(
            {"name": "Dealer", "ref": COMPANY, "is_company": True}
        )
        if with_departments:
            cls._set_up_users()
            cls.env["rma.failure.code"].create({"name": "No power", "code": "T-E01"})
            cls._lift_thresholds()
            cls._find()

    @classmethod
    def _lift_thresholds(cls):
        """No batch approval and no inspection record: the yardstick measures the bulk verdict."""
        cls.company.write(dict.fromkeys(LIFTED, LARGE))

    @classmethod
    def set_cost_method(cls, cost_method):
        """Have the company's stock valued so."""
        if cls.company.cost_method != cost_method:
            cls.company.cost_method = cost_method

    @classmethod
    def sell(cls, shape, count):
        """Stock, sell, deliver and invoice `count` units in this shape, and stock as many spares.

        Orders, transfers and invoices are made by core in one call each.
        """
        products = cls._create_products(count if shape == "lines" else 1, shape != "lines")
        rows = [(products[index % len(products)], index) for index in range(count)]
        cls._fill_stock(products, rows)
        size = count if shape in ("serials", "lines") else 1
        orders = cls.env["sale.order"].create(
            [cls._prepare_order(rows[at : at + size]) for at in range(0, count, size)]
        )
        orders.action_confirm()
        units = cls._ship(orders, rows)
        orders._create_invoices(grouped=True).action_post()
        cls.env.flush_all()
        return units

    @classmethod
    def _create_products(cls, count, serial):
        tracking = "serial" if serial else "none"
        return [cls._create_product(f"Drive {n}", tracking=tracking) for n in range(count)]

    @classmethod
    def _fill_stock(cls, products, rows):
        for product in products:
            own = [index for other, index in rows if other == product]
            names = [f"{kind}{index:05}" for kind in "SR" for index in own]
            lots = names if product.tracking == "serial" else ()
            cls._stock(product, 2 * len(own), lots=lots)

    @classmethod
    def _prepare_order(cls, rows):
        quantities = {}
        for product, _index in rows:
            quantities[product] = quantities.get(product, 0) + 1
        return {
            "partner_id": cls.customer.id,
            "warehouse_id": cls.warehouse.id,
            "order_line": [
                Command.create(
                    {"product_id": product.id, "product_uom_qty": quantity, "price_unit": 50.0}
                )
                for product, quantity in quantities.items()
            ],
        }

    @classmethod
    def _ship(cls, orders, rows):
        """Deliver these orders with the serials S00000 ... in order; returns the units."""
        moves = orders.picking_ids.move_ids.sorted(lambda move: (move.sale_line_id.id, move.id))
        no_lot = cls.env["stock.lot"]
        units, at = [], 0
        for move in moves:
            own = rows[at : at + int(move.product_uom_qty)]
            at += len(own)
            lots = [no_lot] * len(own)
            if move.product_id.tracking == "serial":
                names = {lot.name: lot for lot in cls._lots(
                    move.product_id, [f"{kind}{index:05}" for kind in "SR" for _p, index in own]
                )}  # fmt: skip
                lots = [names[f"S{index:05}"] for _product, index in own]
                move.move_line_ids.unlink()
                cls._fill(move, [{"lot_id": lot.id} for lot in lots])
            units += [Unit(move.product_id, lot, move) for lot in lots]
        orders.picking_ids.move_ids.picked = True
        orders.picking_ids._action_done()
        return units
