from odoo import api, models


class RmaFetchedWholeMixin(models.AbstractModel):
    """A model read from a statement whose ids stand in no index.

    Fetching a missing column by id counts the whole statement anew, and record rules ask for
    columns that a list does not show. So what is found is fetched with all its columns.
    """

    _name = "rma.fetched.whole.mixin"
    _description = "Records Fetched Whole"

    @api.model
    def search_fetch(self, domain, field_names=None, offset=0, limit=None, order=None):
        return super().search_fetch(domain, None, offset=offset, limit=limit, order=order)
