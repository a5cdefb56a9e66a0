#!/usr/bin/python3
"""Writes src/test/resources/fits/cutouts and fits/tiles: images, and the pixels that astropy's Cutout2D takes of them.

A text file is a header and END, then the question and its answer by keywords. The pixels are not written: they follow from
their number, counted from 0, by pixels() here and in TestImage.java. Compressed images are files of their own beside it.
"""
import pathlib
import warnings
import zlib

import astropy.units as u
import numpy as np
import wcs as headers
from astropy.coordinates import ICRS, SkyCoord
from astropy.io import fits
from astropy.nddata import Cutout2D, NoOverlapError
from astropy.wcs import WCS
from astropy.wcs.utils import proj_plane_pixel_scales, wcs_to_celestial_frame

ROOT = pathlib.Path("src/test/resources/fits")
TYPES = {8: ">u1", 16: ">i2", 32: ">i4", 64: ">i8", -32: ">f4", -64: ">f8"}


def pixels(h):
    shape = [h[f"NAXIS{axis}"] for axis in range(h["NAXIS"], 0, -1)]
    number = np.arange(np.prod(shape), dtype=np.uint64)
    bits = number * np.uint64(0x9E3779B97F4A7C15)
    bitpix = h["BITPIX"]
    if bitpix > 0:
        data = (bits >> np.uint64(64 - bitpix)).astype(f"u{bitpix // 8}").astype(TYPES[bitpix], casting="unsafe")
        if "BLANK" in h:
            data[number % 97 == 0] = h["BLANK"]
    else:
        data = (bits >> np.uint64(40 if bitpix == -32 else 11)).astype("f8") / (1 << 10 if bitpix == -32 else 1 << 20)
        data[number % 97 == 0] = np.nan
        data = data.astype(TYPES[bitpix])
    return data.reshape(shape)


def small(bitpix=-32, size=(120, 90), code="TAN", **more):
    return headers.header(code, size=size, BITPIX=bitpix, **more)


def smooth(h):
    """A sky with stars, as compressions expect it."""
    shape = (h["NAXIS2"], h["NAXIS1"])
    y, x = np.indices(shape)
    rng = np.random.default_rng(5)
    sky = 200 + 0.1 * x + rng.normal(0, 3, shape)
    for _ in range(12):
        sx, sy = rng.uniform(0, shape[1]), rng.uniform(0, shape[0])
        sky += 2000 * rng.uniform() * np.exp(-((x - sx) ** 2 + (y - sy) ** 2) / 4)
    return sky


# name, header, pixel in the middle (FITS), circle radius or (width, height) in pixels
def cases():
    yield "float", small(), (60.3, 45.8), 10
    yield "double", small(-64), (33.25, 61.5), 10.2
    yield "bytes", small(8), (60.3, 45.8), 7.7
    yield "short", small(16), (61.9, 20.1), 10
    yield "int", small(32), (60.3, 45.8), 12.5
    yield "long", small(64), (60.3, 45.8), 3.4
    yield "unsigned-short", small(16, BSCALE=1.0, BZERO=32768.0), (60.3, 45.8), 10
    yield "scaled", small(16, BSCALE=0.0125, BZERO=-4.5), (60.3, 45.8), 10
    yield "blank", small(16, BLANK=-32768), (60.3, 45.8), 10
    yield "scaled-blank", small(32, BSCALE=0.5, BZERO=10.0, BLANK=-1), (60.3, 45.8), 10
    yield "box", small(), (60.3, 45.8), (31, 12)
    yield "box-even", small(), (60.0, 45.0), (30, 12)
    yield "box-halves", small(), (60.5, 45.5), (31, 13)
    yield "one-pixel", small(), (60.3, 45.8), (1, 1)
    yield "reference-point", small(), (60.5, 45.5), 10
    yield "reference-point-whole", small(CRPIX1=60.0, CRPIX2=45.0), (60.0, 45.0), 10
    yield "reference-point-odd", small(), (60.5, 45.5), 10.5
    yield "first-pixel", small(), (1.0, 1.0), 5
    yield "last-pixel", small(), (120.0, 90.0), 5
    yield "left-edge", small(), (3.2, 45.0), 10
    yield "right-edge", small(16), (118.2, 45.0), 10
    yield "lower-edge", small(8), (60.0, 2.1), 10
    yield "upper-edge", small(), (60.0, 89.9), 10
    yield "corner", small(64), (-2.5, 93.0), 10
    yield "centre-outside", small(), (126.0, 45.0), 10
    yield "everything", small(), (60.3, 45.8), 500
    yield "outside-left", small(), (-20.0, 45.0), 10
    yield "outside-above", small(), (60.0, 140.0), 10
    yield "outside-far", small(), (9000.0, 7000.0), 10
    yield "not-square", small(CDELT1=-1.25e-4, CDELT2=2.75e-4), (60.3, 45.8), (30.0, 21.2)
    yield "rotated", small(**headers.rotated(33.0, 1e-4, 1e-4)), (70.3, 45.8), 10
    yield "swapped", small(names=("DEC", "RA"), ra=22.0, dec=83.6), (60.3, 45.8), (30, 12)
    yield "ra-zero", small(ra=0.0005, dec=-33.0, scale=1e-3), (60.3, 45.8), 10
    yield "north-pole", small(ra=37.0, dec=89.99, scale=1e-3), (50.3, 55.8), 10
    yield "galactic", small(names=("GLON", "GLAT"), ra=0.01, dec=-0.1), (60.3, 45.8), 10
    yield "fk5", small(EQUINOX=2000.0), (60.3, 45.8), 10
    yield "fk4", small(EQUINOX=1950.0), (60.3, 45.8), 10
    yield "sip", headers.sip(small(code="TAN-SIP", **headers.rotated(40.0, 1e-4, 1e-4))), (20.3, 75.8), 10
    yield "tpv", headers.tpv(small(code="TPV", **headers.rotated(12.0, 2e-4, 2e-4))), (100.3, 25.8), 10
    yield "dss", headers.dss(size=(120, 90)), (50.3, 45.8), 10
    yield "sin", small(code="SIN", scale=0.01, PV2_1=0.1, PV2_2=-0.1), (70.3, 45.8), 10
    yield "car", small(code="CAR", ra=180.0, dec=0.0, scale=0.5), (70.3, 45.8), 10
    yield "ait", small(code="AIT", ra=0.0, dec=0.0, scale=3.0, size=(120, 60), names=("GLON", "GLAT")), (61.3, 31.8), (10, 8)
    yield "crpix-outside", small(CRPIX1=-12000.5, CRPIX2=23000.25), (60.3, 45.8), 10
    yield "other-descriptions", small(CRPIX1P=1.0, CRVAL1P=4001.0, CDELT1P=1.0, CTYPE1P="X", LTV1=-4000.0, LTM1_1=1.0,
                                      LTV2=0.5), (60.3, 45.8), 10
    yield "no-crpix", small(CRPIX1=None, CRPIX2=None), (60.3, 45.8), 10
    yield "cube", small(NAXIS=3, NAXIS3=4, CTYPE3="FREQ", CRPIX3=1.0, CRVAL3=1e9, CDELT3=1e6), (60.3, 45.8), 10
    yield "four-axes", small(16, NAXIS=4, NAXIS3=1, NAXIS4=3, CTYPE3="FREQ", CTYPE4="STOKES", CRVAL4=1.0), (60.3, 45.8), (20, 7)


def celestial(h):
    h = headers.named(h)
    return WCS(h) if h["NAXIS"] == 2 else WCS(h).celestial


def icrs(wcs, points):
    world = wcs.all_pix2world(np.atleast_2d(points), 1)
    lon, lat = (1, 0) if wcs.wcs.lng == 1 else (0, 1)
    return SkyCoord(world[:, lon], world[:, lat], unit="deg", frame=wcs_to_celestial_frame(wcs)).transform_to(ICRS())


def answer(h, data, middle, size):
    """The question in degrees, as lines, and its answer."""
    wcs = celestial(h)
    target = icrs(wcs, middle)[0]
    scale = proj_plane_pixel_scales(wcs)
    if isinstance(size, tuple):
        question = f"box {size[0] * scale[0]:.17g} {size[1] * scale[1]:.17g}"
        # In pixels, since Cutout2D takes the scale of the wrong axis where pixels are not square.
        shape = tuple(int(np.round(n)) for n in reversed(size))
    else:
        radius = size * scale[0]
        question = f"circle {radius:.17g}"
        shape = 2 * radius * u.deg
    yield f"target {target.ra.deg:.17g} {target.dec.deg:.17g}"
    yield question
    plane = data.reshape((-1,) + data.shape[-2:])[0]
    try:
        # The exact pixel and not the target, whose way back ends 1e-10 beside a whole pixel, or (with swapped axes) elsewhere.
        place = tuple(np.subtract(middle, 1))
        (y0, y1), (x0, x1) = bounds(Cutout2D(plane, place, shape, wcs=wcs, mode="trim"))
    except NoOverlapError:
        yield "outside"
        return
    cut = np.ascontiguousarray(data[..., y0:y1, x0:x1])
    yield f"cut {x0} {y0} {x1 - x0} {y1 - y0}"
    yield f"crc32 {zlib.crc32(cut.tobytes()):08x}"
    points = np.array([(1, 1), (x1 - x0, 1), (1, y1 - y0), ((x1 - x0 + 1) / 2, (y1 - y0 + 1) / 3)])
    for (x, y), sky in zip(points, icrs(wcs, points + (x0, y0))):
        yield f"sky {x:.17g} {y:.17g} {sky.ra.deg:.17g} {sky.dec.deg:.17g}"


def bounds(cut):
    return [(s.start, s.stop) for s in cut.slices_original]


def tiles():
    for bitpix in (8, 16, 32):
        for kind in ("RICE_1", "GZIP_1", "GZIP_2", "PLIO_1", "HCOMPRESS_1"):
            yield f"{kind.lower()}-{bitpix}", bitpix, dict(compression_type=kind)
    for kind in ("RICE_1", "GZIP_1", "GZIP_2", "HCOMPRESS_1"):
        for name, method in (("no-dither", -1), ("dither-1", 1), ("dither-2", 2)):
            yield f"{kind.lower()}-{name}", -32, dict(compression_type=kind, quantize_method=method, dither_seed=9990)
    yield "gzip_2-lossless", -32, dict(compression_type="GZIP_2", quantize_level=0.0)
    yield "gzip_1-lossless-double", -64, dict(compression_type="GZIP_1", quantize_level=0.0)
    yield "rice_1-double", -64, dict(compression_type="RICE_1", quantize_method=1, dither_seed=1)
    yield "rice_1-tiles", 16, dict(compression_type="RICE_1", tile_size=(50, 40))
    yield "rice_1-tiles-float", -32, dict(compression_type="RICE_1", tile_size=(32, 17), quantize_method=1, dither_seed=17)
    yield "rice_1-one-tile", -32, dict(compression_type="RICE_1", tile_size=(120, 90), quantize_method=1, dither_seed=9999)
    yield "hcompress_1-lossy", 16, dict(compression_type="HCOMPRESS_1", hcomp_scale=2.5)
    yield "hcompress_1-smooth", 16, dict(compression_type="HCOMPRESS_1", hcomp_scale=2.5, hcomp_smooth=1)


def compressed(name, bitpix, options):
    h = small(bitpix)
    data = smooth(h)
    if bitpix > 0:
        data = np.clip(np.round(data / (8 if bitpix == 8 else 1)), 0, 200 if bitpix == 8 else 30000)
    else:
        data[10:13, 50:70] = np.nan
        data[40, ::7] = 0.0
    file = ROOT / "tiles" / f"{name}.fits"
    h = fits.ImageHDU(data.astype(TYPES[bitpix].replace(">", "=")), h).header
    fits.CompImageHDU(data.astype(TYPES[bitpix].replace(">", "=")), h, **options).writeto(file)
    with fits.open(file, do_not_scale_image_data=True) as back:
        data = back[1].data.astype(TYPES[bitpix])
    if bitpix < 0:
        data[np.isnan(data)] = np.nan  # of which there are many, and cfitsio takes another one
    yield f"full crc32 {zlib.crc32(data.tobytes()):08x}"
    yield from answer(small(bitpix), data, (60.3, 40.8), 12)


def main():
    for folder in ("cutouts", "tiles"):
        (ROOT / folder).mkdir(parents=True, exist_ok=True)
        for old in (ROOT / folder).iterdir():
            old.unlink()
    for name, h, middle, size in cases():
        lines = [str(card).rstrip() for card in h.cards] + ["END"]
        (ROOT / "cutouts" / f"{name}.txt").write_text("\n".join(lines + list(answer(h, pixels(h), middle, size))) + "\n")
    for name, bitpix, options in tiles():
        (ROOT / "tiles" / f"{name}.txt").write_text("\n".join(compressed(name, bitpix, options)) + "\n")


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    main()
