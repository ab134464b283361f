"""What the web client asks the server for when a page opens: its calls and their arguments."""

from functools import partial

from bench.scale_views import LIMITS, specify

COUNTED = 10_001  # the pager counts so far and says "10000+"


def open_list(env, page, domain=None):
    """The first page of a list: records, names, and the count the pager shows."""
    page.model.with_env(env).web_search_read(
        page.domain if domain is None else domain,
        page.specification,
        limit=LIMITS.get(page.view_type, 80),
        order=page.arch.get("default_order"),
        count_limit=COUNTED,
    )


def open_board(env, page):
    """A kanban or list as it opens: grouped where it says so."""
    if group := page.get_groupby():
        open_groups(env, page, group, page.domain)
    else:
        open_list(env, page)


def open_groups(env, page, group, domain):
    """The groups of a list with the totals of its columns, or the columns of a board with cards."""
    model = page.model.with_env(env).with_context(read_group_expand=True)
    is_board = page.view_type == "kanban"
    bar = page.arch.find(".//progressbar") if is_board else None
    model.web_read_group(
        domain,
        [group],
        page.aggregates,
        limit=80,
        order=page.arch.get("default_order"),
        auto_unfold=is_board,
        unfold_read_specification=page.specification,
        unfold_read_default_limit=LIMITS.get(page.view_type, 80),
    )
    if bar is not None:
        colors = page.read(bar.get("colors"), {})
        model.read_progress_bar(domain, group, {"field": bar.get("field"), "colors": colors})


def find_record(page):
    """A record with many lines: of the newest, the one deepest in its road."""
    record = page.model.search(page.domain, order="id desc", limit=1)
    if record and page.model._name == "rma.case":
        near = [("case_id", "in", list(range(record.id - 20, record.id + 1)))]
        lines = page.env["rma.case.line"]
        groups = lines._read_group(near, ["case_id"], ["__count"], order="__count desc", limit=1)
        record = groups[0][0] if groups else record
    return record


def open_form(env, page):
    """The form of a record; nothing where the page has none."""
    record = page.model.with_env(env).browse(page.record.id)
    if record:
        record.web_read(specify(record, page.arch))


def open_pivot(env, page, domain=None):
    """A pivot with the filters its page opens with: all its rows by all its columns."""
    rows, columns = page.get_dimensions("row"), page.get_dimensions("col")
    sets = [
        rows[:depth] + columns[:width]
        for depth in range(len(rows) + 1)
        for width in range(len(columns) + 1)
    ]
    domain = page.domain if domain is None else domain
    measures = ["__count", *page.aggregates]
    page.model.with_env(env).formatted_read_grouping_sets(domain, sets, measures)


def open_graph(env, page, domain=None):
    """A graph: one measure by its dimensions."""
    domain = page.domain if domain is None else domain
    page.model.with_env(env).with_context(fill_temporal=True).formatted_read_group(
        domain, page.get_dimensions(None), ["__count", *page.aggregates]
    )


def search_name(env, page, typed):
    """What a field that points to this model offers for what was typed."""
    page.model.with_env(env).name_search(typed, limit=8)


CALLS = {
    "list": open_board,
    "kanban": open_board,
    "form": open_form,
    "pivot": open_pivot,
    "graph": open_graph,
}
WHOLE = {"pivot": partial(open_pivot, domain=[]), "graph": partial(open_graph, domain=[])}
