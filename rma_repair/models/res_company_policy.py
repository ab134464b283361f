"""What a company sets about requests: thresholds, who approves, whose clock counts."""

from datetime import datetime, time, timedelta

import pytz

from odoo import api, fields, models
from odoo.exceptions import ValidationError

AUTHORITIES = [
    ("sales_director", "Sales Director"),
    ("general_manager", "General Manager"),
]


class ResCompany(models.Model):
    _inherit = "res.company"

    rma_batch_product_quantity = fields.Integer(
        "Batch: Units of One Model",
        default=50,
        help="From so many units of one product, by one customer on one day, a return is a batch. "
        "Zero: never.",
    )
    rma_batch_total_quantity = fields.Integer(
        "Batch: Units in Total",
        default=100,
        help="From so many units, by one customer on one day, a return is a batch. Zero: never.",
    )
    rma_duplicate_days = fields.Integer(
        "Duplicate Warning Days",
        default=30,
        help="Warn of a request whose serial, or whose customer and product, was asked for within "
        "so many days. Zero: never.",
    )
    rma_reminder_hours = fields.Integer(
        "Remind Before",
        default=4,
        help="So many hours before a deadline the responsible gets an activity.",
    )
    rma_sales_director_id = fields.Many2one(
        "res.users",
        "Sales Director",
        domain="[('share', '=', False)]",
        help="Approves batch returns and requests outside the policies.",
    )
    rma_general_manager_id = fields.Many2one(
        "res.users",
        "General Manager",
        domain="[('share', '=', False)]",
        help="Approves quality incidents and recalls.",
    )
    rma_escalation_user_id = fields.Many2one(
        "res.users",
        "After-sales Manager",
        domain="[('share', '=', False)]",
        help="Gets an activity for every case whose deadline has passed.",
    )

    @api.constrains(
        "rma_batch_product_quantity", "rma_batch_total_quantity", "rma_duplicate_days",
        "rma_reminder_hours",
    )  # fmt: skip
    def _check_rma_numbers(self):
        for company in self:
            numbers = (
                company.rma_batch_product_quantity,
                company.rma_batch_total_quantity,
                company.rma_duplicate_days,
                company.rma_reminder_hours,
            )
            if min(numbers) < 0:
                raise ValidationError(
                    self.env._(
                        "The after-sales limits of %(company)s can not be negative.",
                        company=company.name,
                    )
                )

    def _rma_get_zone(self):
        """The time zone in which this company's days begin: that of its working hours."""
        self.ensure_one()
        company = self.sudo()._recall()
        zone = company.resource_calendar_id._rma_get_zone_name() or company.partner_id.tz
        return pytz.timezone(zone or "UTC")

    def _rma_local_date(self, moment):
        """The company's calendar day of a moment in UTC; False for none."""
        if not moment:
            return False
        return pytz.utc.localize(moment).astimezone(self._rma_get_zone()).date()

    def _rma_end_of_day(self, date):
        """The last second, in UTC, of the company's calendar day."""
        midnight = datetime.combine(date + timedelta(days=1), time.min)
        local = self._rma_get_zone().localize(midnight) - timedelta(seconds=1)
        return local.astimezone(pytz.utc).replace(tzinfo=None)

    def _rma_get_authority(self, authority):
        """The user who holds `authority` (see AUTHORITIES) in this company, if named."""
        self.ensure_one()
        return self.sudo()[f"rma_{authority}_id"]

    def _rma_get_manager(self):
        """Who answers for late cases: the after-sales manager named, or the first of the group."""
        self.ensure_one()
        group = self.env.ref("rma_repair.group_manager").sudo()
        members = group.all_user_ids.filtered(
            lambda user: self in user.company_ids and not user.share
        )
        return self.sudo().rma_escalation_user_id or members.sorted("id")[:1]


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    rma_batch_product_quantity = fields.Integer(
        related="company_id.rma_batch_product_quantity", readonly=False
    )
    rma_batch_total_quantity = fields.Integer(
        related="company_id.rma_batch_total_quantity", readonly=False
    )
    rma_duplicate_days = fields.Integer(related="company_id.rma_duplicate_days", readonly=False)
    rma_reminder_hours = fields.Integer(related="company_id.rma_reminder_hours", readonly=False)
    rma_sales_director_id = fields.Many2one(
        related="company_id.rma_sales_director_id", readonly=False
    )
    rma_general_manager_id = fields.Many2one(
        related="company_id.rma_general_manager_id", readonly=False
    )
    rma_escalation_user_id = fields.Many2one(
        related="company_id.rma_escalation_user_id", readonly=False
    )
