"""The night watch: invariants of goods and books, each proven anew over all data."""

from typing import NamedTuple

from odoo import api, models
from odoo.tools import SQL

BATCH_SIZE = 1000


class Finding(NamedTuple):
    """One record that breaks an invariant, and what is wrong with it in words."""

    model: str
    res_id: int
    company_id: int
    message: str


class RmaCheck(models.AbstractModel):
    """What must be true of all data at any time.

    An invariant is a key in `_get_checks`, a method `_subjects_<key>` (an SQL query of the ids to
    look at, one column `id`) and a method `_find_<key>(ids)` that returns the Findings among them.
    Everything is read as the system and nothing is written, so tests prove the same things.
    """

    _name = "rma.check"
    _description = "RMA Invariants"

    @api.model
    def _get_checks(self):
        """The invariants in the order they are proven: {key: what is true}."""
        return {
            "returned_within_delivered": self.env._("No more is returned than was delivered"),
            "one_open_case_per_serial": self.env._("A serial number is in one open case only"),
            "received_adds_up": self.env._("What lines received is what arrived, splits included"),
            "moved_once": self.env._(
                "Nothing is taken over, replaced, scrapped or sent back twice"
            ),
            "states_tell_the_truth": self.env._("The state of every line fits its facts"),
            "customer_goods_owned": self.env._("Goods in the returns are the customers' property"),
            "customer_goods_no_value": self.env._("The customers' goods carry no value"),
            "goods_are_there": self.env._("What was received and not settled lies in the returns"),
            "credited_within_invoiced": self.env._("No more is credited than was invoiced"),
            "granted_once": self.env._("No more is paid out than was decided"),
            "credits_authorized": self.env._("Every credit note has an authorized decision"),
            "closed_complete": self.env._(
                "Closed lines have every required document, open ones miss one"
            ),
            "entries_match_values": self.env._("Entries of returns have the value of their goods"),
            "stock_equals_account": self.env._("Stock value and stock account move together"),
        }

    @api.model
    def _prove(self, keys=None):
        """All findings of these invariants (of all by default), in one go."""
        self.env.flush_all()
        findings = []
        for key in keys or self._get_checks():
            for ids in self._get_batches(key):
                findings += self._find(key, ids)
        return findings

    @api.model
    def _get_batches(self, key):
        """The ids `key` looks at, in batches."""
        last_id = 0
        while ids := self._get_next_ids(key, last_id):
            yield ids
            last_id = ids[-1]

    @api.model
    def _get_next_ids(self, key, last_id):
        subjects = getattr(self, f"_subjects_{key}")()
        rows = self.env.execute_query(
            SQL(
                "SELECT id FROM (%s) AS subject WHERE id > %s ORDER BY id LIMIT %s",
                subjects,
                last_id,
                BATCH_SIZE,
            )
        )
        return [res_id for (res_id,) in rows]

    @api.model
    def _find(self, key, ids):
        """The Findings of `key` among `ids`."""
        return getattr(self.sudo(), f"_find_{key}")(ids)

    @api.model
    def _get_findings(self, model, rows, message):
        """Findings of `rows` (id, company id, values of `message` ...)."""
        return [
            Finding(model, res_id, company_id, message(*values))
            for res_id, company_id, *values in rows
        ]

    @api.model
    def _get_quantity_tolerance(self):
        """Half of the smallest quantity that counts."""
        return 0.5 * 10 ** -self.env["decimal.precision"].precision_get("Product Unit")
