"""A national register, invented, in the proportions of the report: ``python benchmarks/register.py FOLDER --scale 1``.

At scale 1: 932 certification bodies, 867,000 certified organisations, 3,020,000 certificates. Three tables
(national-bodies.csv, national-enterprises.csv, national-certificates.csv) for the mappings of the same names. Shares of
schemes, provinces, categories and statuses are made up but for the CCC's, which the report gives; so are all names. The
same scale and seed give the same bytes anywhere: numbers come from a generator of 64-bit words of our own, since
`random` promises no more than its floats, and is slow. Memory does not grow with the scale.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import accumulate
from pathlib import Path

BODIES, ENTERPRISES, CERTIFICATES = 932, 867_000, 3_020_000
#: key of the graph -> share in thousandths, and the category that its certificates cover, "" for systems and services
SCHEMES = {
    "quality-management-system": (480, ""),
    "ccc": (150, "desk-lamp"),
    "service-certification": (90, ""),
    "haccp": (70, "food-and-agricultural-product"),
    "intelligent-home-appliances": (60, "consumer-product"),
    "urban-rail-transit-equipment": (50, "industrial-product"),
    "organic-product": (40, "food-and-agricultural-product"),
    "green-product": (35, "consumer-product"),
    "high-end-quality-certification": (24, "industrial-product"),
    "cybersecurity-product": (1, "industrial-product"),
}
PROVINCES = {
    "GD": 150, "JS": 120, "ZJ": 115, "SD": 95, "SH": 60, "BJ": 55, "HE": 45, "HA": 42, "FJ": 40, "AH": 38,
    "HB": 36, "SC": 35, "HN": 30, "LN": 26, "SN": 20, "TJ": 19, "JX": 18, "CQ": 17, "GX": 14, "SX": 13,
    "YN": 12, "JL": 10, "GZ": 9, "HL": 9, "XJ": 8, "NM": 8, "GS": 6, "HI": 4, "NX": 3, "QH": 2, "XZ": 1,
}  # fmt: skip
STATUSES = {"valid": 880, "suspended": 30, "withdrawn": 40, "expired": 50}
TOWNS = ("Northhaven", "Lakeford", "Millbrook", "Stonebridge", "Eastfield", "Oakridge", "Rivermouth", "Hillcrest")
TRADES = ("Lighting", "Foods", "Electronics", "Textiles", "Machinery", "Software", "Timber", "Ceramics", "Logistics")
#: The day that the register is of.
TODAY = date(2021, 12, 31)
_MASK = (1 << 64) - 1
_DAYS = [str(TODAY + timedelta(days)) for days in range(-5 * 365, 5 * 365)]


class Words:
    """A stream of 64-bit numbers: splitmix64, as Steele, Lea and Flood give it (OOPSLA 2014)."""

    def __init__(self, seed: int) -> None:
        self._state = seed

    def next(self) -> int:
        self._state = (self._state + 0x9E3779B97F4A7C15) & _MASK
        word = self._state
        word = ((word ^ (word >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
        word = ((word ^ (word >> 27)) * 0x94D049BB133111EB) & _MASK
        return word ^ (word >> 31)


def _wheel(shares: Sequence[int]) -> list[int]:
    """1,024 places, each choice on as many as its share asks for."""
    ends = list(accumulate(shares))
    return [next(place for place, end in enumerate(ends) if spot * ends[-1] < end * 1024) for spot in range(1024)]


def counts(scale: float) -> tuple[int, int, int]:
    """How many bodies, enterprises and certificates."""
    return max(10, round(BODIES * scale)), max(10, round(ENTERPRISES * scale)), max(10, round(CERTIFICATES * scale))


def bodies(count: int, seed: int) -> Iterator[str]:
    words, provinces, wheel = Words(seed), list(PROVINCES), _wheel(list(PROVINCES.values()))
    yield "number,name,province\n"
    for place in range(count):
        word = words.next()
        town = TOWNS[word >> 20 & 7]
        yield f"R-{place + 1:04},Sample {town} Certification No. {place + 1},{provinces[wheel[word & 1023]]}\n"


def enterprises(count: int, seed: int) -> Iterator[str]:
    words, provinces, wheel = Words(seed ^ 1), list(PROVINCES), _wheel(list(PROVINCES.values()))
    yield "number,name,province\n"
    for place in range(count):
        word = words.next()
        name = f"Sample {TOWNS[word >> 20 & 7]} {TRADES[(word >> 24 & 0xFFFF) % len(TRADES)]} {place + 1} Co."
        yield f"E{place + 1:07},{name},{provinces[wheel[word & 1023]]}\n"


def certificates(count: int, body_count: int, enterprise_count: int, seed: int) -> Iterator[str]:
    """A few large bodies issue most certificates, and a few enterprises hold many."""
    words = Words(seed ^ 2)
    schemes, shares = list(SCHEMES), _wheel([share for share, _ in SCHEMES.values()])
    categories = [category for _, category in SCHEMES.values()]
    statuses, states = list(STATUSES), _wheel(list(STATUSES.values()))
    today = 5 * 365
    yield "number,scheme,category,status,valid_from,valid_until,body,holder\n"
    for place in range(count):
        one, two = words.next(), words.next()
        scheme, status = shares[one & 1023], statuses[states[one >> 10 & 1023]]
        body = (one >> 20 & 0xFFFFF) * (two & 0xFFFFF) * body_count >> 40
        holder = (two >> 20 & 0xFFFFF) * enterprise_count >> 20
        if two >> 40 & 7 == 0:
            holder = holder * (two >> 43 & 0x3FF) >> 10
        days = (one >> 40 & 0xFFFF) * 1095 >> 16
        start, end = (today - 1 - days, today + 1094 - days) if status != "expired" else (today - 1200, today - 105)
        yield (
            f"C{place + 1:08},{schemes[scheme]},{categories[scheme]},{status},{_DAYS[start]},{_DAYS[end]},"
            f"R-{body + 1:04},E{holder + 1:07}\n"
        )


def write(folder: Path, scale: float, seed: int = 1) -> None:
    """Write the three tables."""
    folder.mkdir(parents=True, exist_ok=True)
    body_count, enterprise_count, certificate_count = counts(scale)
    for name, lines in (
        ("national-bodies", bodies(body_count, seed)),
        ("national-enterprises", enterprises(enterprise_count, seed)),
        ("national-certificates", certificates(certificate_count, body_count, enterprise_count, seed)),
    ):
        with (folder / f"{name}.csv").open("w", encoding="ascii", newline="") as out:
            out.writelines(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--scale", type=float, default=0.01, help="1 is the country [default: 0.01]")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    write(given.folder, given.scale, given.seed)


if __name__ == "__main__":
    main()
