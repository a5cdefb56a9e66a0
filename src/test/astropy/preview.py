#!/usr/bin/python3
"""Writes src/test/resources/fits/previews: images, and what astropy and matplotlib make of their values.

A text file has lines of a keyword and its values: what is asked for (stretch, colormap, min, max, percentile, size, hdu), the HDU,
the limits, the size of the drawn image without its frame, and colours of pixels of it, x and y from the upper left; - is transparent.
"""
import pathlib

import numpy as np
from astropy.io import fits
from astropy.visualization import AsinhStretch, LinearStretch, LogStretch, PercentileInterval, SqrtStretch, ZScaleInterval
from matplotlib import colormaps

ROOT = pathlib.Path("src/test/resources/fits/previews")
STRETCHES = {"linear": LinearStretch(), "zscale": LinearStretch(), "log": LogStretch(a=1000), "sqrt": SqrtStretch(),
             "asinh": AsinhStretch(a=0.1)}
R = np.random.default_rng(21)


def weights(there, here):
    """How much of each old pixel is in each new one."""
    edges = np.arange(here + 1) * there / here
    old = np.arange(there)
    return np.clip(np.minimum(old + 1, edges[1:, None]) - np.maximum(old, edges[:-1, None]), 0, None)


def reduced(data, size):
    rows, columns = data.shape
    share = min(1, size / max(rows, columns))
    up = weights(rows, max(1, int(np.floor(rows * share + 0.5))))
    across = weights(columns, max(1, int(np.floor(columns * share + 0.5))))
    good = np.isfinite(data)
    with np.errstate(invalid="ignore"):
        mean = (up @ np.where(good, data, 0) @ across.T) / (up @ good @ across.T)
    return mean.repeat(max(1, size // max(rows, columns)), 0).repeat(max(1, size // max(rows, columns)), 1)


def case(name, hdus, number=0, stretch="linear", colormap="gray", low=None, high=None, percentile=None, size=64, hdu="-"):
    path = ROOT / f"{name}.fits"
    fits.HDUList(hdus).writeto(path, overwrite=True)
    with fits.open(path) as opened:
        data = np.array(opened[number].data, dtype="f8")
    data = data.reshape((-1,) + data.shape[-2:])[0]
    found = (ZScaleInterval() if stretch == "zscale" else PercentileInterval(percentile or 99.5)).get_limits(
        data[np.isfinite(data)])
    limits = [float(f if given is None else given) for given, f in zip((low, high), found)]
    image = reduced(data, size)[::-1]
    lines = [" ".join(str("-" if v is None else v) for v in ("ask", stretch, colormap, low, high, percentile, size, hdu)),
             f"hdu {number}", f"limits {limits[0]!r} {limits[1]!r}", f"size {image.shape[1]} {image.shape[0]}"]
    bright = STRETCHES[stretch](np.clip((image - limits[0]) / (limits[1] - limits[0]), 0, 1), clip=True)
    blank = 0
    for n in range(120):
        x, y = R.integers(0, image.shape[1]), R.integers(0, image.shape[0])
        if n < 4:
            x, y = n % 2 * (image.shape[1] - 1), n // 2 * (image.shape[0] - 1)
        place = f"colour {x} {y}"
        at = bright[y, x] * 256
        if np.isnan(at):
            blank += 1
            lines.append(f"{place} -")
        elif abs(at - round(at)) > 1e-4 or at == 0 or at == 256:
            lines.append(place + " %02x%02x%02x" % tuple(np.rint(np.array(colormaps[colormap](float(bright[y, x]))[:3]) * 255).astype(int)))
    (ROOT / f"{name}.txt").write_text("\n".join(lines[:100]) + "\n")
    print(name, limits, image.shape, blank)


def sky(columns, rows):
    y, x = np.mgrid[:rows, :columns]
    image = R.normal(100, 3, (rows, columns)) + x * 0.05 - y * 0.1
    for _ in range(columns * rows // 300):
        px, py = R.uniform(0, columns), R.uniform(0, rows)
        image += 10 ** R.uniform(1, 3) * np.exp(-((x - px) ** 2 + (y - py) ** 2) / 3)
    return image


def plain(data, **keys):
    hdu = fits.PrimaryHDU(data)
    for key, value in keys.items():
        hdu.header[key] = value
    return hdu


def raw(data, **keys):
    """Whole numbers as they are, with keywords that say what they mean."""
    return plain(data, **keys)


def main():
    ROOT.mkdir(parents=True, exist_ok=True)
    holes = sky(60, 40).astype("f4")
    holes[5:12, 20:40] = np.nan
    holes[0, 0], holes[39, 59], holes[20, 20] = np.inf, -np.inf, np.nan
    case("float", [plain(holes)])
    case("float-log", [plain(holes)], stretch="log", colormap="inferno")
    case("float-sqrt", [plain(holes)], stretch="sqrt", colormap="magma")
    case("float-asinh", [plain(holes)], stretch="asinh", colormap="viridis")
    case("float-zscale", [plain(holes)], stretch="zscale", colormap="viridis")
    short = sky(50, 30).astype("i2")
    short[3:6, 10:30] = -32768
    case("short-scaled", [raw(short, BSCALE=0.25, BZERO=-7.5, BLANK=-32768)], stretch="asinh")
    case("short-unsigned", [plain((sky(40, 40) + 40000).astype("u2"))], stretch="sqrt", colormap="magma", percentile=90)
    case("byte", [raw(np.clip(sky(40, 50), 0, 255).astype("u1"), BLANK=100)], colormap="inferno", low=20)
    case("int", [raw((sky(100, 90) * 1000).astype("i4"), BSCALE=1e-3)], stretch="zscale", size=128)
    case("long", [raw((sky(30, 20) * 1e12).astype("i8"))], stretch="log", colormap="viridis", high=150e12)
    case("double", [plain(sky(20, 33) * 1e-17)], stretch="log", low=9e-16, high=3e-15)
    case("zscale-few", [plain(sky(3, 1))], stretch="zscale")
    case("zscale-some", [plain(sky(27, 9))], stretch="zscale", colormap="magma")
    steep = np.sort(R.exponential(50, 2000)).reshape(40, 50)
    case("zscale-steep", [plain(steep)], stretch="zscale")
    case("zscale-half-rejected", [plain(np.where(R.random((40, 40)) < 0.4, R.normal(1e4, 1e3, (40, 40)), sky(40, 40)))],
         stretch="zscale", colormap="inferno")
    case("events", [raw(R.poisson(0.02, (64, 64)).astype("i4"))], percentile=99, high=2, size=200)
    case("reduced", [plain(sky(128, 96).astype("f4"))], colormap="viridis", size=32)
    gaps = sky(90, 71)
    gaps[10:30, 20:50] = np.nan
    gaps[40::2, ::3] = np.nan
    gaps[::5, 1::4], gaps[3::7, ::6] = np.inf, -np.inf
    case("reduced-in-part", [plain(gaps)], colormap="inferno", size=64, percentile=100)
    case("reduced-much", [plain(gaps.T)], stretch="zscale", size=7)
    case("reduced-thin", [plain(sky(150, 2))], stretch="linear", size=20)
    case("enlarged", [plain(sky(20, 10))], size=65, stretch="sqrt")
    case("cube", [fits.PrimaryHDU(), fits.ImageHDU(np.array([sky(20, 30), sky(20, 30) * 5]))], 1, stretch="asinh")
    tables = fits.BinTableHDU.from_columns([fits.Column("X", "J", array=np.arange(5))], name="EVENTS")
    case("by-name", [fits.PrimaryHDU(sky(10, 10)), tables, fits.ImageHDU(sky(12, 14), name="MASK")], 2, hdu="MASK")
    case("by-number", [fits.PrimaryHDU(sky(10, 10)), tables, fits.ImageHDU(sky(12, 14), name="MASK")], 2, hdu="2")
    tiles = sky(60, 50)
    case("tiles", [fits.PrimaryHDU(), fits.CompImageHDU(tiles.astype("i4"), compression_type="RICE_1")], 1, size=50)
    tiles[10:20] = np.nan
    case("tiles-float", [fits.PrimaryHDU(), fits.CompImageHDU(tiles.astype("f4"), compression_type="GZIP_2", quantize_level=0)], 1,
         stretch="asinh", size=30)


main()
