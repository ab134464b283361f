from odoo import models


class RmaDecisionDocuments(models.Model):
    _inherit = "rma.decision"
