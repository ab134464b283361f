from odoo import Command, fields, models
from odoo.fields import Domain


class Rma8dReportScan(models.Model):
    """Reading stock for the radar: quants on hand and at customers, open moves, consumption."""

    _inherit = "rma.8d.report"

    def _scan(self):
        """A radar with one line per place, location and lot where suspect goods are."""
        self.ensure_one()
        stock = self.sudo()
        lots = stock._get_suspect_lots()
        found = [
            *stock._scan_on_hand(lots),
            *stock._scan_production(lots),
            *stock._scan_customers(lots),
            *stock._scan_supplier(lots),
        ]
        return self.env["rma.8d.radar"].create(
            {
                "report_id": self.id,
                "lot_count": len(lots),
                "line_ids": [Command.create(vals) for vals in found],
            }
        )

    def _suspect_domain(self, lots):
        """Suspect lots; of an untracked product everything of it."""
        if self.product_id.tracking == "none" and not lots:
            return Domain("product_id", "=", self.product_id.id)
        return Domain("lot_id", "in", lots.ids)

    def _scan_on_hand(self, lots):
        """Quants of the company in internal and transit locations, with what is reserved and for
        whom."""
        quants = self.env["stock.quant"].search(
            self._suspect_domain(lots)
            & Domain("company_id", "=", self.company_id.id)
            & Domain("location_id.usage", "in", ("internal", "transit"))
            & Domain("quantity", ">", 0)
        )
        reserving, contents = self._get_reserving(quants), self._get_contents(quants.lot_id, lots)
        for quant in quants:
            names = reserving.get((quant.lot_id, quant.location_id), [])
            yield {
                **self._prepare_on_hand_vals(quant),
                "note": ", ".join([*contents.get(quant.lot_id, []), *names]),
            }

    def _prepare_on_hand_vals(self, quant):
        """Values of the radar's line of one quant."""
        place, location = self._get_place(quant.location_id), quant.location_id
        warehouse = location.warehouse_id or self._get_returns_warehouse(location)
        return {
            "place": place,
            "product_id": quant.product_id.id,
            "lot_id": quant.lot_id.id,
            "location_id": location.id,
            "warehouse_id": warehouse.id if place == "warehouse" else False,
            "owner_id": quant.owner_id.id,
            "quantity": quant.quantity,
            "reserved": quant.reserved_quantity,
        }

    def _get_place(self, location):
        """What a stock location is to a containment: transit, a production's own stock, or the
        warehouse."""
        if location.usage == "transit":
            return "transit"
        warehouse = location.warehouse_id
        is_line_side = "pbm_loc_id" in warehouse and warehouse.pbm_loc_id
        if is_line_side and location._child_of(warehouse.pbm_loc_id):
            return "wip"
        return "warehouse"

    def _get_contents(self, lots, suspect):
        """{finished lot: [what suspect lots are built into it, in words]}."""
        domain = Domain("lot_id", "in", suspect.ids) & Domain("state", "=", "done")
        domain &= Domain("produce_line_ids.lot_id", "in", lots.ids)
        contents = {}
        for line in self.env["stock.move.line"].sudo().search(domain):
            for lot in line.produce_line_ids.lot_id - line.lot_id:
                contents.setdefault(lot, set()).add(
                    self.env._(
                        "contains %(product)s %(lot)s",
                        product=line.product_id.display_name,
                        lot=line.lot_id.name,
                    )
                )
        return {lot: sorted(texts) for lot, texts in contents.items()}

    def _get_returns_warehouse(self, location):
        """The warehouse whose customers' returns lie in `location`, outside its own locations."""
        return self.env["stock.warehouse"].search(
            [("rma_location_id", "parent_of", location.id)], limit=1
        )

    def _get_reserving(self, quants):
        """{(lot, location): documents that reserved it}."""
        open_lines = self.env["stock.move.line"].search(
            Domain("state", "in", ("assigned", "partially_available"))
            & Domain("product_id", "in", quants.product_id.ids)
            & Domain("lot_id", "in", [*quants.lot_id.ids, False])
            & Domain("location_id", "in", quants.location_id.ids)
        )
        names = {}
        for line in open_lines:
            name = line.picking_id.name or line.move_id.reference or ""
            names.setdefault((line.lot_id, line.location_id), []).append(name)
        return {key: list(dict.fromkeys(found)) for key, found in names.items()}

    def _scan_production(self, lots):
        """Suspect lots consumed in a production whose product is not finished."""
        lines = self.env["stock.move.line"].search(
            self._suspect_domain(lots)
            & Domain("company_id", "=", self.company_id.id)
            & Domain("state", "=", "done")
            & Domain("location_dest_id.usage", "=", "production")
            & Domain("produce_line_ids", "=", False)
        )
        for line in lines:
            yield {
                "place": "wip",
                "product_id": line.product_id.id,
                "lot_id": line.lot_id.id,
                "location_id": line.location_dest_id.id,
                "quantity": line.quantity_product_uom,
                "note": line.move_id.reference,
            }

    def _scan_customers(self, lots):
        """What customers have: deliveries minus what came back, per customer and lot."""
        balance = self._get_customer_balance(lots)
        shipped = self.env["stock.lot"].union(*(lot for _product, lot, _partner in balance))
        contents = self._get_contents(shipped, lots)
        for (product, lot, partner), quantity in balance.items():
            if product.uom_id.compare(quantity, 0) > 0:
                yield {
                    "place": "customer",
                    "product_id": product.id,
                    "lot_id": lot.id,
                    "partner_id": partner.id,
                    "quantity": quantity,
                    "note": ", ".join(contents.get(lot, [])),
                }

    def _get_customer_balance(self, lots):
        """{(product, lot, customer): delivered minus what came back}."""
        domain = self._suspect_domain(lots) & Domain("state", "=", "done")
        domain &= Domain("company_id", "=", self.company_id.id)
        balance = {}
        for sign, side, other in (
            (1, "location_dest_id", "location_id"),
            (-1, "location_id", "location_dest_id"),
        ):
            lines = self.env["stock.move.line"].search(
                domain
                & Domain(f"{side}.usage", "=", "customer")
                & Domain(f"{other}.usage", "!=", "customer")
            )
            for line in lines:
                key = (line.product_id, line.lot_id, self._get_customer(line))
                balance[key] = balance.get(key, 0.0) + sign * line.quantity_product_uom
        return balance

    def _get_customer(self, line):
        """Whose goods a move line brings or takes: the picking's partner, the owner, the RMA's
        customer."""
        partner = line.picking_id.partner_id or line.owner_id or line.rma_line_id.partner_id
        return partner.commercial_partner_id

    def _scan_supplier(self, lots):
        """What is still to come from suppliers of the suspect products; its lots are not known
        yet."""
        moves = self.env["stock.move"].search(
            Domain("product_id", "in", (lots.product_id | self.product_id).ids)
            & Domain("company_id", "=", self.company_id.id)
            & Domain("location_id.usage", "=", "supplier")
            & Domain("state", "in", ("waiting", "confirmed", "assigned", "partially_available"))
        )
        for move in moves:
            yield {
                "place": "supplier",
                "product_id": move.product_id.id,
                "partner_id": (
                    move.picking_id.partner_id or move.partner_id
                ).commercial_partner_id.id,
                "quantity": move.product_qty,
                "note": self.env._(
                    "%(picking)s, lot not known yet", picking=move.picking_id.name or ""
                ),
            }


class StockWarehouse8d(models.Model):
    """The quarantine of a warehouse: valued like its stock, but outside what can be reserved."""

    _inherit = "stock.warehouse"

    rma_quarantine_location_id = fields.Many2one(
        "stock.location", "8D Quarantine", copy=False, check_company=True
    )

    def _get_8d_quarantine(self):
        """The quarantine location of this warehouse, made at the first use."""
        self.ensure_one()
        if not self.rma_quarantine_location_id:
            self.sudo().rma_quarantine_location_id = (
                self.env["stock.location"]
                .sudo()
                .create(
                    {
                        "name": self.env._("Quarantine"),
                        "location_id": self.view_location_id.id,
                        "usage": "internal",
                        "company_id": self.company_id.id,
                    }
                )
            )
        return self.rma_quarantine_location_id


class StockPicking8d(models.Model):
    """A warning on transfers that move suspect lots of an open 8D report."""

    _inherit = "stock.picking"

    eight_d_warning = fields.Char(compute="_compute_eight_d_warning", groups="base.group_user")

    def _compute_eight_d_warning(self):
        waiting = self.filtered(lambda p: p.state not in ("done", "cancel"))
        suspects = waiting.move_line_ids.lot_id._get_8d_suspects()
        for picking in self:
            lots = picking.move_line_ids.lot_id
            held = {
                report: lots & found
                for report, found in suspects.items()
                if lots & found and report.company_id == picking.company_id
            }
            picking.eight_d_warning = bool(held and picking in waiting) and self.env._(
                "Suspect lots of %(reports)s: %(lots)s. Do not ship.",
                reports=", ".join(report.name for report in held),
                lots=", ".join(lots.browse().union(*held.values())[:5].mapped("name")),
            )


class StockLot8d(models.Model):
    """Lots an open 8D report suspects: by name, by range, or by what they were built from."""

    _inherit = "stock.lot"

    def _get_8d_suspects(self):
        """{open report: its suspect lots among these}; whoever asks.

        Asked from these lots and what they were built from, never from all reports.
        """
        families = self.sudo()._get_8d_families()
        everything = self.sudo().union(*families.values())
        named = Domain("lot_ids", "!=", False) | Domain("serial_from", "!=", False)
        ranged = Domain("serial_from", "!=", False) & Domain(
            "product_id", "in", everything.product_id.ids
        )
        mine = Domain("lot_ids", "in", everything.ids) | Domain("lot_id", "in", everything.ids)
        domain = Domain("state", "=", "open") & named & (mine | ranged)
        found = {}
        for report in self.env["rma.8d.report"].sudo().search(domain) if self else ():
            suspect = report._filter_suspect_lots(everything)
            if lots := self.filtered(lambda lot, suspect=suspect: families[lot] & suspect):
                found[report] = lots
        return found

    def _get_8d_families(self):
        """Each of these lots with all it was built from: {lot: lots}."""
        parts, new = {}, self
        while new:
            parts.update(new._get_8d_components())
            new = self.browse().union(*parts.values()) - self.browse().union(*parts)
        families = {}
        for lot in self:
            family, new = lot, lot
            while new:
                new = self.browse().union(*(parts[other] for other in new)) - family
                family |= new
            families[lot] = family
        return families

    def _get_8d_components(self):
        """What each of these lots was built from directly: {lot: lots}."""
        parts = dict.fromkeys(self, self.browse())
        made = self.env["stock.move.line"].search(
            Domain("lot_id", "in", self.ids) & Domain("consume_line_ids", "!=", False)
        )
        for line in made:
            used = line.consume_line_ids.filtered(lambda other: other.state == "done")
            parts[line.lot_id] |= used.lot_id
        return parts
