"""Samples of three registers in the column layout they are published in: ``python benchmarks/registers.py FOLDER``.

Every row is invented: no body has these numbers (the real ones of notified bodies end well below 9000, those of CNAS
have four or five digits behind the L, and no issuer of LEIs has the prefix 0000), and the names say so. One body of the
graph, the food safety centre in Beijing, and one company are put in, so that there is something to join; what the rows
say of them is invented too.
The same seed and number of rows give the same bytes.
"""

from __future__ import annotations

import argparse
import csv
import random
from collections.abc import Iterator
from pathlib import Path

BODIES = ("Body type", "Notified Body number", "Name", "Country", "Address", "Phone", "Email", "Website")
BODIES += ("Legislation", "Products", "Procedures", "Annexes", "Limitations")
TESTS = ("公司名", "注册编号", "检测对象", "序号", "名称", "检测标准（方法）", "说明", "状态")

ENTITIES = ("LEI", "Entity.LegalName", "Entity.LegalName.xmllang", "Entity.OtherEntityNames.OtherEntityName.1")
ENTITIES += ("Entity.LegalAddress.City", "Entity.LegalAddress.Country", "Entity.HeadquartersAddress.Country")
ENTITIES += ("Entity.LegalJurisdiction", "Entity.EntityCategory", "Entity.EntityStatus")
ENTITIES += ("Registration.InitialRegistrationDate", "Registration.RegistrationStatus")

COUNTRIES = ("Austria", "Czechia", "Finland", "France", "Germany", "Italy", "Netherlands", "Poland", "Spain", "Türkiye")
TOWNS = ("Northhaven", "Lakeford", "Millbrook", "Stonebridge", "Eastfield", "Oakridge", "Rivermouth")
FORMS = ("GmbH", "S.p.A.", "SAS", "B.V.", "Oy", "sp. z o.o.", "S.L.", "s.r.o.")
#: act -> (products, procedure, annex) lines of its table
ACTS = {
    "2014/68/EU Pressure equipment": (
        ("Pressure vessels", "EU type-examination (Module B)", "Annex III"),
        ("Piping", "Full quality assurance (Module H)", "Annex III"),
    ),
    "2009/48/EC Safety of toys": (("All toys", "EC-type examination (Module B)", "Annex II, Article 20"),),
    "2014/53/EU Radio equipment": (
        ("Short range devices", "EU-type examination (Module B)", "Annex III"),
        ("Cellular terminals", "Full quality assurance (Module H)", "Annex IV"),
    ),
    "Regulation (EU) 2016/425 Personal protective equipment": (
        ("Eye protection", "EU type-examination (Module B)", "Annex V"),
        ("Hearing protection", "Conformity to type based on internal production control (Module C2)", "Annex VII"),
    ),
    "2014/34/EU Equipment for explosive atmospheres": (
        ("Electrical equipment", "EU-Type Examination (Module B)", "Annex III"),
    ),
}
#: object -> (item, method)
SCOPES = {
    "粮食": (("水分", "食品中水分的测定 GB 5009.3-2016"), ("铅", "食品中铅的测定 GB 5009.12-2017")),
    "灯具": (("爬电距离", "灯具 第1部分 GB 7000.1-2015"), ("温升", "灯具 第1部分 GB 7000.1-2015")),
    "玩具": (("小零件", "玩具安全 第2部分 GB 6675.2-2014"),),
    "饮用水": (
        ("pH值", "生活饮用水标准检验方法 GB/T 5750.4-2006"),
        ("浑浊度", "生活饮用水标准检验方法 GB/T 5750.4-2006"),
    ),
}
PLACES = ("东港", "西岭", "南浦", "北川湾", "中和")
STATES = ("有效", "有效", "有效", "暂停")


def bodies(rows: int, seed: int = 1) -> Iterator[tuple[str, ...]]:
    """Rows of notified bodies, the header first."""
    yield BODIES
    choice = random.Random(seed)
    made = number = 0
    while made < rows:
        known = number == 0
        name = "BESTAO" if known else f"Sample {choice.choice(TOWNS)} Certification {choice.choice(FORMS)}"
        country = choice.choice(COUNTRIES)
        code = f"{9000 + number}"
        site = "" if known else f"https://body-{code}.example"
        head = ("NB", code, name, country, f"{number + 1} Sample Street", "", "", site)
        for act in choice.sample(sorted(ACTS), k=choice.choice((1, 1, 2))):
            for products, procedure, annex in ACTS[act]:
                if made == rows:
                    return
                made += 1
                yield (*head, act, products, procedure, annex, choice.choice(("", "", "Horizontal only")))
        number += 1


def tests(rows: int, seed: int = 1) -> Iterator[tuple[str, ...]]:
    """Rows of accredited laboratories, the header first."""
    yield TESTS
    choice = random.Random(seed)
    made = number = 0
    while made < rows:
        name = (
            "北京市食品安全监控和风险评估中心"
            if number == 0
            else f"示例{choice.choice(PLACES)}检测有限公司第{number}室"
        )
        code = f"CNAS L{900000 + number}"
        for thing in choice.sample(sorted(SCOPES), k=choice.choice((1, 2))):
            for place, (item, method) in enumerate(SCOPES[thing], 1):
                if made == rows:
                    return
                made += 1
                note = choice.choice(("", "", "只做第一法"))
                yield (name, code, thing, str(place), item, method, note, choice.choice(STATES))
        number += 1


def entities(rows: int, seed: int = 1) -> Iterator[tuple[str, ...]]:
    """Rows of legal entities, the header first."""
    yield ENTITIES
    choice = random.Random(seed)
    for number in range(rows):
        code = f"000000SAMPLE{number:06}"
        town, form = choice.choice(TOWNS), choice.choice(FORMS)
        country = choice.choice(("CN", "KR", "RU", "SG", "US", "DE", "FR"))
        name = f"Sample {town} Holding {number} {form}"
        other = f"Sample {town} {number}" if number % 3 == 0 else ""
        area = f"{country}-{choice.choice(('CA', 'DE', 'NY'))}" if country == "US" else country
        status = choice.choice(("ISSUED", "ISSUED", "LAPSED"))
        since = f"20{12 + number % 12}-0{1 + number % 9}-15T08:00:00.000Z"
        row = (name, "en", other, town, country, country, area, "GENERAL", "ACTIVE", since, status)
        yield (f"{code}{check_digits(code)}", *row)


def check_digits(code: str) -> str:
    """The last two digits of an LEI (ISO 17442, by ISO 7064 MOD 97-10)."""
    return f"{98 - int(''.join(str(int(letter, 36)) for letter in code + '00')) % 97:02}"


def write(folder: Path, rows: int, seed: int) -> None:
    """The tables, into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, made in (
        ("notified-bodies", bodies(rows, seed)),
        ("accredited-laboratories", tests(rows, seed)),
        ("lei-records", entities(rows, seed)),
    ):
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows(made)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rows", type=int, default=60, help="of each table (default: 60)")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    write(given.folder, given.rows, given.seed)
