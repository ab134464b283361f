from odoo import Command
from odoo.tests import TransactionCase, new_test_user

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


class RmaCommon(TransactionCase):
    """A company under perpetual average cost that sold serials, and the verbs of a return.

    Every department is a real user; the verbs act as the department that would.
    """

    cost_method = "average"
    valuation = "real_time"
    chart = "generic_coa"
    country = "base.us"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_up_company()
        cls._set_up_users()
        cls._set_up_products()
        cls.customer = cls.env["res.partner"].create({"name": "Dealer", "is_company": True})
        cls.other_customer = cls.env["res.partner"].create({"name": "Stranger", "is_company": True})
        cls.failure = cls.env["rma.failure.code"].create({"name": "No power", "code": "T-E01"})

    @classmethod
    def _set_up_company(cls):
        cls.company = cls.env["res.company"].create(
            {"name": "Factory", "country_id": cls.env.ref(cls.country).id}
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
            user = new_test_user(
                cls.env,
                login=f"rma_{department}",
                groups=f"{groups},rma_repair.group_{department}",
                company_id=cls.company.id,
                company_ids=[Command.set(cls.company.ids)],
            )
            setattr(cls, f"user_{department}", user)
        cls.user_supervisor = new_test_user(
            cls.env,
            login="rma_supervisor",
            groups="stock.group_stock_user,rma_repair.group_workshop_supervisor",
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
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

    # The road of a return

    @classmethod
    def _request(cls, *lines, customer=None, **values):
        """A case of the service desk: lots, or dicts of line values."""
        line_vals = [line if isinstance(line, dict) else {"lot_id": line.id} for line in lines]
        return (
            cls.env["rma.case"]
            .with_user(cls.user_service)
            .create(
                {
                    "partner_id": (customer or cls.customer).id,
                    "line_ids": [Command.create(vals) for vals in line_vals],
                    **values,
                }
            )
        )

    @classmethod
    def _authorize(cls, case):
        case.with_user(cls.user_service).action_authorize()
        return case

    @classmethod
    def _approve(cls, case):
        """A manager gives every approval the case waits for."""
        pending = case.approval_ids.filtered(lambda approval: approval.state == "pending")
        pending.with_user(cls.user_manager).action_approve()
        return case

    @classmethod
    def _receipt(cls, case):
        """The open receipt of the case, as the warehouse sees it."""
        return (
            cls.env["stock.picking"]
            .with_user(cls.user_warehouse)
            .search(
                [
                    ("rma_case_id", "=", case.id),
                    ("picking_type_code", "=", "incoming"),
                    ("state", "not in", ("done", "cancel")),
                ]
            )
        )

    @classmethod
    def _receive(cls, case):
        """Validate all that is announced."""
        cls._receipt(case).button_validate()
        return case

    @classmethod
    def _inspect(cls, lines, finding="confirmed"):
        lines = lines.with_user(cls.user_quality)
        lines.write(
            {
                "finding": finding,
                "failure_code_id": cls.failure.id if finding == "confirmed" else False,
            }
        )
        lines.action_inspected()
        return lines

    @classmethod
    def _disposition(cls, unit_outcome, settlement):
        return cls.env["rma.disposition"].search(
            [("unit_outcome", "=", unit_outcome), ("settlement", "=", settlement)], limit=1
        ) or cls.env["rma.disposition"].create(
            {
                "name": f"{unit_outcome} {settlement}",
                "code": f"T-{unit_outcome}-{settlement}",
                "unit_outcome": unit_outcome,
                "settlement": settlement,
            }
        )

    @classmethod
    def _propose(cls, lines, unit_outcome, settlement, **values):
        """A decision proposed by the service desk, not submitted yet."""
        return (
            cls.env["rma.decision"]
            .with_user(cls.user_service)
            .create(
                {
                    "case_id": lines.case_id.id,
                    "line_ids": [Command.set(lines.ids)],
                    "disposition_id": cls._disposition(unit_outcome, settlement).id,
                    **values,
                }
            )
        )

    @classmethod
    def _decide(cls, lines, unit_outcome, settlement, **values):
        """Propose, submit and authorize; automations make the documents."""
        decision = cls._propose(lines, unit_outcome, settlement, **values)
        decision.action_submit()
        decision.with_user(cls.user_finance).action_authorize()
        return decision

    @classmethod
    def _inspected_case(cls, *lines, **values):
        """A case whose lines were received and inspected."""
        case = cls._receive(cls._authorize(cls._request(*lines, **values)))
        cls._inspect(case.line_ids)
        return case

    # The bench

    @classmethod
    def _plan(cls, repairs, work="Replace the board", hours=2.0, **values):
        """The technician plans, the supervisor approves."""
        repairs = repairs.with_user(cls.user_workshop)
        repairs.write({"plan_work": work, "plan_hours": hours, **values})
        repairs.action_plan_submit()
        repairs.with_user(cls.user_supervisor).action_plan_approve()
        return repairs

    @classmethod
    def _start(cls, repairs, **values):
        """Plan and start these repairs."""
        repairs = cls._plan(repairs, **values)
        repairs.action_repair_start()
        return repairs

    @classmethod
    def _repair(cls, repairs, **values):
        """Plan, start and finish these repairs; quality passes them, which ends them."""
        repairs = cls._start(repairs, **values)
        repairs.action_control_request()
        repairs.with_user(cls.user_quality).action_control_pass()
        return repairs

    @classmethod
    def _add_part(cls, repair, product, quantity=1.0, line_type="add", **values):
        """Plan a part on the repair, as the technician does."""
        return (
            cls.env["stock.move"]
            .with_user(cls.user_workshop)
            .create(
                {
                    "repair_id": repair.id,
                    "repair_line_type": line_type,
                    "product_id": product.id,
                    "product_uom_qty": quantity,
                    "company_id": cls.company.id,
                    **values,
                }
            )
        )
