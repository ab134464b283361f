from odoo import api, models


class RmaCase(models.Model):
    _inherit = "rma.case"

    @api.model
    def get_import_templates(self):
        """The spreadsheet offered by Odoo's import: a return slip, one row per unit."""
        return [
            {
                "label": self.env._("Import Template for Returns"),
                "template": "/rma_repair/static/xls/rma_case_import_template.xlsx",
            }
        ]


class RmaCaseLine(models.Model):
    _inherit = "rma.case.line"

    @api.model_create_multi
    def create(self, vals_list):
        """An empty cell of an import means "by itself": the serial tells product and unit."""
        vals_list = [
            {
                name: value
                for name, value in vals.items()
                if value is not False or name not in ("product_id", "product_uom_id", "quantity")
            }
            for vals in vals_list
        ]
        return super().create(vals_list)
