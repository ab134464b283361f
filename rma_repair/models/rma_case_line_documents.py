from odoo import models


class RmaCaseLineDocuments(models.Model):
    _inherit = "rma.case.line"
