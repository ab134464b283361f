from . import controllers, models, wizard


def _post_init_hook(env):
    """Give what exists already the locations and operation types returns need."""
    env = env(context={**env.context, "active_test": False})
    env["res.company"].search([])._create_missing_rma_records()
    env["stock.warehouse"].search([])._create_missing_rma_records()
