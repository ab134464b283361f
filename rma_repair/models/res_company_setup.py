"""What a company still lacks before returns can walk their whole road."""

from odoo import api, fields, models

# Without anybody in these departments, a return stops halfway.
NEEDED_DEPARTMENTS = ("service", "warehouse", "quality", "finance")


class ResCompany(models.Model):
    _inherit = "res.company"

    def _get_rma_setup_gaps(self):
        """What is missing for after-sales to work in this company: a list of sentences."""
        self.ensure_one()
        company = self.sudo().with_company(self)
        return [
            *company._get_rma_account_gaps(),
            *company._get_rma_place_gaps(),
            *company._get_rma_rule_gaps(),
            *company._get_rma_people_gaps(),
        ]

    def _get_rma_account_gaps(self):
        if not self.chart_template and not self.root_id.chart_template:
            return [
                self.env._(
                    "No chart of accounts: nothing can be credited, and the cost of replacements, "
                    "parts and scrap is posted nowhere. Choose one in the settings of Accounting."
                )
            ]
        gaps = []
        domain = [("company_id", "parent_of", self.ids), ("type", "=", "sale")]
        if not self.env["account.journal"].search_count(domain, limit=1):
            gaps.append(self.env._("No sales journal: credit notes have no place."))
        accountless = self._get_rma_cost_locations().filtered(
            lambda loc: not loc.valuation_account_id
        )
        if accountless and self.inventory_valuation == "real_time":
            gaps.append(
                self.env._(
                    "No account on %(locations)s: what goes there is not posted.",
                    locations=", ".join(accountless.mapped("name")),
                )
            )
        return gaps

    def _get_rma_place_gaps(self):
        gaps = []
        warehouses = self.env["stock.warehouse"].search([("company_id", "=", self.id)])
        if not warehouses.filtered("rma_location_id"):
            gaps.append(self.env._("No warehouse with a returns location: nothing can come back."))
        names = (
            "rma_warranty_location_id", "rma_parts_location_id", "rma_loss_location_id",
            "rma_vendor_location_id", "rma_compensation_product_id",
        )  # fmt: skip
        missing = [name for name in names if not self[name]]
        if missing:
            labels = [self._fields[name]._description_string(self.env) for name in missing]
            gaps.append(self.env._("Not set: %(fields)s.", fields=", ".join(labels)))
        return gaps

    def _get_rma_rule_gaps(self):
        here = [("company_id", "in", (False, self.id))]
        wanted = {
            "rma.policy": self.env._("No policy: no return, exchange or repair is promised."),
            "rma.deadline.rule": self.env._("No deadline rule: nothing is ever due."),
            "rma.authority": self.env._("No limit: only managers authorize what costs money."),
        }
        gaps = [
            sentence
            for model, sentence in wanted.items()
            if not self.env[model].search_count(here, limit=1)
        ]
        calendar = self.resource_calendar_id
        if not calendar or not calendar._rma_has_hours():
            gaps.append(
                self.env._("No working hours: deadlines in working days or hours never come.")
            )
        return gaps

    def _get_rma_people_gaps(self):
        groups = {key: self.env.ref(f"rma_repair.group_{key}") for key in NEEDED_DEPARTMENTS}
        empty = [
            group.name
            for group in groups.values()
            if not group.all_user_ids.filtered(lambda u: not u.share and self in u.company_ids)
        ]
        if not empty:
            return []
        return [
            self.env._(
                "Nobody is in %(departments)s: give somebody the group in the settings of users.",
                departments=", ".join(empty),
            )
        ]


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    rma_setup_gaps = fields.Text("Missing", compute="_compute_rma_setup_gaps")
    rma_policy_count = fields.Integer(compute="_compute_rma_setup_gaps")
    rma_deadline_rule_count = fields.Integer(compute="_compute_rma_setup_gaps")
    rma_authority_count = fields.Integer(compute="_compute_rma_setup_gaps")
    rma_checklist_count = fields.Integer(compute="_compute_rma_setup_gaps")

    @api.depends("company_id")
    def _compute_rma_setup_gaps(self):
        """What is missing, and how many rules there are, in the company of the settings."""
        for settings in self:
            company = settings.company_id
            settings.rma_setup_gaps = "\n".join(f"• {gap}" for gap in company._get_rma_setup_gaps())
            here = [("company_id", "in", (False, company.id))]
            for name in ("policy", "deadline_rule", "authority", "checklist"):
                model = self.env[f"rma.{name.replace('_', '.')}"].sudo()
                settings[f"rma_{name}_count"] = model.search_count(here)
