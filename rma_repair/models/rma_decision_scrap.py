"""Scrapping what was returned."""

from odoo import Command, fields, models


class RmaDecision(models.Model):
    _inherit = "rma.decision"

    def create_scrap(self):
        """Scrap the received units of these decisions, by core's scrap orders, in one go.

        A unit the company took over is a returns loss; the customer's own costs nothing.
        Returns the scrap orders, done.
        """
        self._take_over_first()
        missing = self._get_missing_lines("scrap")
        scraps = self.env["stock.scrap"].with_context(mail_create_nosubscribe=True)
        for decision, lines in (
            self.line_ids.browse().union(*missing).grouped("decision_id").items()
        ):
            places = lines._locate_goods(taken_over=decision.takes_over)
            scraps |= scraps.create(
                [decision._prepare_scrap_vals(line, missing[line], places[line]) for line in lines]
            )
        scraps._do_rma_scrap()
        return scraps.with_env(self.env)

    def _prepare_scrap_vals(self, line, quantity, place):
        """Values of the scrap order of `line`; `quantity` in the product's unit."""
        self.ensure_one()
        # Unlike `env.ref`, this asks no query per line.
        reason_id = self.env["ir.model.data"]._xmlid_to_res_id("rma_repair.scrap_reason_return")
        return {
            "product_id": line.product_id.id,
            "product_uom_id": line.product_id.uom_id.id,
            "scrap_qty": quantity,
            "lot_id": line.lot_id.id,
            "owner_id": self._get_owner().id,
            "company_id": self.company_id.id,
            "location_id": place.id,
            "scrap_location_id": self.company_id.rma_loss_location_id.id,
            "scrap_reason_tag_ids": [Command.link(reason_id)] if reason_id else [],
            "origin": self.case_id.name,
            "rma_line_id": line.id,
            "rma_decision_id": self.id,
        }


class StockScrap(models.Model):
    _inherit = "stock.scrap"

    def _do_rma_scrap(self):
        """Core's `do_scrap`, with the moves of one company made and done together."""
        self._check_company()
        for company, scraps in self.grouped("company_id").items():
            sequences = self.env["ir.sequence"].with_company(company)
            names = sequences._next_many("stock.scrap", len(scraps))
            for scrap, name in zip(scraps, names, strict=True):
                scrap.name = name or self.env._("New")
            moves = self.env["stock.move"].create(
                [scrap._prepare_move_values() for scrap in scraps]
            )
            moves.with_context(is_scrap=True)._action_done()
        self.write({"state": "done", "date_done": fields.Datetime.now()})
