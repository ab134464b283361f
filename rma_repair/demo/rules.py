"""What the demo company promises, how fast it is, and what it checks, in English and Chinese."""

from odoo import Command

POLICIES = [
    {
        "name": ("Warranty of drives, repair time given back", "驱动器保修，返还维修时间"),
        "kind": "warranty",
        "duration": 24,
        "unit": "month",
        "scope": "category",
        "gives_back_time": True,
    },
    {
        "name": ("Frame contract: exchange within 10 working days", "框架合同：10个工作日内换货"),
        "kind": "exchange",
        "duration": 10,
        "unit": "working_day",
        "scope": "factory",
    },
    {
        "name": ("Spring campaign: return within 30 days", "春季活动：30天无理由退货"),
        "kind": "return",
        "duration": 30,
        "unit": "day",
        "scope": "controller",
        "date_from": "2026-03-01",
        "date_to": "2026-05-31",
    },
]
DEADLINE_RULES = [
    {"step": "requested", "severity": "3", "duration": 4, "unit": "working_hour"},
    {"step": "inspected", "batch": "batch", "duration": 5, "unit": "working_day"},
    {"step": "decided", "duration": 10, "unit": "working_day"},
]
# English, Chinese, and what the item asks for.
DRIVE_ITEMS = [
    ("Housing and terminals intact", "外壳与端子完好", {"section": "appearance"}),
    ("Tamper seal photographed", "防拆标签已拍照", {"section": "appearance", "kind": "text"}),
    (
        "Output voltage at no load",
        "空载输出电压",
        {"kind": "measure", "unit": "V", "minimum": 23.5, "maximum": 24.5, "test": "standard"},
    ),
    (
        "Temperature after one hour at full load",
        "满载一小时后温度",
        {"kind": "measure", "unit": "°C", "maximum": 85, "test": "load"},
    ),
    ("Trips under full load", "满载跳闸", {"expected_answer": "no", "test": "load"}),
]
CONTROLLER_ITEMS = [
    ("Display and keys work", "显示屏与按键正常", {"test": "standard"}),
    ("Runs the test program for an hour", "连续运行测试程序一小时", {"test": "load"}),
]
PACKING_GUIDE = (
    "Use the original carton, pad every side with 5 cm of foam, put the slip on top.",
    "请使用原包装箱，四周填充5厘米泡沫，并将退货单放在最上面。",
)


def set_up(env, users, products, customers):
    """Policies, deadlines, checklists, accessories, and who answers for what."""
    env.company.write(
        {
            "rma_sales_director_id": users["manager"].id,
            "rma_general_manager_id": users["manager"].id,
            "rma_escalation_user_id": users["manager"].id,
            "rma_quality_user_id": users["quality"].id,
        }
    )
    _set_packing_guide(env.company, *PACKING_GUIDE)
    _create_policies(env, products, customers)
    env["rma.deadline.rule"].create(DEADLINE_RULES)
    drive, controller = products["drive"], products["controller"]
    _create_checklist(env, drive, "Servo drives, incoming", "伺服驱动器来件检验", DRIVE_ITEMS)
    _create_checklist(
        env, controller, "Motion controllers, incoming", "运动控制器来件检验", CONTROLLER_ITEMS
    )
    _create_accessory(env, controller)


def _set_packing_guide(company, english, chinese):
    """A page is translated term by term: written in Chinese, it would be Chinese for all."""
    company.with_context(lang="en_US").rma_packing_guide = f"<p>{english}</p>"
    if company.env["res.lang"]._lang_get("zh_CN"):
        terms = {"zh_CN": {english: chinese}}
        company.update_field_translations("rma_packing_guide", terms)


def _translate(record, name, english, chinese):
    """Write a translated field in English, and in Chinese where the database speaks it."""
    record.with_context(lang="en_US")[name] = english
    if record.env["res.lang"]._lang_get("zh_CN"):
        record.with_context(lang="zh_CN")[name] = chinese


def _create_policies(env, products, customers):
    scopes = {
        "category": {"categ_id": products["drive"].categ_id.id},
        "controller": {"product_tmpl_id": products["controller"].product_tmpl_id.id},
        "factory": {"partner_id": customers["factory"].id},
    }
    for row in POLICIES:
        terms = {key: value for key, value in row.items() if key not in ("name", "scope")}
        names = row["name"]
        policy = env["rma.policy"].create({**terms, **scopes[row["scope"]], "name": names[0]})
        _translate(policy, "name", *names)


def _create_checklist(env, product, name, chinese, rows):
    units = {"V": "V", "°C": "°C"}
    for unit in units:
        units[unit] = env["uom.uom"].search([("name", "=", unit)], limit=1) or env[
            "uom.uom"
        ].create({"name": unit})
    checklist = env["rma.checklist"].create(
        {
            "name": name,
            "product_tmpl_id": product.product_tmpl_id.id,
            "inspection_type": "incoming",
            "item_ids": [
                Command.create(_prepare_item_vals(number, english, asked, units))
                for number, (english, _chinese, asked) in enumerate(rows)
            ],
        }
    )
    _translate(checklist, "name", name, chinese)
    for item, (english, translated, _asked) in zip(checklist.item_ids, rows, strict=True):
        _translate(item, "name", english, translated)


def _prepare_item_vals(number, name, asked, units):
    limits = {key: asked[key] for key in ("minimum", "maximum") if key in asked}
    return {
        "name": name,
        "sequence": number,
        **{key: value for key, value in asked.items() if key not in (*limits, "unit")},
        **limits,
        **{f"has_{key}": True for key in limits},
        "uom_id": units[asked["unit"]].id if "unit" in asked else False,
    }


def _create_accessory(env, controller):
    plug = env["product.product"].create(
        {"name": "Power Plug PP-1", "default_code": "PP-1", "type": "consu", "list_price": 12.0}
    )
    _translate(plug.product_tmpl_id, "name", "Power Plug PP-1", "电源插头 PP-1")
    env["rma.product.accessory"].create(
        {
            "product_tmpl_id": controller.product_tmpl_id.id,
            "product_id": plug.id,
            "quantity": 2,
        }
    )
