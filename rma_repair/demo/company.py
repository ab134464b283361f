"""The demo company: a manufacturer of drives whose returns were really walked, not written.

`build` plays sales, deliveries, invoices and returns through the same methods and rights as the
departments' users; nothing is written into an end state.
"""

from . import clock, eight_d, returns, rules, setup, summary, trade, verdicts

# Department, login, password.
LOGINS = [
    ("Customer service", "service", "service"),
    ("Sales", "sales", "sales"),
    ("Warehouse", "warehouse", "warehouse"),
    ("Quality", "quality", "quality"),
    ("Workshop", "workshop", "workshop"),
    ("Engineering", "engineering", "engineering"),
    ("Purchasing", "purchasing", "purchasing"),
    ("Finance", "finance", "finance"),
    ("Manager", "manager", "manager"),
    ("Administrator", "admin", "admin"),
]


def build(env):
    """Play the whole story in an empty database that has the addon installed."""
    say("Company, departments, products, customers ...")
    company = setup.set_up_company(env)
    env = env(context=dict(env.context, allowed_company_ids=company.ids))
    users = setup.create_users(env, LOGINS)
    setup.name_8d_people(company, users)
    setup.set_up_workshop(env, users)
    products = setup.create_products(env)
    customers = setup.create_customers(env)
    rules.set_up(env, users, products, customers)
    say("Production, sales, deliveries, invoices ...")
    sold = trade.play(env, products, customers)
    say("Returns at every state ...")
    road = returns.Road(env, users)
    returns.play_single_cases(road, customers, sold)
    say("A dealer's pallet of 60 drives ...")
    with clock.days_ago(env, clock.RETURNED):
        case = returns.play_pallet(road, customers["dealer"], sold["pallet"])
    say("Its 8D report from D0 to D8 ...")
    trade.play_after_improvement(env, products["drive"], customers["german"])
    eight_d.play(users, case.line_ids.eight_d_id)
    say("A mixed parcel, a recall, a review meeting ...")
    verdicts.play(road, customers, sold)
    env.flush_all()


def print_summary(env):
    """Print every case with its documents and amounts, and whether stock and ledger agree."""
    summary.print_cases(env)
    summary.print_books(env)


def say(text):
    """Tell the progress while building."""
    print(text, flush=True)
