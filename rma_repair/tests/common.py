from odoo import Command
from odoo.tests import new_test_user

from .road import RmaRoad

DEPARTMENTS = {
    "service": "stock.group_stock_user,sales_team.group_sale_salesman_all_leads",
    "sales": "sales_team.group_sale_salesman",
    "warehouse": "stock.group_stock_user",
    "quality": "stock.group_stock_user",
    "workshop": "stock.group_stock_user",
    "engineering": "base.group_user",
    "purchasing": "base.group_user",
    "finance": "account.group_account_invoice",
    "manager": "stock.group_stock_manager,sales_team.group_sale_manager,"
    "account.group_account_manager",
}


class RmaCommon(RmaRoad):
    """A company under perpetual average cost that sold serials, and the verbs of a return.

    Every department is a real user; the verbs act as the department that would.
    """

    company_name = "Factory"
    cost_method = "average"
    valuation = "real_time"
    chart = "generic_coa"
    country = "base.us"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_up()

    @classmethod
    def _set_up(cls):
        """The company, its people, products and customers, in `cls.env`."""
        cls._set_up_company()
        cls._set_up_users()
        cls._set_up_products()
        cls.customer = cls.env["res.partner"].create({"name": "Dealer", "is_company": True})
        cls.other_customer = cls.env["res.partner"].create({"name": "Stranger", "is_company": True})
        cls.failure = cls.env["rma.failure.code"].create({"name": "No power", "code": "T-E01"})

    @classmethod
    def _set_up_company(cls):
        cls.company = cls.env["res.company"].create(
            {"name": cls.company_name, "country_id": cls.env.ref(cls.country).id}
        )
        cls.env.user.write(
            {"company_ids": [Command.link(cls.company.id)], "company_id": cls.company.id}
        )
        cls.env = cls.env(context=dict(cls.env.context, allowed_company_ids=cls.company.ids))
        charts = cls.env["account.chart.template"]
        charts.try_loading(cls.chart, cls.company, install_demo=False)
        cls.company.write({"inventory_valuation": cls.valuation, "cost_method": cls.cost_method})
        cls.warehouse = cls.env["stock.warehouse"].search([("company_id", "=", cls.company.id)])

    @classmethod
    def _set_up_users(cls):
        for department, groups in DEPARTMENTS.items():
            user = cls._create_user(
                f"rma_{department}", f"{groups},rma_repair.group_{department}", lang="en_US"
            )
            setattr(cls, f"user_{department}", user)
        cls.user_supervisor = cls._create_user(
            "rma_supervisor", "stock.group_stock_user,rma_repair.group_workshop_supervisor"
        )

    @classmethod
    def _create_user(cls, login, groups, **values):
        """A user of this company alone."""
        return new_test_user(
            cls.env,
            login=login,
            groups=groups,
            context={"no_reset_password": True, "tracking_disable": True},
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
            **values,
        )

    @classmethod
    def _set_up_products(cls):
        cls.drive = cls._create_product("Drive", tracking="serial")
        cls.oil = cls._create_product("Oil", tracking="lot")
        cls.cable = cls._create_product("Cable", tracking="none")

    @classmethod
    def _create_product(cls, name, tracking="none", **values):
        return cls.env["product.product"].create(
            {
                "name": name,
                "type": "consu",
                "is_storable": True,
                "tracking": tracking,
                "list_price": 100.0,
                "invoice_policy": "delivery",
                "taxes_id": [Command.clear()],
                **values,
            }
        )

    # What happened before the return

    @classmethod
    def _stock(cls, product, quantity=1, cost=60.0, lots=()):
        """Receive `quantity` at `cost`, on `lots` (names) where the product is tracked."""
        move = cls.env["stock.move"].create(
            {
                "product_id": product.id,
                "product_uom_qty": quantity,
                "product_uom": product.uom_id.id,
                "location_id": cls.env.ref("stock.stock_location_suppliers").id,
                "location_dest_id": cls.warehouse.lot_stock_id.id,
                "picking_type_id": cls.warehouse.in_type_id.id,
                "company_id": cls.company.id,
            }
        )
        move._action_confirm()
        move.move_line_ids.unlink()
        cls._fill(move, [{"lot_name": name} for name in lots or (False,)])
        move.picked = True
        move._action_done()
        move.value_manual = quantity * cost
        return move

    @classmethod
    def _sell(cls, product, quantity=1, lots=(), **options):
        """Sell, deliver and invoice `quantity`; returns the sale order line.

        Options: price (100), customer, invoice (False leaves the order uninvoiced).
        """
        order = cls.env["sale.order"].create(
            {
                "partner_id": options.get("customer", cls.customer).id,
                "warehouse_id": cls.warehouse.id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": product.id,
                            "product_uom_qty": quantity,
                            "price_unit": options.get("price", 100.0),
                        }
                    )
                ],
            }
        )
        order.action_confirm()
        cls._deliver(order.picking_ids, lots)
        if options.get("invoice", True):
            order._create_invoices().action_post()
        return order.order_line

    @classmethod
    def _deliver(cls, pickings, lots=()):
        """Ship these transfers, with these very lots (names) where given."""
        pickings.action_assign()
        for move in pickings.move_ids if lots else ():
            move.move_line_ids.unlink()
            cls._fill(move, [{"lot_id": lot.id} for lot in cls._lots(move.product_id, lots)])
        pickings.move_ids.picked = True
        pickings._action_done()

    @classmethod
    def _fill(cls, move, lots):
        """Put the move's quantity on these lots (move line values), in equal shares."""
        cls.env["stock.move.line"].create(
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

    @classmethod
    def _lots(cls, product, names):
        return cls.env["stock.lot"].search(
            [("product_id", "=", product.id), ("name", "in", list(names))], order="id"
        )

    @classmethod
    def _sell_serials(cls, count, prefix="SN", **options):
        """Stock and sell `count` serials of the drive; returns their lots."""
        names = [f"{prefix}{number:04}" for number in range(1, count + 1)]
        cls._stock(cls.drive, count, lots=names)
        cls._sell(cls.drive, count, lots=names, **options)
        return cls._lots(cls.drive, names)

    @classmethod
    def _sell_cables(cls, quantity, spare=0, **options):
        """Stock `quantity` and `spare` cables and sell `quantity`; returns the sale order line."""
        cls._stock(cls.cable, quantity + spare)
        return cls._sell(cls.cable, quantity, **options)
