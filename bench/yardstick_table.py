"""The figures as Markdown tables: adapters side by side, ratios, and how each grows with N."""

import json
from pathlib import Path

BEGIN, END = "<!-- yardstick: written by make bench -->", "<!-- /yardstick -->"
KEY = ("adapter", "shape", "size", "cost_method", "road", "phase")
ADAPTERS = ("limit", "core", "oca", "ours")
SLACK, FACTOR = 1, 1.3
# Growth is told from the first to the second of these numbers of units.
GROWTH = (100, 1000)
# The same on every road: told for the first.
SHARED = ("authorize", "receive", "inspect")


def merge(path, results):
    """Add these figures to those kept at `path`, newer ones in the place of older."""
    kept = json.loads(path.read_text()) if path.exists() else []
    rows = {tuple(row[name] for name in KEY): row for row in [*kept, *results]}
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(list(rows.values()), indent=1))
    return list(rows.values())


def write(path, rows, heading):
    """Put the tables between their marks in the document at `path`."""
    text = path.read_text() if Path(path).exists() else f"{BEGIN}\n{END}\n"
    before, rest = text.split(BEGIN)
    _old, after = rest.split(END)
    path.write_text(f"{before}{BEGIN}\n\n{render(rows, heading)}\n{END}{after}")


def render(rows, heading):
    """Whole roads first, then how phases grow; phase by phase folded."""
    figures = {tuple(row[name] for name in KEY): row for row in rows}
    settings = dict.fromkeys((row["cost_method"], row["shape"]) for row in rows)
    tables = {setting: _select(figures, *setting) for setting in settings}
    parts = [heading]
    parts += [_roads(own, cost_method, shape) for (cost_method, shape), own in tables.items()]
    parts += [_growth(own, cost_method, shape) for (cost_method, shape), own in tables.items()]
    parts += [_memory(rows), "<details>\n<summary>Phase by phase</summary>"]
    parts += [_phases(own, cost_method, shape) for (cost_method, shape), own in tables.items()]
    parts.append("</details>")
    return "\n\n".join(part for part in parts if part) + "\n"


def _select(figures, cost_method, shape):
    return {key: row for key, row in figures.items() if key[1] == shape and key[3] == cost_method}


def _get_head(title):
    names = " | ".join(f"{name} q" for name in ADAPTERS)
    return [
        f"### {title}",
        "",
        f"| road | phase | N | {names} | ours ÷ limit | CPU ms {' / '.join(ADAPTERS)} |",
        "| --- | --- | --: |" + " --: |" * (len(ADAPTERS) + 2),
    ]


def _get_parts(own):
    """The sizes measured, and the phases of each road in their order."""
    return sorted({key[2] for key in own}), list(dict.fromkeys(key[4:] for key in own))


def _roads(own, cost_method, shape):
    """A row per road and size, a column per adapter."""
    sizes, phases = _get_parts(own)
    lines = _get_head(f"{shape}, {cost_method} cost")
    for road in dict.fromkeys(road for road, _phase in phases):
        lines += [_total(own, (shape, cost_method, road), size) for size in sizes]
    return "\n".join(line for line in lines if line is not None)


def _phases(own, cost_method, shape):
    """A row per phase and size; what all roads share once."""
    sizes, phases = _get_parts(own)
    lines = _get_head(f"{shape}, {cost_method} cost, by phase")
    for road, phase in phases:
        if phase in SHARED and road != phases[0][0]:
            continue
        for size in sizes:
            row = {
                name: own.get((name, shape, size, cost_method, road, phase)) for name in ADAPTERS
            }
            if any(row.values()):
                lines.append(_line(road, phase, size, row))
    return "\n".join(lines)


def _growth(own, cost_method, shape):
    """What a unit costs in each phase of ours among many and among very many."""
    _sizes, phases = _get_parts(own)
    lines = []
    for road, phase in phases:
        rows = [own.get(("ours", shape, size, cost_method, road, phase)) for size in GROWTH]
        if all(rows) and (phase not in SHARED or road == phases[0][0]):
            lines.append(_compare(road, phase, *rows))
    columns = " | ".join(f"{kind}, N = {size}" for kind in ("q", "CPU ms") for size in GROWTH)
    head = [
        f"### How ours grows: {shape}, {cost_method} cost",
        "",
        f"| road | phase | {columns.replace(' | CPU', ' | queries | CPU', 1)} |",
        "| --- | --- | --: | --: | --- | --: | --: |",
    ]
    return "\n".join([*head, *lines]) if lines else None


def _compare(road, phase, few, many):
    grows = "**grows**" if many["queries"] > few["queries"] else "flat"
    queries = " | ".join(f"{row['queries']:.2f}" for row in (few, many))
    times = " | ".join(f"{row['cpu']:.1f}" for row in (few, many))
    return f"| {road} | {phase} | {queries} | {grows} | {times} |"


def _memory(rows):
    """How far the process grew in the decisions over the most units, at its peak."""
    own = [row for row in rows if row["adapter"] == "ours" and row["memory"] is not None]
    size = max((row["size"] for row in own), default=0)
    peaks = [
        f"{row['phase']} {row['memory']:.0f} MB"
        for row in own
        if row["size"] == size and row["phase"].startswith("decide_")
    ]
    return f"Peak growth of the process in a decision over {size} units: {', '.join(peaks)}."


def _line(road, phase, size, row):
    limit, ours = row["limit"], row["ours"]
    ratio = "–"
    if limit and ours:
        reached = ours["queries"] <= FACTOR * limit["queries"] + SLACK
        ratio = f"{ours['queries'] / limit['queries']:.2f}" if limit["queries"] else "·"
        ratio += "" if reached else " **over**"
    queries = " | ".join(_number(row[name], "queries", 2) for name in ADAPTERS)
    cpu = " / ".join(_number(row[name], "cpu", 1) for name in ADAPTERS)
    return f"| {road} | {phase} | {size} | {queries} | {ratio} | {cpu} |"


def _total(own, setting, size):
    """The whole road, all phases together."""
    shape, cost_method, road = setting
    row = {}
    for name in ADAPTERS:
        phases = [
            figure
            for key, figure in own.items()
            if key[:5] == (name, shape, size, cost_method, road)
        ]
        row[name] = phases and {
            kind: _sum(figure[kind] for figure in phases) for kind in ("queries", "cpu")
        }
    return _line(f"**{road}**", "**whole road**", size, row) if any(row.values()) else None


def _sum(values):
    values = list(values)
    return None if None in values else sum(values)


def _number(figure, kind, digits):
    return f"{figure[kind]:.{digits}f}" if figure and figure[kind] is not None else "–"
