"""5-Why trees as SVG: one column per why, branches below each other, the root cause at the end."""

from . import svg

COLUMN = 174
BOX = 152
MIN_COLUMNS = 6
GAP = 10
STYLES = {
    "confirmed": ("#e9f5ec", "#1e7d32"),
    "ruled_out": ("#f2f2f2", "#9e9e9e"),
    "open": ("#fff6e5", "#b26a00"),
}
ROOT_STYLE = ("#fdeceb", "#b3261e")


def draw_why_tree(title, nodes, why_label="Why %s"):
    """Draw the branches of one path (occurrence, escape or systemic).

    :param title: the problem the first why asks about
    :param nodes: list of dicts (text, status, is_root, contribution, children)
    :param why_label: the heading of a column, with a place for its number
    :return: the SVG as a string
    """
    depth = _depth(nodes)
    parts, y = [], 30.0
    first = []
    for node in nodes:
        drawn, y, anchor = _branch(node, 1, y)
        parts += drawn
        first.append(anchor)
    height = max(y, 110)
    parts = _titles(depth, why_label) + _problem(title, first, height) + parts
    return svg.document(COLUMN * max(depth + 1, MIN_COLUMNS), height, parts, title)


def _depth(nodes):
    return 1 + max((_depth(node["children"]) for node in nodes), default=0) if nodes else 0


def _titles(depth, why_label):
    return [
        svg.text_block(
            column * COLUMN + BOX / 2 + 4,
            16,
            [why_label % column],
            11,
            anchor="middle",
            fill="#555",
            weight="bold",
        )
        for column in range(1, depth + 1)
    ]


def _problem(title, anchors, height):
    lines = svg.wrap(title, 21, 6)
    box_height = len(lines) * 15 + 22
    middle = (anchors[0] + anchors[-1]) / 2 if anchors else height / 2
    y = max(middle - box_height / 2, 24)
    parts = [
        svg.box((4, y), (BOX, box_height), "#e8eef4", "#37474f"),
        svg.text_block(12, y + 19, lines, 12, weight="bold"),
    ]
    return [_link(4 + BOX, y + box_height / 2, COLUMN + 4, anchor) for anchor in anchors] + parts


def _branch(node, column, y):
    """Draw `node` and what follows it from `y` down; return parts, the next y and the box's
    middle."""
    lines = _lines(node)
    height = len(lines) * 15 + 20
    parts, anchors, below = [], [], y
    for child in node["children"]:
        drawn, below, anchor = _branch(child, column + 1, below)
        parts += drawn
        anchors.append(anchor)
    middle = (anchors[0] + anchors[-1]) / 2 if anchors else y + height / 2
    top = max(middle - height / 2, y)
    middle = top + height / 2
    x = column * COLUMN + 4
    fill, stroke = ROOT_STYLE if node.get("is_root") else STYLES.get(node["status"], STYLES["open"])
    links = [_link(x + BOX, middle, x + COLUMN, anchor) for anchor in anchors]
    weight = "bold" if node.get("is_root") else "normal"
    drawn = [
        svg.box((x, top), (BOX, height), fill, stroke),
        svg.text_block(x + 8, top + 20, lines, 12, weight=weight),
    ]
    return links + drawn + parts, max(below, top + height + GAP), middle


def _lines(node):
    lines = svg.wrap(node["text"], 22, 6)
    if node.get("contribution"):
        lines.append(f"{node['contribution']:g} %")
    return lines


def _link(x1, y1, x2, y2):
    middle = (x1 + x2) / 2
    curve = f"C {middle:.1f} {y1:.1f} {middle:.1f} {y2:.1f} {x2:.1f} {y2:.1f}"
    return (
        f'<path d="M {x1:.1f} {y1:.1f} {curve}" fill="none" stroke="#78909c" stroke-width="1.5"/>'
    )
