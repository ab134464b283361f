"""The traffic-light bar D0 to D8 as SVG, and the before/after chart of the effectiveness check."""

from . import svg

COLORS = {
    "done": "#1e7d32",
    "late": "#b3261e",
    "warning": "#e6a100",
    "open": "#90a4ae",
    "na": "#e0e0e0",
}


def draw_due_bar(cells):
    """Draw one cell per discipline.

    :param cells: list of (code, light, planned text, actual text); light is a key of COLORS
    :return: the SVG as a string
    """
    width, gap = 96, 6
    parts = []
    for index, (code, light, planned, actual) in enumerate(cells):
        x = index * (width + gap) + 2
        color = COLORS[light]
        ink = "#555" if light == "na" else "#fff"
        parts += [
            svg.box((x, 2), (width, 28), color, color),
            svg.text_block(x + width / 2, 21, [code], 14, anchor="middle", fill=ink, weight="bold"),
            svg.text_block(x + width / 2, 46, [planned], 11, anchor="middle", fill="#555"),
            svg.text_block(
                x + width / 2, 62, [actual], 11, anchor="middle", fill="#222", weight="bold"
            ),
        ]
    return svg.document(len(cells) * (width + gap), 68, parts, "D0-D8")


def draw_rates(bars, unit):
    """Draw failure rates with their confidence intervals.

    :param bars: list of (label, rate, low, high, caption)
    :param unit: what the rates count, shown under the axis
    :return: the SVG as a string
    """
    top = max((high for _label, _rate, _low, high, _caption in bars), default=0) or 1
    base, room = 170.0, 140.0
    parts = [svg.line((40, base), (460, base), "#555", 1)]
    for index, (label, rate, low, high, caption) in enumerate(bars):
        x = 90 + index * 200
        color = ("#b3261e", "#1e7d32")[index % 2]
        y_low, y_high = (base - room * value / top for value in (low, high))
        y = base - room * rate / top
        parts += [
            svg.box((x, y), (90, max(base - y, 1)), color, color, 0),
            svg.line((x + 45, y_low), (x + 45, y_high), "#222", 1.5),
            svg.line((x + 37, y_low), (x + 53, y_low), "#222", 1.5),
            svg.line((x + 37, y_high), (x + 53, y_high), "#222", 1.5),
            svg.text_block(x + 45, base + 16, [label], 12, anchor="middle", weight="bold"),
            svg.text_block(x + 45, base + 32, [caption], 11, anchor="middle", fill="#555"),
            svg.text_block(x + 98, min(y + 4, base - 4), [f"{rate:.3g}"], 12),
        ]
    parts.append(svg.text_block(250, base + 52, [unit], 11, anchor="middle", fill="#555"))
    return svg.document(500, base + 60, parts, unit)
