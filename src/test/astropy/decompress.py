#!/usr/bin/python3
"""Writes src/test/resources/fits/packed: files that fpack and compress have made, and what they are without compression.

fpack, funpack and compress must be on the path (Debian: libcfitsio-bin, ncompress). A text file has a line for each HDU of the
original: its number, the CRC of its data as funpack and astropy give them, and its header without sums, for FITS; or the CRC of
the whole file. Floating-point images are dithered with a seed that fpack takes from the clock, so that another run writes others.
"""
import pathlib
import shutil
import subprocess
import tempfile
import warnings
import zlib

import numpy as np
from astropy.io import fits
from cutouts import small, smooth

ROOT = pathlib.Path("src/test/resources/fits/packed")
STRUCTURE = ("SIMPLE", "XTENSION", "BITPIX", "NAXIS", "PCOUNT", "GCOUNT", "EXTEND", "CHECKSUM", "DATASUM", "COMMENT", "")


def image(kind, bitpix, **more):
    h = small(bitpix, OBJECT="M 1 / Crab", **more)
    data = smooth(h)
    if bitpix > 0:
        data = np.clip(np.round(data / (8 if bitpix == 8 else 1)), 0, 200 if bitpix == 8 else 30000)
    else:
        data[10:13, 50:70] = np.nan
    return kind(data.astype({8: "u1", 16: "i2", 32: "i4", -32: "f4", -64: "f8"}[bitpix]), h)


def table(kind):
    columns = [fits.Column("TIME", "D" if kind is fits.BinTableHDU else "F12.5", array=np.arange(20) * 1.5),
               fits.Column("NAME", "5A" if kind is fits.BinTableHDU else "A5", array=np.array(["a", "bc", "def", ""] * 5))]
    return kind.from_columns(columns, name="TABLE")


def named(hdu, name):
    hdu.header["EXTNAME"] = name
    return hdu


def several():
    first = fits.PrimaryHDU()
    first.header["TELESCOP"] = "TEST"
    return [first, named(image(fits.ImageHDU, 16), "SCI"), table(fits.BinTableHDU), named(image(fits.ImageHDU, -32), "ERR"),
            table(fits.TableHDU)]


# name, options of fpack, HDUs
def files():
    yield "primary", [], [image(fits.PrimaryHDU, 16)]
    yield "primary-and-more", [], [image(fits.PrimaryHDU, 32), table(fits.BinTableHDU), named(image(fits.ImageHDU, 8), "DQ")]
    yield "several", [], several()
    yield "unnamed", [], [fits.PrimaryHDU(), image(fits.ImageHDU, 16), image(fits.ImageHDU, 32)]
    yield "float", ["-q", "16"], [image(fits.PrimaryHDU, -32)]
    yield "lossless", ["-g2", "-q", "0"], [image(fits.PrimaryHDU, -32)]
    yield "double", ["-q", "0", "-g"], [image(fits.PrimaryHDU, -64)]
    yield "hcompress", ["-h"], [image(fits.PrimaryHDU, 16)]
    yield "whole", ["-w"], [image(fits.PrimaryHDU, 16)]
    yield "unsigned", [], [fits.PrimaryHDU((np.arange(60 * 80) * 13 % 65536).astype("u2").reshape(60, 80))]
    yield "line", [], [fits.PrimaryHDU((np.arange(20000) % 251).astype("i2"))]
    yield "cube", [], [fits.PrimaryHDU((np.arange(40 * 30 * 20) % 251).astype("i2").reshape(20, 30, 40))]


def kept(header):
    return [str(card).rstrip() for card in header.cards if not card.keyword.rstrip("0123456789") in STRUCTURE]


def described(file):
    with fits.open(file, do_not_scale_image_data=True) as hdus:
        offsets = [hdu._data_offset for hdu in hdus]
        sizes = [hdu.size for hdu in hdus]
        headers = [hdu.header.copy() for hdu in hdus]
    whole = file.read_bytes()
    for number, (at, size, header) in enumerate(zip(offsets, sizes, headers)):
        data = whole[at : at + size]
        if header["BITPIX"] < 0:
            values = np.frombuffer(data, f">f{-header['BITPIX'] // 8}").copy()
            values[np.isnan(values)] = np.nan
            data = values.tobytes()
        yield f"hdu {number} {zlib.crc32(data):08x}"
        yield from kept(header)


def text(lines):
    rng = np.random.default_rng(3)
    words = ["".join(chr(97 + c) for c in rng.integers(0, 26, 5)) for _ in range(300)]
    return " ".join(words[i] if n < lines / 2 else f"{i * 7919 % 100003}" for n, i in enumerate(rng.integers(0, 300, lines)))


def main():
    shutil.rmtree(ROOT, ignore_errors=True)
    ROOT.mkdir(parents=True)
    for name, options, hdus in files():
        with tempfile.TemporaryDirectory() as folder:
            original = pathlib.Path(folder) / "original.fits"
            back = pathlib.Path(folder) / "back.fits"
            fits.HDUList(hdus).writeto(original)
            subprocess.run(["fpack", *options, "-O", ROOT / f"{name}.fz", original], check=True, stdout=subprocess.DEVNULL)
            subprocess.run(["funpack", "-O", back, ROOT / f"{name}.fz"], check=True)
            (ROOT / f"{name}.txt").write_text("\n".join(described(back)) + "\n")
    for name, bits, lines in (("nine", 9, 500), ("ten", 10, 2500), ("twelve", 12, 5000), ("sixteen", 16, 9000)):
        data = text(lines).encode()
        packed = subprocess.run(["compress", "-c", "-f", "-b", str(bits)], input=data, stdout=subprocess.PIPE).stdout
        (ROOT / f"{name}-bits.Z").write_bytes(packed)
        (ROOT / f"{name}-bits.txt").write_text(f"file {zlib.crc32(data):08x} {len(data)}\n")


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    main()
