#!/usr/bin/env python3
"""Makes the FITS files beside it, whose checksums are those of astropy (5.2.1): python3 make.py"""
import os

import numpy as np
from astropy.io import fits

HERE = os.path.dirname(os.path.abspath(__file__))
rng = np.random.default_rng(20260101)


def table():
    columns = [
        fits.Column("TIME", "D", array=rng.random(33)),
        fits.Column("PHA", "I", array=rng.integers(0, 4096, 33)),
        fits.Column("RAW", "3J", array=rng.integers(-9, 9, (33, 3))),
    ]
    return fits.BinTableHDU.from_columns(columns, name="EVENTS")


def image(cls=fits.ImageHDU, **more):
    pixels = rng.integers(-32768, 32767, (17, 31), dtype=np.int16)
    return cls(pixels, **more)


def write(name, hdus, checksum):
    fits.HDUList(hdus).writeto(os.path.join(HERE, name), checksum=checksum, overwrite=True)


write("checksum.fits", [image(fits.PrimaryHDU), table()], True)
write("datasum.fits", [image(fits.PrimaryHDU), table()], "datasum")
write("tiles.fits.fz", [fits.PrimaryHDU(), image(fits.CompImageHDU, compression_type="RICE_1")], True)
ascii_columns = [fits.Column("NAME", "A8", array=["M 31", "M 33"]), fits.Column("Z", "F8.3", array=[0.1, 2.5])]
write("ascii.fits", [fits.PrimaryHDU(), fits.TableHDU.from_columns(ascii_columns)], True)
