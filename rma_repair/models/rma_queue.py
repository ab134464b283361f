import ast

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from .rma_case_triage import DEPARTMENTS

QUEUE_DEPARTMENTS = [*DEPARTMENTS, ("finance", "Finance"), ("manager", "Manager")]


class RmaQueue(models.Model):
    """Work that waits for a department: what it is, how many, how many of them late.

    The overview shows a user the queues of his departments; each opens on its records. Counted is
    what the user may read, and no more.
    """

    _name = "rma.queue"
    _description = "RMA Queue"
    _order = "department, sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    department = fields.Selection(
        QUEUE_DEPARTMENTS, required=True, group_expand="_expand_departments"
    )
    group_id = fields.Many2one("res.groups", compute="_compute_group_id", store=True, index=True)
    res_model = fields.Char("Model", required=True)
    domain = fields.Char(required=True, default="[]")
    late_domain = fields.Char(help="Which of them are late.")
    action_xmlid = fields.Char("Action", help="Its views and search; empty: the model's own.")
    icon = fields.Char(default="fa-inbox")
    help_text = fields.Char("Hint", translate=True)
    is_readable = fields.Boolean(
        compute="_compute_is_readable",
        search="_search_is_readable",
        help="Whether the user may read records of this kind.",
    )
    count = fields.Integer(compute="_compute_count")
    late_count = fields.Integer(compute="_compute_count")

    @api.depends("department")
    def _compute_group_id(self):
        for queue in self:
            queue.group_id = self.env.ref(f"rma_repair.group_{queue.department}")

    @api.depends("res_model")
    @api.depends_context("uid")
    def _compute_is_readable(self):
        for queue in self:
            queue.is_readable = self.env[queue.res_model].has_access("read")

    def _search_is_readable(self, operator, value):
        if operator != "in":
            return NotImplemented
        models = {name for (name,) in self.sudo()._read_group([], ["res_model"])}
        return [("res_model", "in", [name for name in models if self.env[name].has_access("read")])]

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_count(self):
        for queue in self:
            model = self.env[queue.res_model]
            if not queue.is_readable:
                queue.count = queue.late_count = 0
                continue
            domain = queue._parse(queue.domain)
            queue.count = model.search_count(domain)
            late = queue.late_domain and domain & queue._parse(queue.late_domain)
            queue.late_count = model.search_count(late) if late and queue.count else 0

    @api.constrains("res_model", "domain", "late_domain")
    def _check_domains(self):
        for queue in self:
            if queue.res_model not in self.env:
                raise ValidationError(
                    self.env._("%(model)s is no model.", model=queue.res_model or "?")
                )
            for domain in (queue.domain, queue.late_domain):
                try:
                    queue._parse(domain).validate(self.env[queue.res_model])
                except (ValueError, SyntaxError) as error:
                    raise ValidationError(
                        self.env._("%(queue)s: %(error)s", queue=queue.name, error=error)
                    ) from error

    def _expand_departments(self, departments, domain):
        """A column for every department that has queues the user sees, and for no other."""
        found = set(self.search(domain).mapped("department"))
        return [key for key, _label in QUEUE_DEPARTMENTS if key in found]

    def _parse(self, text):
        """The domain written in `text`: a literal, dates in words, never code."""
        return Domain(ast.literal_eval(text or "[]"))

    def action_open(self):
        """Open the records of this queue."""
        self.ensure_one()
        action = self._get_action()
        action.update(
            name=self.name,
            display_name=self.name,
            domain=list(self._parse(self.domain)),
            context={"create": False},
            help=self.help_text,
        )
        action.pop("path", None)
        return action

    def _get_action(self):
        if self.action_xmlid and self.env.ref(self.action_xmlid, raise_if_not_found=False):
            return self.env["ir.actions.act_window"]._for_xml_id(self.action_xmlid)
        return {
            "type": "ir.actions.act_window",
            "res_model": self.res_model,
            "view_mode": "list,form",
            "views": [(False, "list"), (False, "form")],
        }
