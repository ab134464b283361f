"""The little company that `scale_copy` multiplies: its returns were walked, not written.

Twenty finished cases of two hundred serials in all, every outcome among them, and ten open ones
that stand at every state. What the copy holds is therefore what the addon really writes.
"""

from odoo import Command

from odoo.addons.rma_repair.demo import company, eight_d, returns, setup, trade

# Serials and outcome of each finished case.
FINISHED = [
    (1, "refund_restock"), (1, "repair_return"), (1, "exchange_scrap"), (2, "repair_return"),
    (2, "return_unrepaired"), (3, "refund_scrap"), (4, "repair_return"), (5, "exchange_scrap"),
    (6, "refund_restock"), (8, "repair_return"), (8, "exchange_restock"), (10, "refund_scrap"),
    (10, "repair_return"), (12, "return_unrepaired"), (14, "refund_restock"),
    (16, "exchange_scrap"), (18, "repair_return"), (20, "refund_restock"),
    (25, "refund_keep"), (34, "exchange_scrap"),
]  # fmt: skip
# Serials of each open case, and the step it waits at.
OPEN = [
    (3, "request"), (7, "request"), (5, "authorize"), (12, "authorize"), (4, "receive"),
    (9, "receive"), (6, "inspect"), (10, "inspect"), (8, "refund_restock"), (16, "repair_return"),
]  # fmt: skip
CITIES = ("Lyon", "Graz", "Porto", "Oslo", "Turin", "Leeds")


class Prototype:
    """The company, its customers and what they bought and returned."""

    def __init__(self, env):
        company_record = setup.set_up_company(env)
        self.env = env(context={**env.context, "allowed_company_ids": company_record.ids})
        self.users = self._find_users() or setup.create_users(self.env, company.LOGINS)
        self.road = returns.Road(self.env, self.users)

    def _find_users(self):
        """The users of a database that was filled already: {department: user}."""
        logins = [login for _label, login, _password in company.LOGINS if login != "admin"]
        return self.env["res.users"].search([("login", "in", logins)]).grouped("login")

    def meet(self):
        """Products and customers: what many returns share."""
        self.products = list(setup.create_products(self.env).values())[:2]
        works = [{"name": f"Works {city}", "is_company": True, "city": city} for city in CITIES]
        self.customers = list(setup.create_customers(self.env).values())
        self.customers += self.env["res.partner"].create(works)
        self.env["rma.checklist"].create(
            [
                {
                    "name": product.name,
                    "product_tmpl_id": product.product_tmpl_id.id,
                    "inspection_type": "incoming",
                    "item_ids": [Command.create({"name": "Runs for an hour", "test": "load"})],
                }
                for product in self.products
            ]
        )

    def finish(self):
        """Walk the finished cases to their end, and an 8D report to its containment."""
        for sold, (_count, code) in zip(self._trade("F", FINISHED), FINISHED, strict=True):
            self._finish(*sold, code)
        self.env["rma.case.line"].search([])._record_rows()
        self.env["stock.quant"]._quant_tasks()  # as every scheduler run does
        report = self.env["rma.8d.report"].search([], order="id", limit=1)
        if report:
            eight_d.Story(report, self.users).tell(last="d3")

    def leave_open(self):
        """Walk the open cases to where they wait."""
        for sold, (_count, step) in zip(self._trade("O", OPEN), OPEN, strict=True):
            case = self.road.request(*sold)
            self.road.approve(case)
            self._walk(case, step)

    def sell_in_bulk(self, orders, count, place=0):
        """Sell and deliver so many orders of so many serials to one customer: (customer, lots).

        The product and the customer are those of this place.
        """
        product, customer = self.products[place], self.customers[place]
        names = [[f"L{order:02}-{unit:04}" for unit in range(count)] for order in range(orders)]
        spare = [f"LX-{unit:04}" for unit in range(orders * count)]
        made = [name for order in names for name in order] + spare
        trade.open_books(self.env, trade.make(self.env, product, made))
        lots = [trade.sell(self.env, product, customer, order) for order in names]
        return customer, lots[0].union(*lots[1:])

    def _trade(self, kind, cases):
        """Make and sell what each of `cases` returns: a list of customers and line values."""
        names = {
            number: [f"{kind}{number:02}{index:03}" for index in range(count)]
            for number, (count, _step) in enumerate(cases)
        }
        for parity, product in enumerate(self.products):
            made = [name for number in names if number % 2 == parity for name in names[number]]
            # What is sent in exchange lies in stock beside what was sold.
            spare = [f"{kind}X{parity}{index:03}" for index in range(len(made) // 2)]
            moves = trade.make(self.env, product, made + spare)
            if kind == "F":
                trade.open_books(self.env, moves)
        return [self._sell(number, names[number]) for number in names]

    def _sell(self, number, names):
        customer = self.customers[number % len(self.customers)]
        lots = trade.sell(self.env, self.products[number % 2], customer, names)
        return customer, returns.serials(lots)

    def _finish(self, customer, lines, code):
        is_kept = code == "refund_keep"
        lines = [{**line, "is_return_expected": not is_kept} for line in lines]
        case = self.road.request(customer, lines)
        self.road.approve(case)
        self.road.authorize(case)
        if not is_kept:
            self.road.receive(case)
            self.road.inspect(case.line_ids)
        decision = self.road.decide(case.line_ids, code)
        # What a repair makes possible, such as its return, is carried out the second time.
        self.road.carry_out(decision)
        self.road.carry_out(decision)

    def _walk(self, case, step):
        if step == "request":
            return
        self.road.authorize(case)
        if step == "authorize":
            return
        self.road.receive(case)
        if step == "receive":
            return
        self.road.inspect(case.line_ids)
        if step != "inspect":
            self.road.decide(case.line_ids, step)
