"""A company is read by every step and changed by hardly anybody: it is kept in memory.

Core fetches it anew for each click, with all of its columns (165 with ours): as much work as
creating a small document.
"""

from odoo import models


class ResCompany(models.Model):
    _name = "res.company"
    _inherit = ["res.company", "rma.kept.mixin"]
