"""Reads figures back: the pixels of a PNG, and what an SVG shows on its map."""

import re
import struct
import subprocess
import sys
import zlib
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from lxml import etree

from maps.drawing.faces import FACES, Type, width

ROOT = Path(__file__).parents[2]
SVG = "{http://www.w3.org/2000/svg}"


def pixels(png):
    """Rows by columns by RGB of a PNG of 8 bits and no interlacing (PNG, section 9.2)."""
    wide, high, depth, colour = struct.unpack(">IIBB", png[16:26])
    channels = {2: 3, 6: 4}[colour]
    assert depth == 8
    packed, place = b"", 8
    while place < len(png):
        (size,) = struct.unpack(">I", png[place : place + 4])
        if png[place + 4 : place + 8] == b"IDAT":
            packed += png[place + 8 : place + 8 + size]
        place += 12 + size
    rows = np.frombuffer(zlib.decompress(packed), np.uint8).reshape(high, 1 + wide * channels)
    above = np.zeros((wide, channels), np.int64)
    found = []
    for row in rows:
        above = _unfiltered(int(row[0]), row[1:].reshape(wide, channels).astype(np.int64), above)
        found.append(above)
    return np.stack(found)[:, :, :3]


def _unfiltered(kind, line, above):
    if kind == 0:
        return line
    if kind == 1:
        return np.cumsum(line, axis=0) % 256
    if kind == 2:
        return (line + above) % 256
    left, corner, found = [0] * line.shape[1], [0] * line.shape[1], []
    for now, up in zip(line.tolist(), above.tolist(), strict=True):
        near = zip(now, left, up, corner, strict=True)
        if kind == 3:
            left = [(value + (a + b) // 2) % 256 for value, a, b, _ in near]
        else:
            left = [(value + _paeth(a, b, c)) % 256 for value, a, b, c in near]
        corner = up
        found.append(left)
    return np.array(found)


def _paeth(a, b, c):
    far = abs(b - c), abs(a - c), abs(a + b - 2 * c)
    return (a, b, c)[far.index(min(far))]


@dataclass
class Shown:
    """What stands on the map of an SVG, as boxes in pixels; names by their text."""

    frame: tuple
    names: dict = field(default_factory=dict)
    halos: dict = field(default_factory=dict)
    labels: list = field(default_factory=list)
    rings: list = field(default_factory=list)


def shown(svg):
    """What the SVG of a figure shows on its map."""
    root = etree.fromstring(svg)
    frame = root.find(f"{SVG}defs/{SVG}clipPath[@id='map']/{SVG}rect")
    x, y, wide, high = (float(frame.get(name)) for name in ("x", "y", "width", "height"))
    found = Shown((x, y, x + wide, y + high))
    (group,) = root.findall(f"{SVG}g[@clip-path='url(#signs)']")
    for one in group:
        kind = etree.QName(one).localname
        if kind == "text" and one.get("stroke"):
            text = "".join(one.itertext())
            key = f"{text} {len(found.names)}"
            found.names[key], found.halos[key] = _text_box(one, text), one.get("stroke")
        elif kind == "rect" and one.get("rx"):
            x, y = float(one.get("x")), float(one.get("y"))
            size = float(one.get("width")), float(one.get("height"))
            found.labels.append((x, y, x + size[0], y + size[1]))
        elif kind == "circle" and one.get("fill") != "none":
            x, y, r = (float(one.get(name)) for name in ("cx", "cy", "r"))
            found.rings.append((x - r, y - r, x + r, y + r))
    return found


def _text_box(one, text):
    italic, weight = one.get("font-style") == "italic", int(one.get("font-weight", 400))
    family = one.get("font-family").strip("'")
    face = next(f for f in FACES if (f.family, f.weight, f.italic) == (family, weight, italic))
    size = float(one.get("font-size"))
    wide = width(text, Type(size, "", face, float(one.get("letter-spacing", 0))))
    x, y = float(one.get("x")) - wide / 2, float(one.get("y"))
    return x, y - 0.76 * size, x + wide, y + 0.24 * size


def invented(folder, events):
    """An atlas of so many invented events."""
    script = ROOT / "tests" / "bench" / "generate.py"
    environment = {"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"}
    subprocess.run([sys.executable, script, events, folder], check=True, env=environment)
    return folder


def of_colour(picture, frame, colour):
    """How many pixels within the frame have just that colour."""
    left, top, right, bottom = (round(one) for one in frame)
    red, green, blue = (int(part, 16) for part in re.findall("..", colour[1:]))
    part = picture[top:bottom, left:right]
    return int((part == (red, green, blue)).all(axis=2).sum())
