"""The figures as Markdown tables: adapters side by side, ratios, and how each grows with N."""

import json
from pathlib import Path

BEGIN, END = "<!-- yardstick: written by make bench -->", "<!-- /yardstick -->"
KEY = ("adapter", "shape", "size", "cost_method", "road", "phase")
ADAPTERS = ("limit", "core", "oca", "ours")
SLACK, FACTOR = 1, 1.3
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
    figures = {tuple(row[name] for name in KEY): row for row in rows}
    settings = dict.fromkeys((row["cost_method"], row["shape"]) for row in rows)
    parts = [heading]
    for cost_method, shape in settings:
        parts.append(_table(figures, cost_method, shape))
    parts.append(_memory(rows))
    return "\n\n".join(parts) + "\n"


def _table(figures, cost_method, shape):
    """One table per shape: a row per phase and size, a column per adapter."""
    own = {key: row for key, row in figures.items() if key[1] == shape and key[3] == cost_method}
    sizes = sorted({key[2] for key in own})
    phases = dict.fromkeys(key[4:] for key in own)
    roads = list(dict.fromkeys(road for road, _phase in phases))
    lines = [
        f"### {shape}, {cost_method} cost",
        "",
        "| road | phase | N | " + " | ".join(f"{name} q" for name in ADAPTERS)
        + " | ours ÷ limit | CPU ms " + " / ".join(ADAPTERS) + " |",
        "| --- | --- | --: |" + " --: |" * (len(ADAPTERS) + 2),
    ]  # fmt: skip
    for road in roads:
        lines += [_total(own, (shape, cost_method, road), size) for size in sizes]
    for road, phase in phases:
        if phase in SHARED and road != roads[0]:
            continue
        for size in sizes:
            row = {
                name: own.get((name, shape, size, cost_method, road, phase)) for name in ADAPTERS
            }
            if any(row.values()):
                lines.append(_line(road, phase, size, row))
    return "\n".join(line for line in lines if line is not None)


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
