"""What core looks up for every move and finds nothing: a return's moves are spared it."""

from odoo import api, models, tools
from odoo.tools import SQL

# Under this the transaction remembers which products have reordering rules: {product id: bool}.
REORDERED = "rma_repair.reordered_products"


class StockMove(models.Model):
    _inherit = "stock.move"

    def _push_apply(self):
        """No push rule begins where a return's goods arrive, nor above: none is looked for."""
        sources = self.env["stock.rule"]._get_push_sources()
        spared = self.filtered(
            lambda move: move.rma_operation
            and not move.move_dest_ids
            and sources.isdisjoint(map(int, move.location_dest_id.parent_path.split("/")[:-1]))
        )
        rest = self - spared
        return super(StockMove, rest)._push_apply() if rest else rest

    def _update_orderpoints(self):
        """Core looks for reordering rules at every change of a move: ours ask once per product."""
        ours = self.filtered("rma_operation")
        if not ours:
            return super()._update_orderpoints()
        reordered = self.env.cr.precommit.data.setdefault(REORDERED, {})
        if unknown := ours.product_id.filtered(lambda product: product.id not in reordered):
            reordered.update(self.env["stock.warehouse.orderpoint"]._has_rules(unknown.ids))
        spared = ours.filtered(lambda move: not reordered[move.product_id.id])
        return super(StockMove, self - spared)._update_orderpoints()


class StockRule(models.Model):
    _name = "stock.rule"
    _inherit = ["stock.rule", "rma.kept.mixin"]

    @api.model
    @tools.ormcache()
    def _get_push_sources(self):
        """Ids of the locations at which a push rule of any company begins."""
        rules = self.sudo().search([("action", "in", ("push", "pull_push"))])
        return frozenset(rules.location_src_id.ids)


class StockWarehouse(models.Model):
    _inherit = "stock.warehouse"

    @api.model
    def _get_partner_locations(self):
        """As core's, which asks at every move whether these two locations still exist."""
        customers, suppliers = self._get_partner_location_ids()
        locations = self.env["stock.location"]
        return locations.browse(customers), locations.browse(suppliers)

    @api.model
    @tools.ormcache()
    def _get_partner_location_ids(self):
        customers, suppliers = super()._get_partner_locations()
        return customers.id, suppliers.id


class StockLocation(models.Model):
    _name = "stock.location"
    _inherit = ["stock.location", "rma.kept.scope.mixin"]


class StockWarehouseOrderpoint(models.Model):
    _inherit = "stock.warehouse.orderpoint"

    @api.model
    def _has_rules(self, product_ids):
        """Which of these products have active reordering rules: {product id: bool}."""
        self.flush_model(["product_id", "active"])
        query = """
            SELECT product_id FROM stock_warehouse_orderpoint
             WHERE active AND product_id = ANY(%s)
        """
        found = self.env.execute_query(SQL(query, product_ids))
        return dict.fromkeys(product_ids, False) | {product_id: True for (product_id,) in found}

    @api.model_create_multi
    def create(self, vals_list):
        self.env.cr.precommit.data.pop(REORDERED, None)
        return super().create(vals_list)

    def write(self, vals):
        if not {"active", "product_id"}.isdisjoint(vals):
            self.env.cr.precommit.data.pop(REORDERED, None)
        return super().write(vals)
