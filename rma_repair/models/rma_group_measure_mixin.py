from odoo import api, models
from odoo.tools import SQL


class RmaGroupMeasureMixin(models.AbstractModel):
    """A model with measures of a whole group: ratios of sums, and percentiles.

    A rate of a product is not the average of the rates of its lots, and a median not the average
    of medians. So these measures are worked out in SQL over the rows of each group, of each
    subtotal and of the total, whatever the aggregate they are asked by. One record has none.
    """

    _name = "rma.group.measure.mixin"
    _inherit = ["rma.large.mixin", "rma.fetched.whole.mixin"]
    _description = "Measures of Groups"

    # {field: (SQL of the group, with %(name)s for each column, *names of the columns)}
    _group_measures = {}

    @api.model
    def _read_group_select(self, aggregate_spec, query):
        measure = self._group_measures.get(aggregate_spec.partition(":")[0])
        if measure is None:
            return super()._read_group_select(aggregate_spec, query)
        template, *names = measure
        return SQL(
            template, **{name: self._field_to_sql(self._table, name, query) for name in names}
        )

    def _get_parts(self, spec):
        """What is worked out over a group does not add up from the cells of a pivot."""
        return () if spec.partition(":")[0] in self._group_measures else super()._get_parts(spec)

    def _compute_group_measures(self):
        """Of a group only."""
        for name in self._group_measures:
            self[name] = False


def share(part, whole, least=1, factor=100):
    """A group measure: `factor` × the sum of `part` ÷ the sum of `whole`.

    None where `whole` sums up to less than `least`.
    """
    ratio = f"{factor}.0 * SUM(%({part})s) / SUM(%({whole})s)"
    return f"CASE WHEN SUM(%({whole})s) >= {least} THEN {ratio} END", part, whole


def percentile(column, percent):
    """A group measure: the value that `percent` % of the group do not exceed, interpolated."""
    fraction = percent / 100
    return f"PERCENTILE_CONT({fraction}) WITHIN GROUP (ORDER BY %({column})s)", column
