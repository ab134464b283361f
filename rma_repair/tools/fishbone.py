"""Ishikawa diagram as SVG: categories above and below the spine, causes on their bones."""

from . import svg

WIDTH = 1000
HEAD = 190
BONE = 150
STATUS_COLORS = {"confirmed": "#b3261e", "ruled_out": "#8a8a8a", "open": "#b26a00"}
MARKS = {"confirmed": "●", "ruled_out": "×", "open": "?"}


def draw_fishbone(effect, bones):
    """Draw `effect` at the head and one bone per (label, causes).

    :param effect: the problem in one sentence
    :param bones: list of (category label, list of (cause text, status)); order is kept,
        every second bone stands below the spine
    :return: the SVG as a string
    """
    upper, lower = bones[0::2], bones[1::2]
    top, bottom = _height(upper), _height(lower)
    spine = top + 34
    height = spine + bottom + 34
    body = WIDTH - HEAD - 20
    parts = [svg.line((10, spine), (WIDTH - HEAD, spine), "#333", 3)]
    parts += _head(effect, spine)
    columns = max(len(upper), 1)
    step = body / columns
    for index, bone in enumerate(upper):
        parts += _bone(bone, (index + 1) * step, spine, -top, step)
    for index, bone in enumerate(lower):
        parts += _bone(bone, (index + 1) * step, spine, bottom, step)
    return svg.document(WIDTH, height, parts, effect)


def _height(bones):
    """Height of the row of bones: room for the fullest one."""
    rows = max(
        (sum(_rows(text) for text, _status in causes) for _label, causes in bones), default=0
    )
    return max(BONE, rows * 18 + 44)


def _rows(text):
    return len(svg.wrap(text, 28, 3)) + 0.4


def _head(effect, spine):
    x = WIDTH - HEAD
    lines = svg.wrap(effect, 22, 7)
    height = len(lines) * 17 + 26
    return [
        f'<path d="M {x} {spine - 9} L {x + 12} {spine} L {x} {spine + 9} z" fill="#333"/>',
        svg.box((x + 12, spine - height / 2), (HEAD - 18, height), "#fdeceb", "#b3261e"),
        svg.text_block(x + 22, spine - height / 2 + 22, lines, 13, weight="bold"),
    ]


def _bone(bone, x, spine, rise, step):
    """One category: a slanted bone ending on the spine at `x`, its causes as twigs."""
    label, causes = bone
    slant = 46
    end_x, end_y = x - slant, spine + rise
    tip = end_y - 14 if rise < 0 else end_y
    parts = [
        svg.line((end_x, end_y), (x, spine), "#37474f", 2),
        svg.box((end_x - 74, tip - 8), (148, 24), "#e8eef4", "#37474f"),
        svg.text_block(end_x, tip + 8, svg.wrap(label, 22, 1), 14, anchor="middle", weight="bold"),
    ]
    cells = max(int((step - 40) / 7.2), 12)
    start = end_y + 34 if rise < 0 else spine + 24
    y = start
    for text, status in causes:
        lines = svg.wrap(f"{MARKS.get(status, '')} {text}", min(cells, 34), 3)
        bone_x = end_x + slant * (y - end_y) / (spine - end_y)
        color = STATUS_COLORS.get(status, "#222")
        left = bone_x - step + slant + 24
        parts.append(svg.line((left, y + 4), (bone_x, y + 4), "#b0bec5", 1))
        parts.append(svg.text_block(left, y, lines[:1], 13, fill=color))
        parts.append(svg.text_block(left, y + 19, lines[1:], 13, fill=color))
        y += 17 * len(lines) + 9
    return parts
