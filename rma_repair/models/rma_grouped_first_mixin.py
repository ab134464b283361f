import re
from collections import defaultdict
from functools import lru_cache
from math import fsum

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL, Query

ORDER_TERM = re.compile(r"\s*([\w:]+)(?:\s+(asc|desc))?\s*", re.IGNORECASE)
# Aggregates of parts that add up to that of the whole.
ADDING_UP = ("__count", ":sum", ":sum_currency")
# Fields by which a record may be in more than one group.
REPEATING = ("many2many", "properties")


class RmaGroupedFirstMixin(models.AbstractModel):
    """A model of many records that is analyzed by what they link to.

    To show groups in the order of the linked records, the ORM joins these and groups by their
    names: a million joined rows, sorted by text. Here the rows are grouped by ids, in parallel
    and from an index alone where one has the columns; the few groups are put in order afterwards.
    The totals of a pivot are added up from its cells. The results are the ORM's own.
    """

    _name = "rma.grouped.first.mixin"
    _description = "Groups Put in Order after They Are Counted"

    @api.model
    def _read_group(self, domain, groupby=(), aggregates=(), having=(), **options):
        specs = [*groupby, *aggregates]
        terms = None if having else self._parse_group_order(specs, options.get("order"))
        query = self._search(domain) if terms else None
        if query is None or query.is_empty():
            return super()._read_group(domain, groupby, aggregates, having, **options)
        groups, columns = self._group_first(query, groupby, aggregates)
        groups.order = SQL(", ").join(self._order_groups(groups, *term) for term in terms)
        groups.limit, groups.offset = options.get("limit"), options.get("offset", 0)
        rows = self.env.execute_query(groups.select(*columns))
        return self._read_group_rows(rows, groupby, aggregates)

    @api.model
    def _read_grouping_sets(self, domain, grouping_sets, aggregates=(), order=None):
        cells = max(grouping_sets, key=len, default=())
        terms = self._parse_order(cells, order)
        query = None
        if terms and self._can_add_up(cells, grouping_sets, aggregates, terms):
            query = self._search(domain)
        rows = []
        if query is not None and not query.is_empty():
            parts = [part for spec in aggregates for part in self._get_parts(spec)]
            groups, columns = self._group_first(query, cells, parts)
            ordered = [self._order_groups(groups, *term) for term in terms]
            ranks = [SQL("RANK() OVER (ORDER BY %s)", term) for term in ordered]
            rows = self.env.execute_query(groups.select(*columns, *ranks))
        if not rows:
            return super()._read_grouping_sets(domain, grouping_sets, aggregates, order=order)
        table = CellTable(cells, self._read_group_rows(rows, cells, parts))
        for number, (_at, term, _direction) in enumerate(terms, -len(terms)):
            table.places[term] = [row[number] for row in rows]
        return [table.add_up(specs, aggregates) for specs in grouping_sets]

    @api.model
    def _formatted_read_group_with_length(self, domain, groupby, aggregates, **options):
        """Core's: a page of groups, and how many there are. Added up are those of the page only."""
        order, limit = options.get("order"), options.get("limit")
        terms = self._parse_group_order(groupby, order) if limit and len(groupby) == 1 else None
        query = self._search(domain) if terms else None
        rows = []
        if query is not None and not query.is_empty():
            groups, columns = self._group_first(query, groupby, ())
            groups.order = SQL(", ").join(self._order_groups(groups, *term) for term in terms)
            groups.limit, groups.offset = limit, options.get("offset", 0)
            rows = self.env.execute_query(groups.select(*columns, SQL("COUNT(*) OVER ()")))
        if len(rows) < (limit or 1):
            return super()._formatted_read_group_with_length(domain, groupby, aggregates, **options)
        page = Domain(groupby[0], "in", [value or False for value, _length in rows])
        page = self.formatted_read_group(
            Domain(domain) & page, groupby, aggregates, limit=limit, order=order
        )
        return page, rows[0][1]

    @api.model
    def _web_read_group_groupby_formatter(self, groupby_spec, values):
        """Core's: label and domain of a group; here made once for all cells that have the value."""
        format_value = super()._web_read_group_groupby_formatter(groupby_spec, values)

        @lru_cache(maxsize=None, typed=True)
        def format_once(value):
            label, domain = format_value(value)
            return label, Domain(domain)

        return format_once

    def _group_first(self, query, groupby, aggregates):
        """The rows of `query` grouped by ids, as a table to select from, and its columns."""
        selected = [self._read_group_groupby(self._table, spec, query) for spec in groupby]
        query.groupby = SQL(", ").join(selected)
        selected += [self._read_group_select(spec, query) for spec in aggregates]
        names = [SQL.identifier(f"c{number}") for number in range(len(selected))]
        named = [SQL("%s AS %s", *pair) for pair in zip(selected, names, strict=True)]
        groups = Query(self.env, "grouped", SQL("(%s)", query.select(*named)))
        return groups, [SQL("grouped.%s", name) for name in names]

    def _read_group_rows(self, rows, groupby, aggregates):
        """The rows as `_read_group` returns them."""
        if not rows:
            return []
        columns = list(zip(*rows, strict=True))
        groups = map(self._read_group_postprocess_groupby, groupby, columns)
        values = map(self._read_group_postprocess_aggregate, aggregates, columns[len(groupby) :])
        return list(zip(*groups, *values, strict=True))

    def _parse_group_order(self, specs, order):
        """The terms of `order`, or None where none of them takes the order of linked records."""
        terms = self._parse_order(specs, order) or ()
        is_linked = any(self._get_ordering_model(term) is not None for _at, term, _way in terms)
        return terms if is_linked else None

    def _parse_order(self, specs, order):
        """The terms of `order`: [(where it stands in `specs`, term, direction)].

        None where one of them is not among the groups, or where the ORM has a way of its own.
        """
        terms = []
        for part in (order or "").split(","):
            match = ORDER_TERM.fullmatch(part)
            if not match or match[1] not in specs or match[1].endswith(":day_of_week"):
                return None
            terms.append((list(specs).index(match[1]), match[1], (match[2] or "asc").upper()))
        return terms

    def _get_ordering_model(self, term):
        """The model in whose order groups by `term` stand; None where values are compared."""
        field = self._fields.get(term)
        if field is None or field.type != "many2one":
            return None
        comodel = self.env[field.comodel_name]
        return comodel if comodel._order != "id" else None

    def _order_groups(self, groups, at, term, direction):
        """The SQL of a term of the order; joins the linked records where it takes theirs."""
        column = SQL.identifier("grouped", f"c{at}")
        comodel = self._get_ordering_model(term)
        if comodel is None:
            return SQL("%s %s", column, SQL(direction))
        alias = groups.make_alias("grouped", term)
        condition = SQL("%s = %s", column, SQL.identifier(alias, "id"))
        groups.add_join("LEFT JOIN", alias, comodel._table_sql, condition)
        reverse = direction == "DESC"
        return comodel._order_to_sql(comodel._order, groups, alias=alias, reverse=reverse)

    def _can_add_up(self, cells, grouping_sets, aggregates, terms):
        """Whether the sets are the rows, columns and totals of one table whose cells add up."""
        return (
            len(terms) == len(cells)
            and all(set(specs).issubset(cells) for specs in grouping_sets)
            and all(self._get_parts(spec) for spec in aggregates)
            and not any(self._get_group_type(spec) in REPEATING for spec in cells)
        )

    def _get_parts(self, spec):
        """The aggregates that add up to `spec`; none where it can not be added up."""
        if spec.endswith(ADDING_UP):
            return (spec,)
        name, _colon, function = spec.partition(":")
        return (f"{name}:sum", f"{name}:count") if function == "avg" else ()

    def _get_group_type(self, spec):
        return self._fields[re.split("[.:]", spec)[0]].type


class CellTable:
    """The cells of a pivot, to be added up to its rows, columns and totals.

    `rows`: what each cell is grouped by, then the parts of its aggregates. `places`: by group
    spec the place each row has in the order of that spec.
    """

    def __init__(self, specs, rows):
        self.specs, self.rows, self.places = list(specs), rows, {}

    def add_up(self, specs, aggregates):
        """The groups by `specs`, in order: [(*values, *aggregates)]."""
        positions = [self.specs.index(spec) for spec in specs]
        places = [place for spec, place in self.places.items() if spec in specs]
        width = len(self.specs)
        cells, ranks = defaultdict(list), {}
        for number, row in enumerate(self.rows):
            key = tuple(row[at] for at in positions)
            cells[key].append(row[width:])
            ranks[key] = tuple(place[number] for place in places)
        return [
            (*key, *self._aggregate(aggregates, zip(*cells[key], strict=True)))
            for key in sorted(cells, key=ranks.get)
        ]

    def _aggregate(self, aggregates, columns):
        """The aggregates of some cells from the columns of their parts."""
        for spec in aggregates:
            total = self._sum_up(next(columns))
            if spec.endswith(":avg"):
                count = sum(next(columns))
                total = total / count if count else total
            yield total

    def _sum_up(self, values):
        """Their sum, rounded once; what one value is stays what it is."""
        if len(values) == 1 or not any(values):
            return values[0]
        return fsum(filter(None, values)) if float in map(type, values) else sum(values)
