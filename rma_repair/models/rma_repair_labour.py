from odoo import api, fields, models
from odoo.exceptions import UserError

from .field_groups import REPAIR_COST_READERS

LABOUR_KINDS = [("diagnosis", "Diagnosis"), ("repair", "Repair"), ("control", "Control")]


class RmaRepairLabour(models.Model):
    """A stretch of somebody's work on one repair, by timer or by hand, at his rate of that day."""

    _name = "rma.repair.labour"
    _description = "Repair Labor"
    _order = "date_start desc, id desc"

    repair_id = fields.Many2one("repair.order", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="repair_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    user_id = fields.Many2one(
        "res.users",
        "Technician",
        required=True,
        index=True,
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
    )
    kind = fields.Selection(LABOUR_KINDS, required=True, default="repair")
    date_start = fields.Datetime("Start", required=True, default=fields.Datetime.now)
    date_end = fields.Datetime("End")
    hours = fields.Float(
        compute="_compute_hours", inverse="_inverse_hours", store=True, readonly=False
    )
    name = fields.Char("Description")
    cost_rate = fields.Monetary(
        "Cost per Hour",
        compute="_compute_cost_rate",
        store=True,
        readonly=False,
        groups=REPAIR_COST_READERS,
    )
    cost = fields.Monetary(compute="_compute_cost", store=True, groups=REPAIR_COST_READERS)

    _dates_ordered = models.Constraint(
        "CHECK(date_end IS NULL OR date_end >= date_start)", "Work ends after it starts."
    )
    _running_uniq = models.UniqueIndex(
        "(user_id) WHERE date_end IS NULL", "A timer of this technician is running already."
    )

    @api.depends("date_start", "date_end")
    def _compute_hours(self):
        for labour in self:
            if labour.date_start and labour.date_end:
                labour.hours = (labour.date_end - labour.date_start).total_seconds() / 3600
            else:
                labour.hours = 0.0

    def _inverse_hours(self):
        for labour in self:
            if labour.hours:
                labour.date_end = fields.Datetime.add(
                    labour.date_start, seconds=round(labour.hours * 3600)
                )

    @api.depends("user_id", "repair_id")
    def _compute_cost_rate(self):
        for company, lines in self.grouped(lambda line: line.repair_id.company_id).items():
            rates = self.env["rma.technician"]._get_rates(lines.user_id, company)
            for labour in lines:
                labour.cost_rate = rates[labour.user_id.id]

    @api.depends("hours", "cost_rate")
    def _compute_cost(self):
        for labour in self:
            labour.cost = labour.hours * labour.cost_rate

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if vals.get("hours") and not vals.get("date_end"):
                start = fields.Datetime.to_datetime(vals.get("date_start")) or fields.Datetime.now()
                end = fields.Datetime.add(start, seconds=round(vals.pop("hours") * 3600))
                vals.update(date_start=start, date_end=end)
        lines = super().create(vals_list)
        lines._check_repairs_open()
        return lines

    def write(self, vals):
        self._check_repairs_open()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_ended(self):
        self._check_repairs_open()

    def _check_repairs_open(self):
        """Repair work is noted while its repair runs; what was noted stays once it ended."""
        for labour in self if not self.env.su else ():
            repair = labour.repair_id
            early = labour.kind == "diagnosis" and repair.state in ("draft", "confirmed")
            if repair.state != "under_repair" and not early:
                raise UserError(
                    self.env._(
                        "%(repair)s is not under repair: only its diagnosis can be noted before, "
                        "and nothing after.",
                        repair=repair.name,
                    )
                )
