"""Is it worth repairing? The numbers beside the choice, and the change of mind with its trail."""

from odoo import Command, api, fields, models

from .field_groups import REPAIR_COST_READERS


class RepairOrder(models.Model):
    _inherit = "repair.order"

    replacement_cost = fields.Monetary(
        compute="_compute_worth",
        compute_sudo=True,
        groups=REPAIR_COST_READERS,
        help="What another unit costs the company today.",
    )
    residual_value = fields.Monetary(
        compute="_compute_worth",
        compute_sudo=True,
        groups=REPAIR_COST_READERS,
        help="What the unit is worth repaired: its sales price, at the company's percentage for "
        "refurbished units.",
    )
    is_worth_repairing = fields.Boolean(
        compute="_compute_worth",
        compute_sudo=True,
        groups=REPAIR_COST_READERS,
        help="The estimate is below what another unit costs.",
    )

    @api.depends("product_id", "product_qty", "plan_hours", "move_ids.product_uom_qty")
    def _compute_worth(self):
        for repair in self:
            product = repair.product_id.with_company(repair.company_id)
            quantity = repair.product_uom._compute_quantity(
                repair.product_qty, product.uom_id, raise_if_failure=False
            )
            share = repair.company_id.rma_nrv_percent or 100
            repair.replacement_cost = product.standard_price * quantity
            repair.residual_value = product.lst_price * quantity * share / 100
            repair.is_worth_repairing = repair.estimated_cost <= repair.replacement_cost

    def action_redecide(self):
        """Open the choice of another disposition for these repairs."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Not Worth Repairing"),
            "res_model": "rma.repair.redecide",
            "view_mode": "form",
            "target": "new",
            "context": {"default_repair_ids": self.ids},
        }

    def _create_diagnosis_fee(self):
        """A draft order for the diagnosis of declined repairs, one per case, where the company
        charges it and it has a price.
        """
        orders = self.env["sale.order"]
        for case, repairs in self.grouped("rma_case_id").items():
            company = repairs.company_id
            service = company.rma_diagnosis_product_id
            if not company.rma_is_diagnosis_fee_due or not service.lst_price:
                continue
            version = max(repairs.quotation_ids.mapped("rma_version"), default=0) + 1
            orders |= orders.create(
                {
                    "partner_id": case.partner_id.id,
                    "company_id": company.id,
                    "warehouse_id": case.warehouse_id.id,
                    "origin": case.name,
                    "require_signature": False,
                    "require_payment": False,
                    "rma_is_diagnosis_fee": True,
                    "rma_version": version,
                    "rma_repair_ids": [Command.set(repairs.ids)],
                    "order_line": [
                        Command.create({"product_id": service.id, "product_uom_qty": len(repairs)})
                    ],
                }
            )
        return orders
