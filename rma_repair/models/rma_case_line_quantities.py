"""How much of a line its stock moves did, and plan to do."""

from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .rma_case_line_documents import MOVE_DOCUMENTS

KEYS = {end: key for key, end in MOVE_DOCUMENTS.items()}
OPERATIONS = {operation: key for key, (operation, _usage) in MOVE_DOCUMENTS.items()}

# Counted at every step of a line, by the columns themselves: what the ORM asks besides (access,
# which nobody has to have here, and each link by a search of its own) cost more than the counting.
DONE = """
    SELECT moved.rma_line_id, move.rma_operation, place.usage, SUM(moved.quantity_product_uom)
      FROM stock_move_line moved
      JOIN stock_move move ON move.id = moved.move_id
      JOIN stock_location place ON place.id = moved.location_dest_id
     WHERE moved.rma_line_id IN %(ids)s
       AND moved.state = 'done'
       AND move.rma_operation IN %(operations)s
  GROUP BY moved.rma_line_id, move.rma_operation, place.usage
"""
# Of the steps of one delivery only the last one counts.
PLANNED = """
    WITH planned AS (
        SELECT id, rma_decision_id, rma_operation, rma_line_id, product_id, product_qty
          FROM stock_move
         WHERE rma_decision_id IN %(ids)s
           AND rma_operation IN %(operations)s
           AND state NOT IN ('done', 'cancel'))
    SELECT id, rma_decision_id, rma_operation, product_id, rma_line_id, product_qty
      FROM planned
     WHERE NOT EXISTS (
        SELECT FROM stock_move_move_rel step
          JOIN planned next ON next.id = step.move_dest_id
         WHERE step.move_orig_id = planned.id)
"""
# What shared moves move for lines that are known.
LINKED = """
    SELECT rma_line_id, move_id, SUM(quantity_product_uom)
      FROM stock_move_line
     WHERE move_id IN %(ids)s AND rma_line_id IS NOT NULL
  GROUP BY rma_line_id, move_id
"""
READ_COLUMNS = {
    "stock.move": (
        "rma_decision_id", "rma_operation", "rma_line_id", "product_id", "product_qty", "state"
    ),
    "stock.move.line": (
        "rma_line_id", "move_id", "location_dest_id", "quantity_product_uom", "state"
    ),
    "stock.location": ("usage",),
}  # fmt: skip


class RmaCaseLine(models.Model):
    _inherit = "rma.case.line"

    moved_quantities = fields.Json(
        compute="_compute_moved_quantities",
        compute_sudo=True,
        help="What the stock did and plans by document, in the product's unit.",
    )

    @api.depends(
        "quantity",
        "decision_id",
        "decision_id.move_ids.state",
        "decision_id.move_ids.product_uom_qty",
        "decision_id.move_ids.move_line_ids.rma_line_id",
        "decision_id.move_ids.move_line_ids.quantity",
        "move_line_ids.state",
        "move_line_ids.quantity",
    )
    def _compute_moved_quantities(self):
        """Counted by the move lines' link; planned moves that several lines share and that have
        no link yet serve the decision's lines in order.
        """
        planned, shared = self._get_planned_quantities()
        lines = self | self.decision_id.decided_line_ids if any(shared.values()) else self
        done = lines._get_done_quantities()
        keys = {key for _line, key in (*done, *planned)} | {
            key for _decision, key, _product in shared
        }
        quantities = defaultdict(dict)
        for line in lines.sorted("id") if keys else ():
            needed = line._get_product_quantity()
            for key in keys:
                made, linked = done[line.id, key], planned[line.id, key]
                pool = line.decision_id.id, key, line._get_product_of(key).id
                taken = min(max(needed - made - linked, 0.0), shared[pool])
                shared[pool] -= taken
                quantities[line][key] = (made, linked + taken)
        for line in self:
            line.moved_quantities = quantities.get(line)

    def _get_moved_quantities(self):
        """What the stock did and plans: {(line id, document): (done, planned)}, in the product's
        unit.
        """
        quantities = defaultdict(lambda: (0.0, 0.0))
        for line in self:
            for key, (done, planned) in (line.moved_quantities or {}).items():
                quantities[line.id, key] = (done, planned)
        return quantities

    def _get_done_quantities(self):
        """What the stock did: {(line id, document): quantity}, in the product's unit."""
        done = defaultdict(float)
        for line_id, operation, usage, quantity in self._query_moves(DONE, self.ids):
            if key := KEYS.get((operation, usage)):
                done[line_id, key] += quantity
        return done

    def _get_planned_quantities(self):
        """Open moves: by line, and what lines share by (decision id, document, product id)."""
        planned, shared = defaultdict(float), defaultdict(float)
        pools = {}
        for move_id, *pool, line_id, quantity in self._query_moves(PLANNED, self.decision_id.ids):
            decision_id, operation, product_id = pool
            key = OPERATIONS[operation]
            if line_id:
                planned[line_id, key] += quantity
            else:
                pools[move_id] = decision_id, key, product_id
                shared[pools[move_id]] += quantity
        for line_id, move_id, quantity in self._query_moves(LINKED, list(pools)):
            planned[line_id, pools[move_id][1]] += quantity
            shared[pools[move_id]] -= quantity
        return planned, shared

    def _query_moves(self, query, ids):
        """The rows of one of the statements above, for what has these ids."""
        if not ids:
            return []
        for name, columns in READ_COLUMNS.items():
            self.env[name].flush_model(columns)
        operations = tuple(OPERATIONS)
        return self.env.execute_query(SQL(query, ids=tuple(ids), operations=operations))

    def _get_product_of(self, document):
        """The product that `document` moves: for a replacement not always the returned one."""
        other = document == "replacement" and self.decision_id.replacement_product_id
        return other or self.product_id

    def _locate_goods(self, taken_over, quantities=None):
        """Where the returned goods of these lines lie: {line: location}.

        :param bool taken_over: look among the taken-over goods instead of the customers'
        :param dict quantities: {line: how much of it is looked for, in the product's unit}, where
            that is not all of it
        :raise UserError: they are not where returns belong
        """
        field_name = "rma_stock_location_id" if taken_over else "rma_location_id"
        roots = self.warehouse_id.mapped(field_name)
        quants = self.env["stock.quant"].search_fetch(
            [
                ("location_id", "child_of", roots.ids),
                ("product_id", "in", self.product_id.ids),
                ("quantity", ">", 0),
            ],
            ["product_id", "lot_id", "owner_id", "location_id", "quantity"],
        )
        stock = {quant: quant.quantity for quant in quants}
        by_key = quants.grouped(lambda quant: (quant.product_id, quant.lot_id, quant.owner_id))
        places = {}
        for line in self:
            owner = line.partner_id.browse() if taken_over else line.partner_id
            found = by_key.get((line.product_id, line.lot_id, owner), quants.browse())
            needed = (quantities or {}).get(line) or line._get_product_quantity()
            places[line] = line._take_place(needed, found, stock, line.warehouse_id[field_name])
        return places

    def _take_place(self, needed, quants, stock, root):
        """The location of the first of `quants` below `root` that holds `needed`; booked off."""
        for quant in quants:
            inside = quant.location_id.parent_path.startswith(root.parent_path)
            if inside and self.product_id.uom_id.compare(stock[quant], needed) >= 0:
                stock[quant] -= needed
                return quant.location_id
        if not self.product_id.is_storable:
            return root
        raise UserError(
            self.env._(
                "%(line)s is not in %(location)s any more. Move it back there first.",
                line=self.display_name,
                location=root.display_name,
            )
        )
