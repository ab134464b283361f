"""Small helpers to draw SVG by hand: escaped text, wrapping that knows wide characters."""

import base64
import unicodedata
from html import escape

INK = "#222"
EDGE = "#555"
FONT = "Roboto, 'WenQuanYi Zen Hei', 'Noto Sans CJK SC', Arial, sans-serif"


def text_width(text):
    """Width of `text` in character cells: a Chinese character counts two."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def wrap(text, cells, max_lines=3):
    """Break `text` into at most `max_lines` lines of at most `cells` cells; the rest is an
    ellipsis."""
    lines, line = [], ""
    for word in _words(text):
        if line and text_width(line + word) > cells:
            lines.append(line.strip())
            line = word.lstrip()
        else:
            line += word
        while text_width(line) > cells:
            head = _cut(line, cells)
            lines.append(head)
            line = line[len(head) :]
    if line.strip():
        lines.append(line.strip())
    if len(lines) > max_lines:
        lines = lines[:max_lines]
        lines[-1] = _cut(lines[-1], cells - 1) + "…"
    return lines or [""]


def _words(text):
    """Pieces of `text` a line may break between: words with their space, wide characters alone."""
    word = ""
    for char in " ".join((text or "").split()):
        if unicodedata.east_asian_width(char) in "WF":
            yield word
            word = char
        elif char == " ":
            yield word
            word = " "
        else:
            word += char
    yield word


def _cut(text, cells):
    """The longest beginning of `text` that fits in `cells` (at least one character)."""
    width = 0
    for index, char in enumerate(text):
        width += text_width(char)
        if width > cells:
            return text[: max(index, 1)]
    return text


def text_block(x, y, lines, size=11, **style):
    """A `<text>` per line, the first with its baseline at `y`.

    Style: anchor (start, middle, end), fill, weight.
    """
    step = size * 1.25
    look = (
        f'font-size="{size}" text-anchor="{style.get("anchor", "start")}"'
        f' fill="{style.get("fill", INK)}" font-weight="{style.get("weight", "normal")}"'
    )
    return "".join(
        f'<text x="{x:.1f}" y="{y + index * step:.1f}" {look}>{escape(line)}</text>'
        for index, line in enumerate(lines)
    )


def line(start, end, stroke=EDGE, width=1.5):
    """A straight line between two points (x, y)."""
    (x1, y1), (x2, y2) = start, end
    return (
        f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"'
        f' stroke="{stroke}" stroke-width="{width}"/>'
    )


def box(corner, size, fill="#fff", stroke=EDGE, radius=4):
    """A rectangle with rounded corners: its upper left corner (x, y), its width and height."""
    (x, y), (width, height) = corner, size
    return (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" rx="{radius}"'
        f' fill="{fill}" stroke="{stroke}"/>'
    )


def document(width, height, parts, title=""):
    """The SVG document around `parts`; it scales with the page."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}"'
        f' width="{width:.0f}" height="{height:.0f}" font-family="{FONT}">'
        f"<title>{escape(title)}</title>{''.join(parts)}</svg>"
    )


def data_uri(svg):
    """`svg` as the source of an image: the same picture in a form and in a PDF."""
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode()
