"""Who and what the demo company is: chart of accounts, users, products, customers."""

from odoo import Command

# Core rights of each department next to its own after-sales group.
CORE_GROUPS = {
    "service": ["sales_team.group_sale_salesman_all_leads", "stock.group_stock_user"],
    "sales": ["sales_team.group_sale_salesman"],
    "warehouse": ["stock.group_stock_user"],
    "quality": ["stock.group_stock_user"],
    "workshop": ["stock.group_stock_user"],
    "engineering": ["base.group_user"],
    "purchasing": ["base.group_user"],
    "finance": ["account.group_account_invoice"],
    "manager": [
        "sales_team.group_sale_manager",
        "stock.group_stock_manager",
        "account.group_account_manager",
    ],
}
NAMES = {
    "service": "Emma Lin",
    "sales": "Marco Rossi",
    "warehouse": "Li Wei 李伟",
    "quality": "Zhang Min 张敏",
    "workshop": "Tom Becker",
    "engineering": "Chen Jun 陈军",
    "purchasing": "Anna Novak",
    "finance": "Wang Fang 王芳",
    "manager": "Helen Zhou",
}


def set_up_company(env):
    """Perpetual average cost on a generic chart of accounts; every department's stock feature."""
    company = env.company
    company.write(
        {
            "name": "Precision Drives Ltd.",
            "street": "88 Jinke Road",
            "city": "Shanghai",
            "zip": "201203",
            "country_id": env.ref("base.cn").id,
            "phone": "+86 21 5080 1234",
            "email": "after-sales@precision-drives.example",
        }
    )
    warehouses = env["stock.warehouse"].search([("company_id", "=", company.id)])
    warehouses[:1].name = company.name
    if not company.chart_template:
        env["account.chart.template"].try_loading("generic_coa", company, install_demo=False)
    company.write({"inventory_valuation": "real_time", "cost_method": "average"})
    if "stock_move_sms_validation" in company:
        company.stock_move_sms_validation = False
    features = ["stock.group_production_lot", "stock.group_stock_multi_locations"]
    for feature in features + ["stock.group_tracking_owner"]:
        env.ref("base.group_user").write({"implied_ids": [Command.link(env.ref(feature).id)]})
    return company


def create_users(env, logins):
    """One user per department: {department: user}."""
    users = {}
    for _label, login, password in logins:
        if login not in CORE_GROUPS:
            continue
        groups = [f"rma_repair.group_{login}", *CORE_GROUPS[login]]
        users[login] = (
            env["res.users"]
            .with_context(no_reset_password=True)
            .create(
                {
                    "name": NAMES[login],
                    "login": login,
                    "password": password,
                    "email": f"{login}@precision-drives.example",
                    "group_ids": [Command.link(env.ref(group).id) for group in groups],
                }
            )
        )
    return users


def name_8d_people(company, users):
    """Who leads, sponsors and oversees 8D reports that open by themselves."""
    company.write(
        {
            "rma_8d_leader_id": users["quality"].id,
            "rma_8d_sponsor_id": users["manager"].id,
            "rma_8d_manager_id": users["manager"].id,
            "rma_8d_purchaser_id": users["purchasing"].id,
        }
    )


def set_up_workshop(env, users):
    """A technician with a cost rate, and what the customer pays for work outside warranty."""
    env["rma.technician"].create({"user_id": users["workshop"].id, "cost_rate": 28.0})
    company = env.company
    company.rma_labour_rate = 25.0
    company.rma_labour_product_id.list_price = 60.0
    company.rma_diagnosis_product_id.list_price = 25.0
    company.rma_freight_product_id.list_price = 15.0


def create_products(env):
    """A servo drive and a controller with serials, an oil with lots: {key: product}."""
    rows = {
        "drive": ("Servo Drive SD-200", "SD-200", "serial", 480.0, 260.0),
        "controller": ("Motion Controller CX-10", "CX-10", "serial", 920.0, 510.0),
        "oil": ("Gear Oil G5, 5 l", "G5", "lot", 65.0, 28.0),
    }
    category = env["product.category"].create({"name": "Drives"})
    products = env["product.product"].create(
        [
            {
                "name": name,
                "default_code": code,
                "categ_id": category.id,
                "type": "consu",
                "is_storable": True,
                "tracking": tracking,
                "list_price": price,
                "standard_price": cost,
                "invoice_policy": "delivery",
            }
            for name, code, tracking, price, cost in rows.values()
        ]
    )
    return dict(zip(rows, products, strict=True))


def create_customers(env):
    """A dealer, a Chinese factory and two trading companies: {key: partner}."""
    rows = {
        "dealer": {"name": "Northwind Automation Inc.", "city": "Chicago", "country": "base.us"},
        "factory": {"name": "上海新源机电有限公司", "city": "上海", "country": "base.cn"},
        "german": {"name": "Bergmann Antriebe GmbH", "city": "Stuttgart", "country": "base.de"},
        "trader": {"name": "Pacific Tools Trading", "city": "Singapore", "country": "base.sg"},
    }
    chinese = env["res.lang"]._lang_get("zh_CN")
    customers = env["res.partner"].create(
        [
            {
                "name": row["name"],
                "is_company": True,
                "city": row["city"],
                "country_id": env.ref(row["country"]).id,
                "email": f"{key}@customers.example",
                "phone": "+1 555 0100",
                "lang": "zh_CN" if key == "factory" and chinese else "en_US",
            }
            for key, row in rows.items()
        ]
    )
    return dict(zip(rows, customers, strict=True))
