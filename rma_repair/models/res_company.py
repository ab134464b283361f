from odoo import api, fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    rma_view_location_id = fields.Many2one(
        "stock.location",
        "Returns",
        copy=False,
        check_company=True,
        help="Parent of the warehouses' locations for customers' returns.",
    )
    rma_warranty_location_id = fields.Many2one(
        "stock.location",
        "Warranty Replacements Location",
        copy=False,
        check_company=True,
        help="Customer location of free replacements; its account collects the warranty cost.",
    )
    rma_parts_location_id = fields.Many2one(
        "stock.location",
        "Warranty Parts Location",
        copy=False,
        check_company=True,
        help="Production location of warranty repairs; its account collects the parts' cost.",
    )
    rma_loss_location_id = fields.Many2one(
        "stock.location",
        "Returns Loss Location",
        copy=False,
        check_company=True,
        help="Scrapped returns end here; its account collects the loss.",
    )
    rma_vendor_location_id = fields.Many2one(
        "stock.location",
        "Returns at Vendors Location",
        copy=False,
        check_company=True,
        help="Vendor location of taken-over units; its account holds their value until the vendor "
        "credits it there.",
    )
    rma_compensation_product_id = fields.Many2one(
        "product.product",
        "After-sales Allowance",
        copy=False,
        check_company=True,
        domain="[('type', '=', 'service')]",
        help="Service product on the credit notes of compensations.",
    )

    def _create_per_company_locations(self):
        result = super()._create_per_company_locations()
        self._create_missing_rma_records()
        return result

    def _create_missing_rma_records(self):
        """Give these companies the locations and the product returns need, where they lack them.

        May be called any number of times; never touches what is set.
        """
        product = self.env.ref("rma_repair.product_allowance", raise_if_not_found=False)
        for company in self:
            company._create_missing_rma_locations()
            if product and not company.rma_compensation_product_id:
                company.rma_compensation_product_id = product

    def _create_missing_rma_locations(self):
        """Create the company's locations that are not there yet, with the chart's account."""
        self.ensure_one()
        wanted = {**self._get_rma_location_values(), **self._get_rma_vendor_values()}
        missing = {name: vals for name, vals in wanted.items() if not self[name]}
        locations = self.env["stock.location"].create(
            [{"company_id": self.id, **vals} for vals in missing.values()]
        )
        self.write({name: location.id for name, location in zip(missing, locations, strict=True)})
        self._set_missing_rma_accounts(locations)

    def _get_rma_location_values(self):
        """Values of the company's locations by field.

        The cost locations lie below core's own of the same usage: core takes the first by name
        for new operation types, and routes to the customers must reach the replacements.
        """
        self.ensure_one()
        customers = self.env.ref("stock.stock_location_customers", raise_if_not_found=False)
        returns = {
            "name": self.env._("Returns"),
            "usage": "view",
            "is_customer_property": True,
        }
        warranty = {
            "name": self.env._("Warranty Replacements"),
            "usage": "customer",
            "location_id": customers.id if customers else False,
        }
        return {
            "rma_view_location_id": returns,
            "rma_warranty_location_id": warranty,
            "rma_parts_location_id": self._prepare_cost_location_vals(
                self.env._("Warranty Parts"), "production"
            ),
            "rma_loss_location_id": self._prepare_cost_location_vals(
                self.env._("Returns Loss"), "inventory"
            ),
        }

    def _prepare_cost_location_vals(self, name, usage):
        parent = self._get_first_location(usage)
        return {"name": name, "usage": usage, "location_id": parent.id}

    def _get_rma_vendor_values(self):
        """Values of the location where taken-over units wait for their vendor's credit."""
        vendors = self.env.ref("stock.stock_location_suppliers", raise_if_not_found=False)
        return {
            "rma_vendor_location_id": {
                "name": self.env._("Returns at Vendors"),
                "usage": "supplier",
                "location_id": vendors.id if vendors else False,
            }
        }

    def _get_first_location(self, usage):
        """Core's own location of that usage: the company's oldest."""
        return self.env["stock.location"].search(
            [("usage", "=", usage), ("company_id", "=", self.id)], order="id", limit=1
        )

    def _set_missing_rma_accounts(self, locations=None):
        """Give the cost locations without an account the chart's expense account."""
        for company in self:
            account = company.expense_account_id or company.root_id.expense_account_id
            costs = company._get_rma_cost_locations()
            if locations is not None:
                costs &= locations
            if account:
                costs.filtered(lambda location: not location.valuation_account_id).write(
                    {"valuation_account_id": account.id}
                )

    def _get_rma_cost_locations(self):
        return (
            self.rma_warranty_location_id
            | self.rma_parts_location_id
            | self.rma_loss_location_id
            | self.rma_vendor_location_id
        )


class AccountChartTemplate(models.AbstractModel):
    _inherit = "account.chart.template"

    @api.model
    def _post_load_data(self, template_code, company, template_data):
        result = super()._post_load_data(template_code, company, template_data)
        (company or self.env.company)._set_missing_rma_accounts()
        return result
