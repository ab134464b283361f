from collections import Counter, defaultdict

from odoo import Command, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..tools.exact_tests import SciPyMissing, adjust, contrast

ALPHA = 0.05
MIN_AFFECTED = 3
MAX_PROPOSALS = 10
# trait -> dimension of the is/is-not table
TRAITS = {
    "lot": "what",
    "build_week": "when",
    "supplier_lot": "what",
    "customer": "where",
    "ship_month": "when",
}


class Rma8dReportIsnot(models.Model):
    """Is/is-not rows proposed from data: what affected units have more often than the others.

    Units are those of the product delivered to customers; affected are those of this report's
    lines. Each value of a trait is a contrast of two groups, tested by Fisher's exact test and
    adjusted for their number (Benjamini-Hochberg).
    """

    _inherit = "rma.8d.report"

    def action_propose_isnot(self):
        """Replace the proposed rows by what the data say now; rows written by people stay.

        :raise UserError: where SciPy is not installed
        """
        for report in self:
            try:
                contrasts = report._get_contrasts()
            except SciPyMissing as error:
                raise UserError(self._get_scipy_message()) from error
            report.isnot_ids.filtered("is_proposed").unlink()
            report.isnot_ids = [
                Command.create(report._prepare_isnot_vals(*found)) for found in contrasts
            ]

    def _get_contrasts(self):
        """Significant contrasts, strongest first: (trait, value, counts, test, adjusted p)."""
        units = self._get_units()
        affected = sum(count for _traits, count, _all in units)
        total = sum(quantity for _traits, _count, quantity in units)
        if not affected or affected == total:
            return []
        found = []
        for (trait, value), (bad, everything) in self._count_traits(units).items():
            if bad >= MIN_AFFECTED and everything < total:
                counts = (bad, affected, everything - bad, total - affected)
                found.append((trait, value, counts, contrast(*counts)))
        p_values = adjust([test.p_value for _trait, _value, _counts, test in found])
        significant = [(*row, p) for row, p in zip(found, p_values, strict=True) if p < ALPHA]
        return sorted(significant, key=lambda row: row[-1])[:MAX_PROPOSALS]

    @staticmethod
    def _count_traits(units):
        """{(trait, value): (affected, all)} over units."""
        affected, everything = Counter(), Counter()
        for traits, bad, quantity in units:
            for pair in traits:
                affected[pair] += bad
                everything[pair] += quantity
        return {pair: (affected[pair], everything[pair]) for pair in everything}

    def _get_units(self):
        """Delivered units as (traits, affected, all): serials one each, else a delivery each."""
        deliveries = (
            self.env["stock.move.line"].sudo().search(self._shipped_domain(), order="date, id")
        )
        lines = self.line_ids.filtered(lambda line: line._get_8d_key())
        is_serial = self.product_id.tracking == "serial"
        bad_lots = set(lines.lot_id.ids)
        bad_moves = Counter()
        for line in lines:
            bad_moves[line.origin_move_id.id, line.lot_id.id] += round(line.quantity)
        built = self._get_built(deliveries.lot_id)
        units = {}
        for delivery in deliveries:
            traits = self._get_traits(delivery, built)
            if is_serial:
                units[delivery.lot_id] = (traits, int(delivery.lot_id.id in bad_lots), 1)
            else:
                quantity = round(delivery.quantity_product_uom)
                bad = min(bad_moves.pop((delivery.move_id.id, delivery.lot_id.id), 0), quantity)
                units[delivery] = (traits, bad, quantity)
        return list(units.values())

    def _get_built(self, lots):
        """{lot: (build date, lots of the components)} from the moves that produced them."""
        built = defaultdict(lambda: (None, self.env["stock.lot"]))
        domain = Domain("lot_id", "in", lots.ids) & Domain("state", "=", "done")
        domain &= Domain("location_id.usage", "=", "production")
        for line in self.env["stock.move.line"].sudo().search(domain):
            built[line.lot_id] = (line.date, line.consume_line_ids.lot_id)
        return built

    def _get_traits(self, delivery, built):
        """(trait, value) pairs of the unit of one delivery."""
        lot = delivery.lot_id
        date, components = built[lot] if lot else (None, self.env["stock.lot"])
        year, week, _day = (date or lot.create_date or delivery.date).isocalendar()
        customer = delivery.picking_id.partner_id.commercial_partner_id
        traits = {
            ("customer", customer.display_name or "-"),
            ("ship_month", f"{delivery.date:%Y-%m}"),
        }
        if lot:
            traits.add(("build_week", f"{year}-W{week:02}"))
        if lot and self.product_id.tracking == "lot":
            traits.add(("lot", lot.name))
        return traits | {
            ("supplier_lot", f"{c.product_id.display_name} {c.name}") for c in components
        }

    def _trait_label(self, trait):
        return {
            "lot": self.env._("Lot"),
            "build_week": self.env._("Build week"),
            "supplier_lot": self.env._("Component lot"),
            "customer": self.env._("Customer"),
            "ship_month": self.env._("Shipped in"),
        }[trait]

    def _prepare_isnot_vals(self, trait, value, counts, test, adjusted):
        bad_with, bad, good_with, good = counts
        return {
            "dimension": TRAITS[trait],
            "is_text": self.env._(
                "%(trait)s %(value)s: %(n)s of %(all)s affected units",
                trait=self._trait_label(trait),
                value=value,
                n=bad_with,
                all=bad,
            ),
            "is_not_text": self.env._("%(n)s of %(all)s unaffected units", n=good_with, all=good),
            "difference": self._describe_contrast(bad_with / bad, good_with / good, test, adjusted),
            "is_proposed": True,
            "p_value": adjusted,
            "source": f"{trait}={value}",
            "sequence": 50,
        }

    def _describe_contrast(self, share_bad, share_good, test, adjusted):
        """The contrast in words, with the test's name."""
        return self.env._(
            "%(bad).0f %% against %(good).0f %%, odds ratio %(ratio).3g (Fisher's exact test, "
            "one-sided, p = %(p).2g after Benjamini-Hochberg)",
            bad=100 * share_bad,
            good=100 * share_good,
            ratio=test.odds_ratio,
            p=adjusted,
        )
