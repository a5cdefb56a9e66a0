#!/usr/bin/python3
"""Writes src/test/resources/fits/histograms: event lists, and the histograms that numpy makes of them.

A text file has lines of a keyword and its values: the HDU and columns asked for, the bins, how many rows are counted, the CRC of
the image as big-endian 32-bit integers, and positions on the sky of pixels (from 0) as astropy gives them for the event list.
"""
import pathlib
import warnings
import zlib

import numpy as np
from astropy.io import fits
from astropy.wcs import WCS

ROOT = pathlib.Path("src/test/resources/fits/histograms")
SKY = {"TCTYP": ("RA---TAN", "DEC--TAN"), "TCRVL": (83.25, 22.5), "TCRPX": (500.5, 400.25), "TCDLT": (-0.0025, 0.002),
       "TCUNI": ("deg", "deg")}


def table(x, y, limits=None, sky=None, name="EVENTS", keys=(), **more):
    n = len(x.array)
    columns = [fits.Column("TIME", "D", array=np.arange(n) * 0.25), x, y, fits.Column("GRADE", "3B", array=np.ones((n, 3), "u1"))]
    hdu = fits.BinTableHDU.from_columns(columns, name=name)
    for i in (2, 3):
        if limits:
            hdu.header[f"{limits[0]}MIN{i}"], hdu.header[f"{limits[0]}MAX{i}"] = limits[1][i - 2]
        for key, values in (sky or {}).items():
            hdu.header[f"{key}{i}"] = values[i - 2]
    for key, value in keys:
        hdu.header[key] = value
    hdu.header.update(OBJECT="Crab", TELESCOP="TEST", INSTRUME="PSPC", **more)
    return hdu


def edges(hdu, name, n, data):
    i = [c.name.upper() for c in hdu.columns].index(name.upper()) + 1
    h = hdu.header
    low, high = h.get(f"TLMIN{i}", h.get(f"TDMIN{i}")), h.get(f"TLMAX{i}", h.get(f"TDMAX{i}"))
    good = data[np.isfinite(data)]
    if low is None:
        low, high = (good.min(), good.max()) if len(good) else (0, 1)
    whole = hdu.columns[i - 1].format[-1] in "BIJK" and h.get(f"TSCAL{i}", 1) == 1
    if whole:
        low, high = low - 0.5, high + 0.5
    elif low == high:
        low, high = low - 0.5, high + 0.5
    return i, np.linspace(low, high, n + 1)


def values(hdu, name):
    i = [c.name.upper() for c in hdu.columns].index(name.upper()) + 1
    data = np.array(hdu.data.field(name), dtype="f8")
    null = hdu.header.get(f"TNULL{i}")
    if null is not None:
        raw = (data - hdu.header.get(f"TZERO{i}", 0)) / hdu.header.get(f"TSCAL{i}", 1)
        data[raw == null] = np.nan
    return data


def case(name, hdus, number, x, y, nx, ny, hdu="-"):
    path = ROOT / f"{name}.fits"
    fits.HDUList([fits.PrimaryHDU()] + hdus).writeto(path, overwrite=True)
    with fits.open(path) as opened:
        table = opened[number]
        vx, vy = values(table, x), values(table, y)
        ix, ex = edges(table, x, nx, vx)
        iy, ey = edges(table, y, ny, vy)
        ok = np.isfinite(vx) & np.isfinite(vy)
        image = np.histogram2d(vy[ok], vx[ok], bins=[ey, ex])[0].astype(">i4")
        lines = [f"ask {hdu} {x} {y} {nx} {ny}", f"hdu {number}", f"rows {len(vx)}", f"counted {image.sum()}",
                 f"crc {zlib.crc32(image.tobytes()):08x}"]
        if f"TCTYP{ix}" in table.header:
            wcs = WCS(table.header, keysel=["pixel"], colsel=[ix, iy])
            for px, py in ((0, 0), (nx - 1, ny - 1), (nx // 3, ny // 2)):
                at = (ex[0] + (px + 0.5) * (ex[1] - ex[0]), ey[0] + (py + 0.5) * (ey[1] - ey[0]))
                ra, dec = wcs.all_pix2world([at], 1)[0]
                lines.append(f"sky {px} {py} {ra!r} {dec!r}".replace("np.float64(", "").replace(")", ""))
    (ROOT / f"{name}.txt").write_text("\n".join(lines) + "\n")


def main():
    warnings.simplefilter("ignore")
    ROOT.mkdir(parents=True, exist_ok=True)
    r = np.random.default_rng(20)
    n = 700
    ints = [r.integers(1, 1001, n), r.integers(1, 801, n)]
    gauss = [r.normal(500, 90, n), r.normal(300, 60, n)]
    box = ("TL", [(1, 1000), (1, 800)])

    def two(fx, fy, data, **more):
        return fits.Column("X", fx, array=data[0], **more), fits.Column("Y", fy, array=data[1], **more)

    case("whole-with-sky", [table(*two("I", "J", ints), box, SKY, RADESYS="ICRS")], 1, "X", "Y", 128, 128)
    case("long-odd-bins", [table(*two("K", "J", ints), box)], 1, "x", "y", 37, 11)
    case("float-with-sky", [table(*two("E", "D", gauss), ("TL", [(0, 1000), (0, 600)]), SKY)], 1, "X", "Y", 64, 48)
    case("float-of-the-data", [table(*two("D", "E", [g.astype("f4") for g in gauss]))], 1, "X", "Y", 16, 16)
    case("data-limits", [table(*two("D", "D", gauss), ("TD", [(400, 600), (200, 400)]))], 1, "X", "Y", 20, 20)
    case("bytes", [table(*two("B", "B", [i % 200 for i in ints]))], 1, "X", "Y", 50, 40)
    case("unsigned", [table(*two("I", "I", [i + 32000 for i in ints], bzero=32768), ("TL", [(32001, 33000), (32001, 32800)]))],
         1, "X", "Y", 100, 80)
    scaled = (("TSCAL2", 0.25), ("TZERO2", 10.0), ("TSCAL3", 0.5))
    case("scaled", [table(*two("I", "J", ints), keys=scaled)], 1, "X", "Y", 30, 30)
    nulls = [i.copy() for i in ints]
    nulls[0][::7] = -9
    case("nulls", [table(*two("J", "J", nulls, null=-9), box)], 1, "X", "Y", 32, 32)
    nans = [g.copy() for g in gauss]
    nans[1][::5] = np.nan
    case("nans", [table(*two("D", "D", nans))], 1, "X", "Y", 32, 32)
    case("one-value", [table(*two("D", "D", [np.full(9, 3.5), np.full(9, -1.0)]))], 1, "X", "Y", 4, 4)
    case("none", [table(*two("D", "D", [np.empty(0), np.empty(0)]))], 1, "X", "Y", 4, 4)
    second = table(*two("I", "I", [i[:50] for i in ints]), box, name="STDEVT")
    case("by-name", [table(*two("I", "I", ints), box), second], 2, "X", "Y", 16, 16, hdu="STDEVT")
    case("by-number", [table(*two("I", "I", ints), box), second], 2, "X", "Y", 16, 16, hdu="2")
    case("first-with-both", [table(*two("I", "I", ints), box, name="GTI"), second], 1, "X", "Y", 16, 16)


main()
