"""Run in an Odoo shell: bundle the web assets, so that the first page need not."""

env["ir.qweb"]._pregenerate_assets_bundles()  # noqa: F821
env.cr.commit()  # noqa: F821
