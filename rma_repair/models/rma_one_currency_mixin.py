from odoo import api, models

BY_CURRENCY, CURRENCIES = ":sum_currency", "currency_id:array_agg_distinct"


class RmaOneCurrencyMixin(models.AbstractModel):
    """Amounts in the currencies of companies, of which a user mostly works in one.

    A list asks for every total twice, the second time converted, and for the currencies of each
    group: the rows are sorted for it. Where the user's companies have one currency, the totals are
    what they are and the answer is known. Record rules must keep to the user's companies.
    """

    _name = "rma.one.currency.mixin"
    _description = "Totals in One Currency"

    @api.model
    def _read_group(self, domain, groupby=(), aggregates=(), *args, **options):
        plain = self._get_plain_aggregates(aggregates)
        rows = super()._read_group(domain, groupby, plain, *args, **options)
        return self._restore_aggregates(rows, len(groupby), plain, aggregates)

    @api.model
    def _read_grouping_sets(self, domain, grouping_sets, aggregates=(), order=None):
        plain = self._get_plain_aggregates(aggregates)
        results = super()._read_grouping_sets(domain, grouping_sets, plain, order=order)
        return [
            self._restore_aggregates(rows, len(specs), plain, aggregates)
            for specs, rows in zip(grouping_sets, results, strict=True)
        ]

    def _get_plain_aggregates(self, aggregates):
        """The aggregates to ask for: none converted, none twice."""
        if self.env.su or len(self.env.companies.currency_id) != 1:
            return list(aggregates)
        kept = (spec.replace(BY_CURRENCY, ":sum") for spec in aggregates if spec != CURRENCIES)
        return list(dict.fromkeys(kept)) or ["__count"]

    def _restore_aggregates(self, rows, width, plain, aggregates):
        """The rows with what was asked for, from those with what was read."""
        if plain == list(aggregates):
            return rows
        positions = {spec: width + number for number, spec in enumerate(plain)}
        for spec in aggregates:
            positions.setdefault(spec, positions.get(spec.replace(BY_CURRENCY, ":sum")))
        currencies = self.env.companies.currency_id.ids
        return [
            (
                *row[:width],
                *(
                    (currencies if any(row) else []) if spec == CURRENCIES else row[positions[spec]]
                    for spec in aggregates
                ),
            )
            for row in rows
        ]
