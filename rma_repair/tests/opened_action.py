"""What the web client asks of the server when a user opens an action."""

from datetime import datetime

from lxml import etree

from odoo.fields import Domain
from odoo.tools.safe_eval import safe_eval


class OpenedAction:
    """An action opened by a user: each of its views, with the records of its default search."""

    def __init__(self, action, user):
        self.action = action.with_user(user)
        self.env = self.action.env(context={"allowed_company_ids": user.company_ids.ids})

    def open(self):
        """Load the views and read what each shows first; server actions lead to another one."""
        values = self._load()
        if values.get("res_model"):
            self._open_window(values)

    def _load(self):
        values = self.action.sudo().read()[0]
        if values["type"] == "ir.actions.server":
            values = self.env["ir.actions.server"].browse(self.action.id).run()
        return values

    def _open_window(self, values):
        self.context = self._eval(values.get("context") or "{}")
        model = self.env[values["res_model"]].with_context(**self.context)
        views = values.get("views") or [(False, mode) for mode in values["view_mode"].split(",")]
        search = values.get("search_view_id")
        wanted = [*views, (search[0] if search else False, "search")]
        found = model.get_views([list(view) for view in wanted])["views"]
        if not model._transient:
            domain = Domain(self._eval(values.get("domain") or "[]"))
            domain &= self._get_searched(found.pop("search")["arch"])
            for kind, view in found.items():
                self._read(model, domain, kind, etree.fromstring(view["arch"]))

    def _eval(self, expression):
        """A domain or context, which may be written in Python."""
        if not isinstance(expression, str):
            return expression
        now = {"uid": self.env.uid, "context_today": datetime.now, "datetime": datetime}
        names = {"active_id": False, "active_ids": [], "context": {}, "time": None}
        return safe_eval(expression, {**names, **now, "allowed_company_ids": []})

    def _get_searched(self, arch):
        """The domain of the filters that are on from the start."""
        filters = {node.get("name"): node for node in etree.fromstring(arch).iter("filter")}
        chosen = [
            filters[key.removeprefix("search_default_")]
            for key, value in self.context.items()
            if value and key.removeprefix("search_default_") in filters
        ]
        return Domain.AND(self._eval(node.get("domain") or "[]") for node in chosen)

    def _read(self, model, domain, kind, arch):
        """The records, or the sums, that a view of `kind` shows."""
        fields = [node for node in arch.iter("field") if not self._is_inside(node, arch)]
        names = [node.get("name") for node in fields]
        if kind in ("pivot", "graph"):
            measures = [n.get("name") for n in fields if n.get("type") == "measure"]
            groups = [self._get_group(model, n) for n in fields if n.get("type") in ("row", "col")]
            aggregates = [f"{name}:sum" for name in measures if name in model._fields]
            model.formatted_read_group(domain, groups, [*aggregates, "__count"])
        elif kind in ("list", "kanban", "form", "calendar", "activity"):
            model.web_search_read(domain, {name: {} for name in names}, limit=80)

    def _get_group(self, model, node):
        """What is grouped by: dates by the view's interval, which is a month if nothing is said."""
        name = node.get("name")
        is_date = model._fields[name].type in ("date", "datetime")
        return f"{name}:{node.get('interval', 'month')}" if is_date else name

    def _is_inside(self, node, arch):
        """Whether a field belongs to a view inside this one."""
        parents = node.iterancestors("field", "groupby")
        return any(parent is not arch for parent in parents)
