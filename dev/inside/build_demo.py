"""Run in an Odoo shell: play the demo company's story and say what came of it."""

from odoo.addons.rma_repair.demo import company

company.build(env)  # noqa: F821
env.cr.commit()  # noqa: F821
company.print_summary(env)  # noqa: F821
