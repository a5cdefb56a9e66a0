#!/usr/bin/python3
"""Writes src/main/resources/io/camelopard/fits: the colour maps of matplotlib, and the outlines of letters of DejaVu Sans.

Needs python3-matplotlib, python3-fonttools and fonts-dejavu-core.
"""
import pathlib

import numpy as np
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.ttLib import TTFont
from matplotlib import colormaps

ROOT = pathlib.Path("src/main/resources/io/camelopard/fits")
FONT = "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"
LETTERS = [chr(c) for c in range(0x20, 0x7F)] + list("°·µ×−…′″")
STEPS = 4


def maps():
    lines = ["# Colours of matplotlib's maps, 256 of six hexadecimal digits each, from darkest to brightest.",
             "# inferno, magma and viridis: by Nathaniel J. Smith, Stefan van der Walt and Eric Firing, CC0 1.0 (public domain)."]
    for name in ("gray", "inferno", "magma", "viridis"):
        rgb = np.rint(colormaps[name](np.arange(256))[:, :3] * 255).astype(int)
        lines.append(name + " " + "".join("%02x%02x%02x" % tuple(c) for c in rgb))
    (ROOT / "colormaps.txt").write_text("\n".join(lines) + "\n")


def flat(font, name):
    """Closed contours of straight lines, in units of the font, up is positive."""
    pen = DecomposingRecordingPen(font.getGlyphSet())
    font.getGlyphSet()[name].draw(pen)
    contours = []
    for verb, points in pen.value:
        if verb == "moveTo":
            contours.append([points[0]])
        elif verb == "lineTo":
            contours[-1].append(points[0])
        elif verb == "qCurveTo":
            if points[-1] is None:
                raise ValueError(name)
            for i, control in enumerate(points[:-1]):
                last = i == len(points) - 2
                end = points[-1] if last else tuple((a + b) / 2 for a, b in zip(control, points[i + 1]))
                start = contours[-1][-1]
                for t in np.arange(1, STEPS + 1) / STEPS:
                    contours[-1].append(tuple((1 - t) ** 2 * s + 2 * t * (1 - t) * c + t * t * e
                                              for s, c, e in zip(start, control, end)))
        elif verb != "closePath":
            raise ValueError(verb)
    return contours


def letters():
    font = TTFont(FONT)
    names = font.getBestCmap()
    lines = ["# Outlines of DejaVu Sans 2.37, curves as straight lines; its licence is in glyphs-license.txt.",
             "# A line: code point, width, then the contours, x and y of each corner; 2048 units are the size, up is positive."]
    for letter in LETTERS:
        name = names[ord(letter)]
        shape = ["".join(" %d %d" % (round(x), round(y)) for x, y in c) for c in flat(font, name)]
        lines.append("%04x %d%s" % (ord(letter), font["hmtx"][name][0], "".join(" |" + s for s in shape)))
    (ROOT / "glyphs.txt").write_text("\n".join(lines) + "\n")


maps()
letters()
