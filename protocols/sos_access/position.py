"""Where a transmitter says it is: WGS 84 in degrees and minutes, or the old Swedish grid RT 90 (sheet §2)."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

_WGS84 = re.compile(
    r"([NS])(\d{2})(\d{2})(\d{2,3})|([EW])(?:(\d{2})(\d{2})(\d{2})|(\d{3})(\d{2})(\d{2,3}))(?!\d)", re.I
)
_RT90 = re.compile(r"x(\d{7})y(\d{7})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Grid:
    """A Gauss conformal projection (Lantmäteriet's formulas): where its grid lies on the ellipsoid.

    Attributes:
        central_meridian: degrees east. scale: on the meridian. false_northing, false_easting: metres.
    """

    central_meridian: float
    scale: float
    false_northing: float
    false_easting: float


RT90 = Grid(15 + 48 / 60 + 22.624306 / 3600, 1.00000561024, -667.711, 1_500_064.274)
"""RT 90 2.5 gon V straight to WGS 84 (GRS 80), good to about a metre."""

_SWEDEN = range(6_050_000, 7_750_000), range(1_150_000, 1_950_000)
"""Northings and eastings between which the grid is used."""

_AXIS_M = 6_378_137.0
_FLATTENING = 1 / 298.257222101


def read_position(text: str) -> tuple[float, float] | None:
    """Latitude and longitude in degrees of a `pos` text; None when it is in neither form or out of range.

    WGS 84 is read by its letters and not by their places: documents write E before N too.
    """
    text = "".join(text.split())
    if found := _RT90.fullmatch(text):
        north_m, east_m = int(found[1]), int(found[2])
        return to_geodetic(RT90, north_m, east_m) if north_m in _SWEDEN[0] and east_m in _SWEDEN[1] else None
    place = _angles(text)
    return place if place and abs(place[0]) <= 90 and abs(place[1]) <= 180 else None


def _angles(text: str) -> tuple[float, float] | None:
    found = {match[0][0].upper(): match for match in _WGS84.finditer(text)}
    if len(found) != 2 or sum(len(match[0]) for match in found.values()) != len(text):
        return None
    north, east = found.get("N") or found.get("S"), found.get("E") or found.get("W")
    return (_degrees(north), _degrees(east)) if north and east else None


def _degrees(match: re.Match[str]) -> float:
    side, degrees, minutes, decimals = [group for group in match.groups() if group is not None]
    angle = int(degrees) + float(f"{minutes}.{decimals}") / 60
    return -angle if side in "SsWw" else angle


def to_geodetic(grid: Grid, north_m: float, east_m: float) -> tuple[float, float]:
    """Latitude and longitude in degrees of a point in a grid (Lantmäteriet, Gauss conformal projection)."""
    n = _FLATTENING / (2 - _FLATTENING)
    radius = _AXIS_M / (1 + n) * (1 + n**2 / 4 + n**4 / 64)
    xi = (north_m - grid.false_northing) / (grid.scale * radius)
    eta = (east_m - grid.false_easting) / (grid.scale * radius)
    deltas = (
        n / 2 - 2 * n**2 / 3 + 37 * n**3 / 96 - n**4 / 360,
        n**2 / 48 + n**3 / 15 - 437 * n**4 / 1440,
        17 * n**3 / 480 - 37 * n**4 / 840,
        4397 * n**4 / 161280,
    )
    xi_here = xi - sum(d * math.sin(2 * k * xi) * math.cosh(2 * k * eta) for k, d in enumerate(deltas, 1))
    eta_here = eta - sum(d * math.cos(2 * k * xi) * math.sinh(2 * k * eta) for k, d in enumerate(deltas, 1))
    conformal = math.asin(math.sin(xi_here) / math.cosh(eta_here))
    east = math.atan(math.sinh(eta_here) / math.cos(xi_here))
    return math.degrees(_geodetic_latitude(conformal)), grid.central_meridian + math.degrees(east)


def _geodetic_latitude(conformal: float) -> float:
    e2 = _FLATTENING * (2 - _FLATTENING)
    a = e2 + e2**2 + e2**3 + e2**4
    b = -(7 * e2**2 + 17 * e2**3 + 30 * e2**4) / 6
    c = (224 * e2**3 + 889 * e2**4) / 120
    d = -(4279 * e2**4) / 1260
    square = math.sin(conformal) ** 2
    return conformal + math.sin(conformal) * math.cos(conformal) * (a + b * square + c * square**2 + d * square**3)
