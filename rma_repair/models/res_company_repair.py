"""What a company sets for its workshop, and the locations that keep repair costs apart."""

from odoo import fields, models

# Field of the company -> XML id of the service it starts with.
REPAIR_SERVICES = {
    "rma_labour_product_id": "rma_repair.product_repair_labour",
    "rma_freight_product_id": "rma_repair.product_repair_freight",
    "rma_diagnosis_product_id": "rma_repair.product_repair_diagnosis",
}


class ResCompany(models.Model):
    _inherit = "res.company"

    rma_plan_hours = fields.Float(
        "Hours to Plan a Repair", default=8.0, help="Working hours from the decision to the plan."
    )
    rma_repair_days = fields.Integer(
        "Days to Repair", default=14, help="Promised by default, counted from the decision."
    )
    rma_labour_rate = fields.Monetary(
        "Labor Cost per Hour",
        help="What an hour costs where the technician has no rate.",
        groups="base.group_user",
    )
    rma_labour_product_id = fields.Many2one(
        "product.product", "Labor Service", copy=False, check_company=True
    )
    rma_freight_product_id = fields.Many2one(
        "product.product", "Return Freight Service", copy=False, check_company=True
    )
    rma_diagnosis_product_id = fields.Many2one(
        "product.product", "Diagnosis Service", copy=False, check_company=True
    )
    rma_is_diagnosis_fee_due = fields.Boolean(
        "Charge Diagnosis of Declined Repairs",
        default=True,
        help="The customer pays the diagnosis when he declines the quotation.",
    )
    rma_requote_percent = fields.Float(
        "Quote Again Above",
        default=10.0,
        help="Percentage by which a repair may pass the accepted quotation before work stops.",
    )
    rma_repeat_days = fields.Integer(
        "Days of a Repeat Repair",
        default=90,
        help="A serial that comes back this soon after its repair is a repeat repair.",
    )
    rma_repair_warranty_days = fields.Integer("Warranty on Repairs (Days)", default=90)
    rma_batch_size = fields.Integer(
        "Units of a Rework Batch",
        default=20,
        help="More repairs of one decision make a batch, released after its first piece.",
    )
    rma_recovered_percent = fields.Float(
        "Value of Recovered Parts",
        default=50.0,
        help="Percentage of its cost a part taken out of a unit enters stock with.",
    )
    rma_nrv_percent = fields.Float(
        "Net Realizable Value",
        default=0.0,
        help="Percentage of its sales price a refurbished unit is worth at most; 0 sets no limit.",
    )
    rma_paid_parts_location_id = fields.Many2one(
        "stock.location",
        "Charged Parts Location",
        copy=False,
        check_company=True,
        help="Production location of parts the customer pays for; no account, since the invoice "
        "brings their cost.",
    )
    rma_refurbish_location_id = fields.Many2one(
        "stock.location",
        "Refurbishing Location",
        copy=False,
        check_company=True,
        help="Units and parts pass it when taken-over units are refurbished; its account keeps "
        "what is written down.",
    )

    def _create_missing_rma_records(self):
        result = super()._create_missing_rma_records()
        for name, xmlid in REPAIR_SERVICES.items():
            if service := self.env.ref(xmlid, raise_if_not_found=False):
                self.filtered(lambda company, name=name: not company[name]).write(
                    {name: service.id}
                )
        return result

    def _get_rma_location_values(self):
        production = self._get_first_location("production").id
        return {
            **super()._get_rma_location_values(),
            "rma_paid_parts_location_id": {
                "name": self.env._("Charged Parts"),
                "usage": "production",
                "location_id": production,
            },
            "rma_refurbish_location_id": {
                "name": self.env._("Refurbishing"),
                "usage": "production",
                "location_id": production,
            },
        }

    def _get_rma_cost_locations(self):
        return super()._get_rma_cost_locations() | self.rma_refurbish_location_id


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    rma_plan_hours = fields.Float(related="company_id.rma_plan_hours", readonly=False)
    rma_repair_days = fields.Integer(related="company_id.rma_repair_days", readonly=False)
    rma_labour_rate = fields.Monetary(
        related="company_id.rma_labour_rate",
        readonly=False,
    )
    rma_labour_product_id = fields.Many2one(
        related="company_id.rma_labour_product_id", readonly=False
    )
    rma_freight_product_id = fields.Many2one(
        related="company_id.rma_freight_product_id", readonly=False
    )
    rma_diagnosis_product_id = fields.Many2one(
        related="company_id.rma_diagnosis_product_id", readonly=False
    )
    rma_is_diagnosis_fee_due = fields.Boolean(
        related="company_id.rma_is_diagnosis_fee_due", readonly=False
    )
    rma_requote_percent = fields.Float(related="company_id.rma_requote_percent", readonly=False)
    rma_repeat_days = fields.Integer(related="company_id.rma_repeat_days", readonly=False)
    rma_repair_warranty_days = fields.Integer(
        related="company_id.rma_repair_warranty_days", readonly=False
    )
    rma_batch_size = fields.Integer(related="company_id.rma_batch_size", readonly=False)
    rma_recovered_percent = fields.Float(related="company_id.rma_recovered_percent", readonly=False)
    rma_nrv_percent = fields.Float(related="company_id.rma_nrv_percent", readonly=False)
    rma_paid_parts_location_id = fields.Many2one(
        related="company_id.rma_paid_parts_location_id", readonly=False
    )
    rma_refurbish_location_id = fields.Many2one(
        related="company_id.rma_refurbish_location_id", readonly=False
    )
