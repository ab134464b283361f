from odoo import api, fields, models
from odoo.fields import Domain


class StockLocation(models.Model):
    _inherit = "stock.location"

    is_customer_property = fields.Boolean(
        "Customers' Property",
        compute="_compute_is_customer_property",
        store=True,
        readonly=False,
        recursive=True,
        help="What lies here belongs to customers: it never counts in the stock value. Locations "
        "below follow.",
    )

    @api.depends("location_id.is_customer_property")
    def _compute_is_customer_property(self):
        for location in self:
            parent = location.location_id
            location.is_customer_property = (parent or location).is_customer_property

    def _should_be_valued(self):
        # Under FIFO core counts owned goods of valued locations in the stock value.
        return super()._should_be_valued() and not self.is_customer_property

    def _search_is_valued(self, operator, value):
        domain = Domain(super()._search_is_valued(operator, value))
        is_valued = (operator == "=") == bool(value)
        own = Domain("is_customer_property", "=", not is_valued)
        return domain & own if is_valued else domain | own
