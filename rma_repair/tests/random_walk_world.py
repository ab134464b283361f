"""The worlds of a random walk: what was sold and how, before people do anything to it."""

# Every tracking, costing and valuation together; what else may differ is spread over them.
WORLDS = [
    {
        "tracking": tracking,
        "cost_method": cost_method,
        "valuation": valuation,
        "invoice_policy": ("delivery", "order")[(number // 2) % 2],
        "is_one_order": number % 2 == 0,
        "is_invoiced": number % 5 != 4,
        "steps": ("one_step", "two_steps", "three_steps")[number % 3],
        "is_back": number // 4 % 2 == 0,
    }
    for number, (tracking, cost_method, valuation) in enumerate(
        (tracking, cost_method, valuation)
        for valuation in ("real_time", "periodic")
        for cost_method in ("average", "fifo", "standard")
        for tracking in ("serial", "lot", "none")
    )
]
DELIVERY_STEPS = {
    "one_step": "ship_only",
    "two_steps": "pick_ship",
    "three_steps": "pick_pack_ship",
}


class World:
    """One product, sold in one or two orders; then stock of another cost.

    In some worlds two units are back and inspected already: their walks come further.
    """

    def __init__(self, test, traits):
        self.test, self.env, self.traits = test, test.env, traits
        self.name = "-".join(str(value) for value in traits.values())
        self._set_steps("one_step")
        self.product = self._create_product()
        self.sale_lines = self._sell()
        self._set_steps(traits["steps"])
        if traits["is_back"]:
            self._bring_back()
        self.base = self.get_difference()

    def __str__(self):
        return self.name

    def _set_steps(self, steps):
        """How the warehouse delivers from now on; writing it makes the routes anew."""
        if self.test.warehouse.delivery_steps != DELIVERY_STEPS[steps]:
            self.test.warehouse.delivery_steps = DELIVERY_STEPS[steps]

    def _create_product(self):
        category = self.env["product.category"].create(
            {
                "name": self.name,
                "property_cost_method": self.traits["cost_method"],
                "property_valuation": self.traits["valuation"],
            }
        )
        product = self.test._create_product(
            self.name,
            tracking=self.traits["tracking"],
            categ_id=category.id,
            invoice_policy=self.traits["invoice_policy"],
            standard_price=60,
        )
        self._stock(product, ["L1", "L2", "L3"], 60)
        return product

    def _stock(self, product, serials, cost):
        """Buy as many as there are serials; a lot keeps the first one's name."""
        names = {"serial": serials, "lot": serials[:1], "none": ()}[self.traits["tracking"]]
        self.test._stock(product, len(serials), cost=cost, lots=names)

    def _sell(self):
        """Three units in one order, or two and one at other prices; then buy at another cost."""
        lots = self.env["stock.lot"].search([("product_id", "=", self.product.id)], order="id")
        shares = [(3, 100)] if self.traits["is_one_order"] else [(2, 100), (1, 80)]
        sale_lines = self.env["sale.order.line"]
        taken = 0
        for quantity, price in shares:
            own = lots[taken : taken + quantity] if self.traits["tracking"] == "serial" else lots
            sale_lines |= self.test._sell(
                self.product,
                quantity,
                lots=own.mapped("name"),
                price=price,
                invoice=self.traits["is_invoiced"],
            )
            taken += quantity
        self._stock(self.product, ["N1", "N2", "N3"], 90)
        return sale_lines

    def _bring_back(self):
        delivered = self.sale_lines.move_ids.sorted("id")[:1]
        lots = delivered.move_line_ids.lot_id.sorted("id")
        if self.traits["tracking"] == "serial":
            self.test._inspected_case(*lots[:2])
            return
        line = {"product_id": self.product.id, "quantity": 2, "origin_move_id": delivered.id}
        self.test._inspected_case({**line, "lot_id": lots.id})

    def get_difference(self):
        """Stock value less stock account of the product, and what explains it (R10).

        Explained is what entered or left at a value without an entry of its own (units taken over
        for a credit, sent to the vendor, or moved by core's own documents), and what credit notes
        booked as their cost: nothing else may move value and account apart.
        """
        self.env.flush_all()
        self.env.invalidate_all()
        product = self.product.with_company(self.test.company)
        if product.valuation != "real_time":
            return 0.0
        account = product.product_tmpl_id.get_product_accounts()["stock_valuation"]
        lines = self.env["account.move.line"].search(
            [("account_id", "=", account.id), ("product_id", "=", product.id)]
        )
        posted = lines.filtered(lambda line: line.parent_state == "posted")
        explained = self._get_moved_value() - sum(
            line.balance for line in posted if line.display_type == "cogs"
        )
        return round(product.total_value - sum(posted.mapped("balance")) - explained, 2)

    def get_noise(self):
        """Core keeps an average unrounded and books it rounded: half a cent per figure."""
        moves = self.product.stock_move_ids.filtered("is_out")
        is_average = self.traits["cost_method"] == "average"
        return 0.001 + (0.005 * (len(moves) + 2) if is_average else 0)

    def _get_moved_value(self):
        """What moves that explain themselves brought into stock without an entry."""
        moves = self.env["stock.move"].search(
            [
                ("product_id", "=", self.product.id),
                ("state", "=", "done"),
                ("account_move_id", "=", False),
            ]
        )
        explained = moves.filtered(
            lambda move: not move.rma_operation
            or move.rma_operation == "vendor"
            or (move.rma_operation == "take_over" and move.rma_decision_id.settlement == "credit")
        )
        return sum(move.value * (move.is_in - move.is_out) for move in explained)
