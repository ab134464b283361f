"""Core's own models making the very same documents in the fewest calls, as superuser.

No product works like this: it is what the documents themselves cost.
"""

from odoo import Command


class Limit:
    name = "limit"

    def __init__(self, world, units):
        self.world = world
        self.env = world.env
        self.units = units
        self.places = Places.of(world)
        self.receipt = self.notes = self.transfer = self.repairs = self.replacement = None

    # The road

    def authorize(self):
        places = self.places
        self.receipt = self._plan(
            self.world.warehouse.in_type_id,
            (places.customers, places.returns),
            owner=self.world.customer,
            returned=True,
        )

    def receive(self):
        self._validate(self.receipt)

    def inspect(self):
        """Core knows no inspection of a return."""

    def decide_credit(self):
        self._take_over([self.places.customers])
        self.notes = self.env["account.move"].create(
            [
                self._prepare_credit_note(invoice, units)
                for invoice, units in self._by_invoice().items()
            ]
        )
        self._restock()

    def decide_replace(self):
        places = self.places
        self._take_over([places.customers, places.warranty], refund=False)
        self._restock()
        self.replacement = self._plan(
            self.world.warehouse.out_type_id,
            (self.world.warehouse.lot_stock_id, places.warranty),
            by_product=True,
        )
        self.replacement.action_assign()

    def decide_scrap(self):
        scraps = self.env["stock.scrap"].create(
            [
                {
                    "product_id": unit.product.id,
                    "product_uom_id": unit.product.uom_id.id,
                    "scrap_qty": 1,
                    "lot_id": unit.lot.id,
                    "owner_id": self.world.customer.id,
                    "company_id": self.world.company.id,
                    "location_id": self.places.returns.id,
                    "scrap_location_id": self.places.loss.id,
                }
                for unit in self.units
            ]
        )
        for scrap in scraps:
            scrap.name = self.env["ir.sequence"].next_by_code("stock.scrap")
        moves = self.env["stock.move"].create([scrap._prepare_move_values() for scrap in scraps])
        moves.with_context(is_scrap=True)._action_done()
        scraps.write({"state": "done"})

    def decide_repair(self):
        self.repairs = self.env["repair.order"].create(
            [
                {
                    "picking_type_id": self.world.warehouse.repair_type_id.id,
                    "company_id": self.world.company.id,
                    "partner_id": self.world.customer.id,
                    "product_id": unit.product.id,
                    "product_uom": unit.product.uom_id.id,
                    "product_qty": 1,
                    "lot_id": unit.lot.id,
                    "under_warranty": True,
                    "product_location_src_id": self.places.returns.id,
                    "product_location_dest_id": self.places.returns.id,
                }
                for unit in self.units
            ]
        )
        self.repairs._action_repair_confirm()

    def post(self):
        self.notes.action_post()

    def ship(self):
        self._validate(self.replacement)

    def start(self):
        self.repairs.action_repair_start()

    def end(self):
        self.repairs.action_repair_end()
        self.transfer = self._plan(
            self.world.warehouse.out_type_id,
            (self.places.returns, self.places.customers),
            owner=self.world.customer,
        )

    def close_credit(self):
        self._validate(self.transfer)

    close_replace = close_repair = close_credit

    def is_closed(self):
        """Whether the last documents of the road are done."""
        last = self.transfer or self.receipt
        return last.state == "done"

    # Its documents

    def _grouped(self, by_product=False):
        """Serials of one product (and delivery) share a move; other products have their own."""
        groups = {}
        for unit in self.units:
            key = unit.product if by_product else (unit.product, unit.move)
            groups.setdefault(key, []).append(unit)
        return groups.values()

    def _by_invoice(self):
        groups = {}
        for unit in self.units:
            [invoice] = unit.move.sale_line_id.invoice_lines.move_id
            groups.setdefault(invoice, []).append(unit)
        return groups

    def _plan(self, picking_type, way, owner=None, returned=False, by_product=False):
        """One transfer of all units; its moves name their serials, unless they are spares."""
        picking = self.env["stock.picking"].create(
            {
                "picking_type_id": picking_type.id,
                "partner_id": self.world.customer.id,
                "owner_id": owner and owner.id,
                "location_id": way[0].id,
                "location_dest_id": way[1].id,
                "company_id": self.world.company.id,
            }
        )
        vals_list = []
        for units in self._grouped(by_product):
            vals = self._prepare_move(units, way, owner, picking, named=not by_product)
            vals["origin_returned_move_id"] = returned and units[0].move.id
            vals_list.append({**vals, "picking_type_id": picking_type.id})
        self.env["stock.move"].create(vals_list)
        picking.action_confirm()
        return picking

    def _restock(self):
        self.transfer = self._plan(
            self.world.warehouse.int_type_id,
            (self.places.taken_over, self.world.warehouse.lot_stock_id),
        )

    def _take_over(self, by_way, refund=True):
        """The done moves that make the units the company's: out as owned, in at their cost."""
        stops = [self.places.returns, *by_way, self.places.taken_over]
        vals_list = []
        for units in self._grouped():
            for at, way in enumerate(zip(stops, stops[1:], strict=False)):
                extra = {"is_inventory": True, "inventory_name": "taken over", "picked": True}
                if way[1] == self.places.taken_over:
                    sale_line = units[0].move.sale_line_id
                    extra |= {
                        "origin_returned_move_id": units[0].move.id,
                        "to_refund": refund,
                        "sale_line_id": refund and sale_line.id,
                    }
                owner = None if at else self.world.customer
                vals_list.append({**self._prepare_move(units, way, owner), **extra})
        self.env["stock.move"].create(vals_list)._action_done()

    def _prepare_move(self, units, way, owner, picking=None, named=True):
        product = units[0].product
        shared = {
            "product_id": product.id,
            "picking_id": picking and picking.id,
            "company_id": self.world.company.id,
            "location_id": way[0].id,
            "location_dest_id": way[1].id,
        }
        line = {"quantity": 1, "product_uom_id": product.uom_id.id, "owner_id": owner and owner.id}
        lines = [Command.create({**shared, **line, "lot_id": unit.lot.id}) for unit in units]
        return {
            **shared,
            "product_uom": product.uom_id.id,
            "product_uom_qty": len(units),
            "move_line_ids": lines if named else [],
        }

    def _prepare_credit_note(self, invoice, units):
        quantities = {}
        for unit in units:
            line = unit.move.sale_line_id.invoice_lines
            quantities[line] = quantities.get(line, 0) + 1
        return {
            "move_type": "out_refund",
            "reversed_entry_id": invoice.id,
            "partner_id": invoice.partner_id.id,
            "invoice_line_ids": [
                Command.create(
                    {
                        "product_id": line.product_id.id,
                        "quantity": quantity,
                        "price_unit": line.price_unit,
                        "account_id": line.account_id.id,
                        "tax_ids": [Command.set(line.tax_ids.ids)],
                        "sale_line_ids": [Command.set(line.sale_line_ids.ids)],
                    }
                )
                for line, quantity in quantities.items()
            ],
        }

    def _validate(self, picking):
        picking.move_ids.picked = True
        picking._action_done()


class Places:
    """The locations this addon would make, made with core's fields only."""

    def __init__(self, world):
        create = world.env["stock.location"].create
        company = world.company
        stock = world.warehouse.lot_stock_id
        account = company.expense_account_id or world.env["account.account"].search(
            [("account_type", "=", "expense"), ("company_ids", "in", company.ids)], limit=1
        )
        shared = {"company_id": company.id}
        self.customers = world.customer.property_stock_customer
        self.returns = create({"name": "Returns", "usage": "internal", **shared})
        self.taken_over = create(
            {"name": "Taken", "usage": "internal", "location_id": stock.location_id.id, **shared}
        )
        valued = {"valuation_account_id": account.id, **shared}
        self.warranty = create({"name": "Warranty", "usage": "customer", **valued})
        self.loss = create({"name": "Loss", "usage": "inventory", **valued})

    @classmethod
    def of(cls, world):
        """Those of this world, made once per transaction."""
        places = vars(world).get("places")
        if not places or not places.returns.exists():
            places = world.places = cls(world)
        return places
