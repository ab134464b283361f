"""This addon, by its users: departments with their record rules, automations switched on."""

from odoo.addons.rma_repair.tests.phases import RmaPhases


class Ours(RmaPhases):
    name = "ours"
