"""Many serials moved at once: their quants are found, made and locked together, not one by one.

Core books each move line by itself: it locks the line's quant, inserts a missing one, and when a
line is planned looks it up twice. That is three to six queries per serial and move, and an RMA
moves a dealer's pallet several times. What core asks per line is asked here once for all lines;
the booking itself stays core's. Only RMA moves are treated so.
"""

from odoo import api, fields, models

KEY = ("product_id", "location_id", "lot_id", "package_id", "owner_id")


class StockMoveLine(models.Model):
    _inherit = "stock.move.line"

    @api.model_create_multi
    def create(self, vals_list):
        """Reserve what these lines plan with the quants looked up and locked in one go."""
        moves = self.env["stock.move"].browse([vals.get("move_id") for vals in vals_list])
        is_planned = all(move.rma_operation and move.state != "done" for move in moves)
        if not (moves and is_planned):
            return super().create(vals_list)
        batch = self.with_context(rma_holds_quants=True)
        if len(moves) > 1:
            found = batch.env["stock.quant"].sudo()._find_reserved(moves, vals_list)
            found[None].try_lock_for_update(allow_referencing=True)
            batch = batch.with_context(quants_cache=found)
        return super(StockMoveLine, batch).create(vals_list).with_env(self.env)

    def _action_done(self):
        """Book these lines on quants made and locked in one go."""
        if any(ml.move_id.rma_operation for ml in self):
            self = self.with_context(rma_holds_quants=True)  # noqa: PLW0642
            if len(self) > 1:
                self._lock_quants()
        return super()._action_done()

    def _lock_quants(self):
        """Make the quants that these lines will need, and lock all of them.

        As in core, rows that another transaction holds are not waited for: core books those lines
        on quants of their own.
        """
        quants = self.env["stock.quant"].sudo()
        booked = self.filtered(
            lambda ml: ml.product_id.is_storable and (ml.lot_id or ml.tracking == "none")
        )
        found = quants._find_many(
            booked.product_id, booked.location_id | booked.location_dest_id, booked.lot_id
        )
        keys = dict.fromkeys(booked._get_quant_keys(found))
        missing = [key for key in keys if not found[key]]
        needed = quants.union(*(found[key] for key in keys))
        needed.try_lock_for_update(allow_referencing=True)
        quants._create_empty(missing)

    def _get_quant_keys(self, found):
        """Where these lines take from and bring to: (product, place, lot, package, owner) ids.

        A line that core may take from goods without a number is left to core.
        """
        for ml in self:
            product, lot, owner = ml.product_id.id, ml.lot_id.id, ml.owner_id.id
            source = (ml.location_id.id, ml.package_id.id)
            untracked = found[product, source[0], False, source[1], owner]
            if not lot or not untracked:
                yield (product, source[0], lot, source[1], owner)
            yield (product, ml.location_dest_id.id, lot, ml.result_package_id.id, owner)


class StockQuant(models.Model):
    _inherit = "stock.quant"

    @api.model
    def _find_many(self, products, locations, lots):
        """Core's table of quants by key, read in one query each for the rows and their values."""
        found = self._get_quants_by_products_locations(
            products,
            locations,
            extra_domain=["|", ("lot_id", "in", lots.ids), ("lot_id", "=", False)],
        )
        # Core groups them one by one, which would read their values one by one.
        self.union(*found.values()).fetch([*KEY, "quantity", "reserved_quantity", "in_date"])
        return found

    @api.model
    def _find_reserved(self, moves, vals_list):
        """The quants that move lines of these values reserve, by key; all of them under None."""
        ids = {
            name: {vals[name] for vals in vals_list if vals.get(name)}
            for name in ("product_id", "location_id", "lot_id")
        }
        found = self._find_many(
            moves.product_id | moves.product_id.browse(ids["product_id"]),
            moves.location_id | moves.location_id.browse(ids["location_id"]),
            self.env["stock.lot"].browse(ids["lot_id"]),
        )
        found[None] = self.union(*found.values())
        return found

    def _create_empty(self, keys):
        """Insert quants of nothing for these keys, in one statement.

        Past core's `create`, which inserts one by one for the sake of its inventory mode.
        """
        now = fields.Datetime.now()
        vals_list = [
            {**dict(zip(KEY, key, strict=True)), "quantity": 0.0, "in_date": now} for key in keys
        ]
        if vals_list:
            self._get_held().update(models.BaseModel.create(self, vals_list).ids)

    def try_lock_for_update(self, *, allow_referencing=False, limit=None):
        """While RMA moves are booked a quant is locked once: a lock lasts as the transaction."""
        if not self.env.context.get("rma_holds_quants"):
            return super().try_lock_for_update(allow_referencing=allow_referencing, limit=limit)
        held = self._get_held()
        if limit == 1 and self and self[0].id in held:
            return self[0]
        locked = super().try_lock_for_update(allow_referencing=allow_referencing, limit=limit)
        held.update(locked.ids)
        return locked

    def _get_held(self):
        """Ids of the quants this transaction holds; forgotten where it rolls back, as the locks."""
        return self.env.cr.precommit.data.setdefault("rma_repair.held_quants", set())
