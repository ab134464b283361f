"""What the web client asks the server for, derived from the views themselves."""

from datetime import date
from functools import cached_property

from lxml import etree

from odoo.tools.safe_eval import safe_eval

ALWAYS = ("1", "True")
X2MANY = ("one2many", "many2many")
NAME = {"fields": {"display_name": {}}}
AGGREGATED = ("float", "integer", "monetary")
LIMITS = {"list": 80, "kanban": 40, "activity": 100}


class Page:
    """An action's page of one view type, as its user opens it."""

    def __init__(self, env, action, view_type):
        self.env, self.view_type = env, view_type
        self.model = env[action.res_model].with_context(**self.read(action.context, {}))
        view_id = dict((mode, view) for view, mode in action.views).get(view_type, False)
        self.arch = etree.fromstring(self.model.get_view(view_id, view_type)["arch"])
        search = self.model.get_view(action.search_view_id.id or False, "search")
        self.search = etree.fromstring(search["arch"])
        defaults = [
            name.removeprefix("search_default_")
            for name, value in self.model.env.context.items()
            if name.startswith("search_default_") and value
        ]
        self.filters = [self.search.find(f".//filter[@name='{name}']") for name in defaults]
        self.record = None
        self.own_domain = self.domain = read_domain(env, action) or self.read(action.domain, [])
        for node in self.filters:
            if node is not None and node.get("domain"):
                self.domain = self.domain + self.read_domain(node)

    def read_domain(self, node):
        return self.read(node.get("domain"), [])

    def get_groupby(self):
        """The group the page opens with: of its filters, of its action, or of the view."""
        for node in self.filters:
            if node is not None and (name := self.read_group(node)):
                return name
        group = self.model.env.context.get("group_by") or self.arch.get("default_group_by")
        return group[0] if isinstance(group, list) else group

    def read_group(self, node):
        """The field a filter groups by; dates by month."""
        name = self.read(node.get("context"), {}).get("group_by")
        name = name[0] if isinstance(name, list) else name
        field = self.model._fields.get((name or "").split(":")[0])
        if field is None or field.type == "properties":
            return False
        is_date = field.type in ("date", "datetime")
        return f"{name}:month" if is_date and ":" not in name else name

    @cached_property
    def specification(self):
        return specify(self.model, self.arch)

    @cached_property
    def aggregates(self):
        """The aggregates the client asks for: of amounts also by currency."""
        aggregates = {}
        names = self._get_summed()
        described = self.model.fields_get(names, ["type", "aggregator", "currency_field"])
        for name, field in described.items() if names else ():
            if field.get("aggregator") and field["type"] in AGGREGATED:
                aggregates[f"{name}:{field['aggregator']}"] = True
                if currency := field.get("currency_field"):
                    aggregates[f"{currency}:array_agg_distinct"] = True
                    aggregates[f"{name}:sum_currency"] = True
        return list(aggregates)

    def _get_summed(self):
        """All columns of a list, the measures of an analysis, what a board's bar sums up."""
        if self.view_type == "list":
            fields = self.arch.iter("field")
            return [node.get("name") for node in fields if not is_nested(node, self.arch)]
        if self.view_type == "kanban":
            return [bar.get("sum_field") for bar in self.arch.iter("progressbar")]
        names = [node.get("name") for node in self.arch if node.get("type") == "measure"]
        return names[:1] if self.view_type == "graph" else names

    def get_dimensions(self, kind):
        """What a pivot (`kind` row or col) or a graph (None) groups by; dates by month."""
        dimensions = []
        for node in self.arch.iter("field"):
            name, field = node.get("name"), self.model._fields.get(node.get("name"))
            if field is not None and node.get("type") == kind:
                interval = node.get("interval", "month")
                is_date = field.type in ("date", "datetime")
                dimensions.append(f"{name}:{interval}" if is_date else name)
        return dimensions

    def read(self, text, default):
        """A domain or context of a view, as the client evaluates it."""
        if not text:
            return default
        context = {
            "uid": self.env.uid,
            "active_id": False,
            "active_ids": [],
            "allowed_company_ids": self.env.companies.ids,
            "context": {},
            "current_date": str(date.today()),
            "context_today": date.today,
        }
        return safe_eval(text, context)


def read_domain(env, action):
    """The domain that a server action of the menus gives to this window action, or None."""
    servers = env["ir.actions.server"].sudo()
    for server in servers.search([("code", "=like", "action = model.action_view_%")]):
        opened = server.run()
        if opened["id"] == action.id:
            return opened["domain"]
    return None


def specify(model, arch):
    """The specification `web_read` gets for a view: its fields, and lists within lists."""
    specification = {}
    for node in arch.iter("field"):
        if is_nested(node, arch) or node.get("name") not in model._fields:
            continue
        field = model._fields[node.get("name")]
        is_shown = (
            node.get("invisible") not in ALWAYS and node.get("column_invisible") not in ALWAYS
        )
        if not is_shown and field.relational:
            specification.setdefault(field.name, {})
        elif field.type == "many2one":
            specification[field.name] = NAME
        elif field.type in X2MANY:
            specification[field.name] = _specify_rows(model, node, field)
        else:
            specification[field.name] = {}
    return specification


def _specify_rows(model, node, field):
    inner = next((child for child in node if child.tag in ("list", "kanban")), None)
    if inner is None:
        return NAME if field.type == "many2many" else {"fields": {}}
    return {"fields": specify(model.env[field.comodel_name], inner), "limit": 40}


def is_nested(node, arch):
    """Whether a field stands in the view of another field."""
    parent = node.getparent()
    while parent is not None and parent is not arch:
        if parent.tag == "field" or parent.tag == "groupby":
            return True
        parent = parent.getparent()
    return False
