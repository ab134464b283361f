"""What the web client asks the server for, derived from the views themselves."""

from lxml import etree

from odoo.tools.safe_eval import safe_eval

X2MANY = ("one2many", "many2many")
NAME = {"fields": {"display_name": {}}}
LIMITS = {"list": 80, "kanban": 40, "activity": 100}


class Page:
    """An action's page of one view type, as its user opens it."""

    def __init__(self, env, action, view_type):
        self.env, self.action, self.view_type = env, action, view_type
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
        self.domain = self.read(action.domain, [])
        for node in self.filters:
            if node is not None and node.get("domain"):
                self.domain = self.domain + self.read_domain(node)

    def read_domain(self, node):
        return self.read(node.get("domain"), [])

    def get_groupby(self):
        """The group the page opens with: of its filters, or of the view."""
        for node in self.filters:
            if node is not None and (name := self.read_group(node)):
                return name
        return self.arch.get("default_group_by")

    def read_group(self, node):
        """The field a filter groups by; dates by month."""
        name = self.read(node.get("context"), {}).get("group_by")
        name = name[0] if isinstance(name, list) else name
        if not name or name.split(":")[0] not in self.model._fields:
            return False
        is_date = self.model._fields[name.split(":")[0]].type in ("date", "datetime")
        return f"{name}:month" if is_date and ":" not in name else name

    def get_specification(self):
        return specify(self.model, self.arch)

    def get_measures(self):
        names = [
            node.get("name") for node in self.arch.iter("field") if node.get("type") == "measure"
        ]
        fields = self.model._fields
        return ["__count"] + [f"{name}:sum" for name in names if fields[name].store]

    def get_dimensions(self):
        names = [
            node.get("name") for node in self.arch.iter("field") if node.get("type") != "measure"
        ]
        is_date = {
            name: self.model._fields[name].type in ("date", "datetime")
            for name in names
            if name in self.model._fields
        }
        return [f"{name}:month" if is_date[name] else name for name in is_date]

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
        }
        return safe_eval(text, context)


def specify(model, arch):
    """The specification `web_read` gets for a view: its fields, and lists within lists."""
    specification = {}
    for node in arch.iter("field"):
        if _is_nested(node, arch) or node.get("name") not in model._fields:
            continue
        field = model._fields[node.get("name")]
        if field.type == "many2one":
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


def _is_nested(node, arch):
    """Whether a field stands in the view of another field."""
    parent = node.getparent()
    while parent is not None and parent is not arch:
        if parent.tag == "field" or parent.tag == "groupby":
            return True
        parent = parent.getparent()
    return False
