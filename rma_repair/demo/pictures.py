"""Small pictures that stand for photos in the demo company."""

import io

from PIL import Image, ImageDraw


def draw_screen(title, swing):
    """The screen of an oscilloscope with a ripple of this swing, as PNG bytes."""
    image = Image.new("RGB", (480, 300), "#10202c")
    draw = ImageDraw.Draw(image)
    for x in range(0, 480, 40):
        draw.line((x, 0, x, 300), fill="#1f3b4d")
    for y in range(0, 300, 40):
        draw.line((0, y, 480, y), fill="#1f3b4d")
    points = [(x, 160 + (swing if x // 24 % 2 else -swing) * (1 - x % 24 / 30)) for x in range(480)]
    draw.line(points, fill="#ffd54f", width=2)
    draw.text((12, 10), title, fill="#ffffff")
    stream = io.BytesIO()
    image.save(stream, "PNG")
    return stream.getvalue()
