#!/usr/bin/python3
"""Writes src/test/resources/fits/wcs: headers, and where astropy says that their pixels are.

Debian's python3-astropy. A file is a header, END, and lines of x, y (FITS pixels), ra, dec (ICRS, degrees). Run from the root
of the project; the tests need only what is written.
"""
import pathlib
import warnings

import numpy as np
from astropy.coordinates import BarycentricMeanEcliptic, FK5, ICRS, SkyCoord, Supergalactic
from astropy.io import fits
from astropy.time import Time
from astropy.wcs import WCS
from astropy.wcs.utils import wcs_to_celestial_frame

OUT = pathlib.Path("src/test/resources/fits/wcs")
ARCSEC = 1 / 3600


def header(code="TAN", ra=83.6, dec=22.0, scale=0.5 * ARCSEC, size=(400, 300), names=("RA", "DEC"), **more):
    h = fits.Header()
    h["SIMPLE"], h["BITPIX"], h["NAXIS"] = True, -32, 2
    h["NAXIS1"], h["NAXIS2"] = size
    for axis, (name, value) in enumerate(zip(names, (ra, dec)), 1):
        h[f"CTYPE{axis}"] = f"{name:-<5}{code}" if len(code) == 3 else f"{name:-<5}{code[:3]}{code[3:]}"
        h[f"CRVAL{axis}"] = value
        h[f"CRPIX{axis}"] = (size[axis - 1] + 1) / 2
        h[f"CDELT{axis}"] = -scale if axis == 1 else scale
    return changed(h, more)


def changed(h, more):
    for key, value in more.items():
        if value is None:
            h.pop(key, None)
        else:
            h[key] = value
    return h


def rotated(angle, x, y):
    c, s = np.cos(np.radians(angle)), np.sin(np.radians(angle))
    return dict(CDELT1=None, CDELT2=None, CD1_1=-x * c, CD1_2=y * s, CD2_1=x * s, CD2_2=y * c)


def sip(h, order=3, size=1e-3):
    rng = np.random.default_rng(7)
    for name in "AB":
        h[f"{name}_ORDER"] = order
        for p in range(order + 1):
            for q in range(order + 1 - p):
                if p + q >= 2:
                    h[f"{name}_{p}_{q}"] = float(f"{rng.uniform(-1, 1) * size * 300.0 ** (1 - p - q):.9E}")
    return h


def tpv(h, terms=11, size=1e-2):
    """To a header with CD: after CDELT, wcslib 7.12 takes the parameters for those of pixels."""
    rng = np.random.default_rng(11)
    for axis in (1, 2):
        h[f"PV{axis}_0"] = float(f"{rng.uniform(-1, 1) * 1e-4:.9E}")
        h[f"PV{axis}_1"] = 1.002 if axis == 1 else 0.999
        for m in range(2, terms):
            degree = next(d for d in range(1, 8) if m <= LAST[d])
            h[f"PV{axis}_{m}"] = float(f"{rng.uniform(-1, 1) * size * 0.05 ** (1 - degree):.9E}")
    return h


LAST = {1: 3, 2: 6, 3: 11, 4: 16, 5: 23, 6: 30, 7: 39}


def dss(ra=(5, 35, 12.3), dec=("-", 5, 20, 10.0), cnpix=(7000, 6500), size=(300, 200), **more):
    h = fits.Header()
    h["SIMPLE"], h["BITPIX"], h["NAXIS"] = True, 16, 2
    h["NAXIS1"], h["NAXIS2"] = size
    h["PLTRAH"], h["PLTRAM"], h["PLTRAS"] = ra
    h["PLTDECSN"], h["PLTDECD"], h["PLTDECM"], h["PLTDECS"] = dec
    h["EQUINOX"], h["PLTSCALE"] = 2000.0, 67.2
    h["CNPIX1"], h["CNPIX2"] = cnpix
    h["XPIXELSZ"], h["YPIXELSZ"] = 25.28445, 25.28445
    for i in range(1, 7):
        h[f"PPO{i}"] = 177500.0 if i in (3, 6) else 0.0
    x = [67.2334, 0.0123, -100.5, 1.1e-5, -2e-5, 3e-6, 1e-5, 2.1e-6, -1e-7, 2e-6, -3e-8, 1e-7, 1e-11]
    y = [67.2412, -0.0119, 50.25, -1e-5, 2e-5, 1e-6, 0.0, 1.9e-6, 1e-7, 2e-6, 2e-8, 2e-7, 2e-11]
    for i in range(20):
        h[f"AMDX{i + 1}"] = x[i] if i < 13 else 0.0
        h[f"AMDY{i + 1}"] = y[i] if i < 13 else 0.0
    return changed(h, more)


def cases():
    yield "tan", header()
    yield "tan-hubble", header(scale=0.05 * ARCSEC, size=(4096, 2048))
    yield "tan-survey", header(scale=1.7 * ARCSEC, size=(32768, 32768))
    yield "tan-ra-zero", header(ra=0.001, dec=-33.0, scale=10 * ARCSEC)
    yield "tan-ra-below-360", header(ra=359.99, dec=5.0, scale=10 * ARCSEC)
    yield "tan-north-pole", header(ra=37.0, dec=89.99, scale=1 * ARCSEC)
    yield "tan-south-pole", header(ra=200.0, dec=-89.995, scale=1 * ARCSEC)
    yield "tan-at-the-pole", header(ra=37.0, dec=90.0, scale=1 * ARCSEC)
    yield "tan-at-the-south-pole", header(ra=37.0, dec=-90.0, scale=1 * ARCSEC)
    yield "tan-cd-rotated", header(**rotated(33.0, 0.4 * ARCSEC, 0.4 * ARCSEC))
    yield "tan-cd-not-square", header(**rotated(-120.0, 0.2 * ARCSEC, 0.7 * ARCSEC))
    yield "tan-not-square", header(CDELT1=-1.25e-4, CDELT2=2.75e-4)
    yield "tan-mirrored", header(CDELT1=1.25e-4)
    yield "tan-pc", header(PC1_1=0.8, PC1_2=-0.6, PC2_1=0.6, PC2_2=0.8)
    yield "tan-pc-part", header(PC1_2=-0.1, PC2_1=0.1, CDELT1=-2e-4, CDELT2=3e-4)
    yield "tan-crota", header(CROTA2=27.5)
    yield "tan-crota-not-square", header(CROTA2=-62.5, CDELT1=-2e-4, CDELT2=3e-4)
    yield "tan-swapped", header(names=("DEC", "RA"), ra=22.0, dec=83.6)
    yield "tan-swapped-cd", header(names=("DEC", "RA"), ra=-22.0, dec=283.6, **rotated(15.0, 1e-4, 2e-4))
    yield "tan-swapped-crota", header(names=("DEC", "RA"), ra=22.0, dec=83.6, CROTA1=20.0, CDELT1=2e-4, CDELT2=-3e-4)
    yield "tan-lonpole", header(LONPOLE=150.0)
    yield "tan-pv-lonpole", header(PV1_3=170.0)
    yield "tan-arcsec", header(CUNIT1="arcsec", CUNIT2="arcsec", CDELT1=-0.5, CDELT2=0.5, CRVAL1=83.6 * 3600, CRVAL2=79200.0)
    yield "tan-cube", header(NAXIS=4, NAXIS3=30, NAXIS4=1, CTYPE3="FREQ", CRVAL3=1.4e9, CDELT3=1e6, CRPIX3=1.0, CUNIT3="Hz",
                             CTYPE4="STOKES", CRVAL4=1.0, CDELT4=1.0, CRPIX4=1.0)
    yield "tan-crpix-outside", header(CRPIX1=-12000.5, CRPIX2=23000.25)
    yield "tan-fk5", header(RADESYS="FK5", EQUINOX=2000.0)
    yield "tan-fk5-of-1987", header(RADESYS="FK5", EQUINOX=1987.5)
    yield "tan-equinox-2000", header(EQUINOX=2000.0)
    yield "tan-fk4", header(RADESYS="FK4", EQUINOX=1950.0)
    yield "tan-fk4-of-1975", header(RADESYS="FK4", EQUINOX=1975.0)
    yield "tan-epoch-1950", header(EPOCH=1950.0)
    yield "tan-fk4-no-e", header(RADESYS="FK4-NO-E", EQUINOX=1950.0)
    yield "tan-galactic", header(names=("GLON", "GLAT"), ra=0.2, dec=-0.1)
    yield "tan-ecliptic", header(names=("ELON", "ELAT"), ra=123.0, dec=-60.0)
    yield "tan-ecliptic-of-2015", header(names=("ELON", "ELAT"), ra=123.0, dec=12.0, EQUINOX=2015.0)
    yield "tan-supergalactic", header(names=("SLON", "SLAT"), ra=250.0, dec=12.0)
    yield "sip", sip(header("TAN-SIP", **rotated(40.0, 1e-4, 1e-4)))
    yield "sip-order-5", sip(header("TAN-SIP", ra=0.0, dec=70.0, **rotated(-5.0, 6e-3, 6e-3), size=(2000, 2000)), 5, 3e-4)
    yield "sip-without-its-name", sip(header("TAN", CRPIX1=10.25))
    yield "sip-of-sin", sip(header("SIN-SIP"))
    yield "tpv", tpv(header("TPV", **rotated(12.0, 2e-4, 2e-4)))
    yield "tpv-order-7", tpv(header("TPV", **rotated(0.0, 3e-4, 3e-4)), 40, 1e-3)
    yield "tpv-of-scamp", tpv(header("TAN", dec=-45.0, **rotated(89.0, 7.5e-5, 7.5e-5), size=(2048, 4096)))
    yield "sin", header("SIN", scale=60 * ARCSEC, size=(2000, 1500))
    yield "sin-slant", header("SIN", scale=60 * ARCSEC, PV2_1=0.1, PV2_2=-0.3)
    yield "sin-north-pole", header("SIN", dec=89.9, scale=10 * ARCSEC)
    yield "arc", header("ARC", scale=60 * ARCSEC, size=(3000, 3000))
    yield "arc-beyond-the-equator", header("ARC", dec=-70.0, scale=0.5, size=(300, 300))
    yield "zea", header("ZEA", scale=120 * ARCSEC, size=(3000, 3000))
    yield "zea-galactic-pole", header("ZEA", ra=0.0, dec=90.0, names=("GLON", "GLAT"), scale=0.0395646818624, size=(2000, 2000),
                                      LONPOLE=180.0)
    yield "stg", header("STG", scale=120 * ARCSEC, size=(3000, 3000), dec=-55.0)
    yield "car", header("CAR", ra=180.0, dec=0.0, scale=0.1, size=(3000, 1500))
    yield "car-inclined", header("CAR", ra=120.0, dec=35.0, scale=30 * ARCSEC)
    yield "car-lonpole", header("CAR", ra=120.0, dec=35.0, scale=30 * ARCSEC, LONPOLE=10.0, LATPOLE=20.0)
    yield "car-south-latpole", header("CAR", ra=120.0, dec=-35.0, scale=30 * ARCSEC, LATPOLE=-90.0)
    yield "car-galactic", header("CAR", ra=0.0, dec=0.0, names=("GLON", "GLAT"), scale=0.05, size=(2000, 200))
    yield "car-pole-on-the-equator", header("CAR", ra=40.0, dec=0.0, LONPOLE=90.0, LATPOLE=30.0, scale=0.05)
    yield "car-turned-on-the-equator", header("CAR", ra=40.0, dec=0.0, LONPOLE=30.0, scale=0.05)
    yield "car-turned-upside-down", header("CAR", ra=40.0, dec=0.0, LONPOLE=30.0, LATPOLE=-90.0, scale=0.05)
    yield "cea", header("CEA", ra=266.0, dec=0.0, scale=0.05, size=(2000, 1500))
    yield "cea-lambda", header("CEA", ra=266.0, dec=0.0, scale=0.05, size=(2000, 1500), PV2_1=0.5)
    yield "ait", header("AIT", ra=0.0, dec=0.0, names=("GLON", "GLAT"), scale=0.25, size=(1200, 600))
    yield "ait-inclined", header("AIT", ra=200.0, dec=-20.0, scale=0.1, size=(600, 600))
    yield "mol", header("MOL", ra=0.0, dec=0.0, names=("GLON", "GLAT"), scale=0.25, size=(1200, 600))
    yield "mol-off", header("MOL", ra=100.0, dec=40.0, scale=0.1, size=(600, 600))
    yield "dss", dss()
    yield "dss-north", dss(ra=(0, 0, 5.0), dec=("+", 84, 59, 30.0), cnpix=(100, 13000))
    yield "dss-1950", dss(EQUINOX=1950.0)


def frame(wcs, h):
    name = h.get("CTYPE1", "RA")[:4]
    if name == "ELON":
        return BarycentricMeanEcliptic(equinox=Time(h.get("EQUINOX", 2000.0), format="jyear"))
    if name == "SLON":
        return Supergalactic()
    return wcs_to_celestial_frame(wcs)


def named(h):
    """TPV by its name, which SCAMP does not write and astropy wants."""
    h = h.copy()
    if "PV2_1" in h and "A_ORDER" not in h:
        for key in ("CTYPE1", "CTYPE2"):
            h[key] = h[key].replace("-TAN", "-TPV")
    return h


def positions(h):
    h = named(h)
    wcs = WCS(h, naxis=2) if h["NAXIS"] == 2 else WCS(h).celestial
    rng = np.random.default_rng(3)
    n1, n2 = h["NAXIS1"], h["NAXIS2"]
    corners = [(1, 1), (n1, 1), (1, n2), (n1, n2), ((n1 + 1) / 2, (n2 + 1) / 2), (n1 / 2 + 1e-3, n2 / 2), (-20.5, 7.25)]
    pixels = np.array(corners + [tuple(p) for p in rng.uniform((1, 1), (n1, n2), (9, 2))])
    world = wcs.all_pix2world(pixels, 1)
    lon, lat = (1, 0) if wcs.wcs.lng == 1 else (0, 1)
    good = np.isfinite(world).all(axis=1)
    # Off the map some inverses answer all the same.
    if "PV1_1" not in h:
        good &= np.nan_to_num(np.abs(wcs.wcs_world2pix(wcs.wcs_pix2world(pixels, 1), 1) - pixels), nan=9).max(axis=1) < 1e-5
    sky = SkyCoord(world[good, lon], world[good, lat], unit="deg", frame=frame(wcs, h)).transform_to(ICRS())
    return zip(pixels[good], sky.ra.deg, sky.dec.deg)


def main():
    OUT.mkdir(parents=True, exist_ok=True)
    for old in OUT.glob("*.txt"):
        old.unlink()
    for name, h in cases():
        lines = [str(card).rstrip() for card in h.cards] + ["END"]
        points = [f"{x:.17g} {y:.17g} {ra:.17g} {dec:.17g}" for (x, y), ra, dec in positions(h)]
        assert len(points) >= 5, (name, len(points))
        (OUT / f"{name}.txt").write_text("\n".join(lines + points) + "\n")


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    main()
