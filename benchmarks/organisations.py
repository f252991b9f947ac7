"""Invented organisations, some written in two ways, some only looking alike: what linking is measured with.

Usage: python benchmarks/organisations.py [--left 20000] [--right 20000] [--seed 1] -o FOLDER

Writes left.csv and right.csv (id, name, country) and truth.csv (left, right), the same for the same seed anywhere.
Half of the rows on the left mean a row on the right, written otherwise: legal form spelt out, shortened or left out,
abbreviations, other word order, typos, other scripts and romanisations, a word such as "Group" or "Europe"
more or less. The other half mean none: strangers, and twins, which differ from a row on the right in just the city, the
number, the trade, the country, the legal form, some letters of the name, or are a subsidiary named after its country or
business. The right side has twins of its own. No name is taken from anywhere.
"""

from __future__ import annotations

import argparse
import csv
import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

#: Trades: English, short forms, Chinese, pinyin, German, French, Russian.
TRADES = {
    "Testing": (["Test.", "Tstg"], "检测", "Jiance", "Prüfung", "Essais", "Испытания"),
    "Certification": (["Cert.", "Certif."], "认证", "Renzheng", "Zertifizierung", "Certification", "Сертификация"),
    "Inspection": (["Insp."], "检验", "Jianyan", "Inspektion", "Inspection", "Инспекция"),
    "Technology": (["Tech", "Tech."], "技术", "Jishu", "Technik", "Technologie", "Технология"),
    "Metrology": (["Metrol."], "计量", "Jiliang", "Metrologie", "Métrologie", "Метрология"),
    "Electronics": (["Electron.", "Elec."], "电子", "Dianzi", "Elektronik", "Électronique", "Электроника"),
    "Food": ([], "食品", "Shipin", "Lebensmittel", "Alimentaire", "Продукты"),
    "Environmental": (["Env.", "Environ."], "环境", "Huanjing", "Umwelt", "Environnement", "Экология"),
    "Medical": (["Med."], "医疗", "Yiliao", "Medizin", "Médical", "Медицина"),
    "Instruments": (["Instr."], "仪器", "Yiqi", "Instrumente", "Instruments", "Приборы"),
    "Quality": (["Qual."], "质量", "Zhiliang", "Qualität", "Qualité", "Качество"),
    "Safety": ([], "安全", "Anquan", "Sicherheit", "Sécurité", "Безопасность"),
    "Materials": (["Mat."], "材料", "Cailiao", "Werkstoffe", "Matériaux", "Материалы"),
    "Engineering": (["Eng.", "Engrg"], "工程", "Gongcheng", "Ingenieure", "Ingénierie", "Инженеринг"),
}
#: Words that stand in some writings of a name and not in others.
GENERIC = ["Group", "International", "Holding", "Europe", "Asia", "Global"]
#: What a subsidiary's name has more than its parent's.
SUBSIDIARY = [
    "Chile",
    "Mexico",
    "India",
    "Canada",
    "Poland",
    "Sweden",
    "Leasing",
    "Aviation",
    "Shipping",
    "Media",
    "Ventures",
]
KINDS = ["", "", "", "International", "Group", "Laboratory", "Institute", "Centre", "Services"]
SHORT = {
    "International": ["Intl", "Int'l", "Intl."],
    "Group": ["Grp"],
    "Laboratory": ["Lab", "Labs", "Lab."],
    "Institute": ["Inst."],
    "Centre": ["Center", "Ctr"],
    "Services": ["Service", "Svcs", "Serv."],
}
#: Country -> cities (Latin, own script), legal forms that mean the same, others that mean another.
COUNTRIES: dict[str, tuple[list[tuple[str, str]], list[str], list[str]]] = {
    "CN": (
        [
            *(("Shenzhen", "深圳"), ("Beijing", "北京"), ("Shanghai", "上海"), ("Suzhou", "苏州")),
            *(("Guangzhou", "广州"), ("Tianjin", "天津"), ("Hangzhou", "杭州"), ("Nanjing", "南京"), ("Wuhan", "武汉")),
            *(("Chengdu", "成都"), ("Dongguan", "东莞"), ("Ningbo", "宁波"), ("Qingdao", "青岛"), ("Xiamen", "厦门")),
            ("Chongqing", "重庆"),
        ],
        ["Co., Ltd.", "Co Ltd", "Company Limited", "Ltd"],
        [],
    ),
    "DE": (
        [("Hamburg", ""), ("München", ""), ("Köln", ""), ("Bremen", ""), ("Dresden", ""), ("Düsseldorf", "")],
        ["GmbH", "Gesellschaft mit beschränkter Haftung", "G.m.b.H."],
        ["AG", "Aktiengesellschaft"],
    ),
    "FR": (
        [("Lyon", ""), ("Nantes", ""), ("Bordeaux", ""), ("Lille", ""), ("Grenoble", "")],
        ["SARL", "S.A.R.L.", "Société à responsabilité limitée"],
        ["SA", "S.A."],
    ),
    "GB": (
        [("Leeds", ""), ("Bristol", ""), ("Glasgow", ""), ("Derby", ""), ("Norwich", "")],
        ["Ltd", "Limited", "Ltd."],
        ["PLC", "plc"],
    ),
    "US": (
        [("Austin", ""), ("Denver", ""), ("Boston", ""), ("Seattle", ""), ("Tampa", "")],
        ["LLC", "L.L.C."],
        ["Inc.", "Incorporated", "Corp."],
    ),
    "KR": (
        [("Seoul", "서울"), ("Busan", "부산"), ("Daejeon", "대전"), ("Incheon", "인천")],
        ["Co., Ltd.", "Co Ltd", "Company Limited"],
        ["Corp."],
    ),
    "RU": (
        [("Moskva", "Москва"), ("Kazan", "Казань"), ("Samara", "Самара"), ("Perm", "Пермь")],
        ["OOO", "LLC", "ООО"],
        ["AO", "АО"],
    ),
    "IT": ([("Torino", ""), ("Bologna", ""), ("Padova", ""), ("Genova", "")], ["S.r.l.", "Srl"], ["S.p.A.", "SpA"]),
}
SHARE = {"CN": 45, "DE": 12, "FR": 7, "GB": 9, "US": 10, "KR": 6, "RU": 5, "IT": 6}
CHARACTERS = "华中安信达通瑞方正源恒泰联科德宇盛博海天明远鑫腾飞新创元康嘉宏国力旭东"
SOUNDS = (
    "hua zhong an xin da tong rui fang zheng yuan heng tai lian ke de yu sheng bo hai tian ming yuan xin teng fei "
    "xin chuang yuan kang jia hong guo li xu dong"
)
HAN = dict(zip(CHARACTERS, SOUNDS.split(), strict=True))
PARTS = (
    "al an ar ba be bel bor ca cor da del dor el en er fa fen gar gen ha hel in ka kel la len lor ma mer min mor na "
    "nel nor o pa per ra ren ri ro sa sel sen ta tel ter ti tor u va vel ver vi vo wen za zen"
)
SYLLABLES = PARTS.split()
CYRILLIC = dict(zip("abvgdezijklmnoprstufh", "абвгдезийклмнопрстуфх", strict=True))


@dataclass(frozen=True)
class Organisation:
    """One invented organisation: what it is, not how it is written."""

    country: str
    brand: tuple[str, ...]  # words; Han characters where the country is China
    trades: tuple[str, ...]
    kind: str
    city: int | None
    number: int | None
    other_form: bool
    subsidiary: str = ""


def invented(chance: random.Random) -> Organisation:
    """A new organisation."""
    country = chance.choices(list(SHARE), list(SHARE.values()))[0]
    if country == "CN":
        brand: tuple[str, ...] = ("".join(chance.choices(list(HAN), k=chance.choice((2, 2, 2, 3)))),)
    else:
        count = chance.choice((1, 1, 1, 2))
        brand = tuple("".join(chance.choices(SYLLABLES, k=chance.choice((2, 3, 3)))).capitalize() for _ in range(count))
    return Organisation(
        country,
        brand,
        tuple(chance.sample(list(TRADES), k=chance.choice((0, 1, 1, 1, 1, 2, 2) if country != "CN" else (1, 1, 2)))),
        chance.choice(KINDS),
        chance.randrange(len(COUNTRIES[country][0])) if chance.random() < 0.6 else None,
        chance.randrange(1, 30) if chance.random() < 0.04 else None,
        country != "CN" and chance.random() < 0.2,
    )


def latin(organisation: Organisation) -> list[str]:
    """The brand in Latin letters."""
    if organisation.country != "CN":
        return list(organisation.brand)
    return ["".join(HAN[letter] for letter in organisation.brand[0]).capitalize()]


def written(organisation: Organisation) -> str:
    """The name as a register has it."""
    cities, same, other = COUNTRIES[organisation.country]
    city = cities[organisation.city][0] if organisation.city is not None else ""
    number = f"No. {organisation.number}" if organisation.number else ""
    form = (other if organisation.other_form else same)[0]
    words = [city, *latin(organisation), *organisation.trades, organisation.kind, number, organisation.subsidiary, form]
    return " ".join(filter(None, words))


def otherwise(organisation: Organisation, chance: random.Random, drop: bool = True) -> str:
    """The same organisation as somebody else writes it; only with `drop` may the legal form be left out."""
    cities, same, other = COUNTRIES[organisation.country]
    city = cities[organisation.city] if organisation.city is not None else None
    forms = other if organisation.other_form else same
    style = 1.0 if organisation.subsidiary else chance.random()
    if organisation.country == "CN" and style < 0.25:
        form = chance.choice(("有限公司", "有限责任公司"))
        kind = {"Group": "集团", "Centre": "中心", "Institute": "研究院", "Laboratory": "实验室", "Services": "服务"}
        number = f"第{organisation.number}" if organisation.number else ""
        trades = "".join(TRADES[trade][1] for trade in organisation.trades)
        kinds = kind.get(organisation.kind, "国际" if organisation.kind else "")
        place = city[1] + chance.choice(("", "市")) if city else ""
        return f"{place}{organisation.brand[0]}{trades}{kinds}{number}{form}"
    brand = latin(organisation)
    trades = list(organisation.trades)
    if organisation.country == "CN" and style < 0.35:
        brand = [" ".join(HAN[letter].capitalize() for letter in organisation.brand[0])]
    elif organisation.country == "CN" and style < 0.45:
        trades = [TRADES[trade][2] for trade in trades]
    elif organisation.country == "RU" and style < 0.4:
        brand = ["".join(CYRILLIC.get(letter, letter) for letter in word.lower()).capitalize() for word in brand]
        trades = [TRADES[trade][5] for trade in trades]
    elif organisation.country == "FR" and style < 0.2:
        trades = [TRADES[trade][4] for trade in trades]
    elif organisation.country == "DE" and style < 0.2:
        trades = [TRADES[trade][3] for trade in trades]
    if chance.random() < 0.3:
        trades = [chance.choice(TRADES[trade][0] or [trade]) if trade in TRADES else trade for trade in trades]
    kind = organisation.kind
    if drop and not organisation.subsidiary and chance.random() < 0.15:
        kind = chance.choice(GENERIC) if not kind else "" if kind in GENERIC else kind
    if kind in SHORT and chance.random() < 0.4:
        kind = chance.choice(SHORT[kind])
    number = chance.choice(("No. {}", "No.{}", "{}", "#{}")).format(organisation.number) if organisation.number else ""
    form = "" if drop and chance.random() < 0.25 else chance.choice(forms)
    number = " ".join(filter(None, (number, organisation.subsidiary)))
    place = city[0] if city else ""
    if place and chance.random() < 0.1:
        place = place.replace("ü", "ue").replace("ö", "oe")
    order = chance.random()
    if order < 0.6:
        words = [place, *brand, *trades, kind, number, form]
    elif order < 0.8:
        words = [*brand, *trades, kind, number, f"({place})" if place else "", form]
    elif order < 0.9:
        words = [*brand, *trades, kind, number, form, place and f", {place}"]
    else:
        words = [*brand, place, *reversed(trades), kind, number, form]
    name = " ".join(filter(None, words)).replace(" ,", ",")
    for slip in range(2):
        if chance.random() < (0.22 if not slip else 0.06):
            name = mistyped(name, chance)
    if chance.random() < 0.1:
        name = name.upper()
    if chance.random() < 0.1:
        name = name.replace(" ", "  ").replace(".", "")
    if len(trades) > 1 and chance.random() < 0.5:
        name = name.replace(f"{trades[0]} {trades[1]}", f"{trades[0]} {chance.choice(('&', 'and'))} {trades[1]}")
    return name


def mistyped(name: str, chance: random.Random) -> str:
    """One slip of the pen inside a word of five letters or more."""
    places = [
        place
        for place in range(1, len(name) - 2)
        if name[place - 1 : place + 3].isalpha() and name.isascii() and len(_word(name, place)) > 4
    ]
    if not places:
        return name
    place = chance.choice(places)
    letter = chance.choice("abcdefghijklmnopqrstuvwxyz")
    slips: list[Callable[[], str]] = [
        lambda: name[:place] + name[place + 1 :],
        lambda: name[:place] + letter + name[place:],
        lambda: name[:place] + letter + name[place + 1 :],
        lambda: name[:place] + name[place + 1] + name[place] + name[place + 2 :],
    ]
    return chance.choice(slips)()


def _word(name: str, place: int) -> str:
    start = name.rfind(" ", 0, place) + 1
    end = name.find(" ", place)
    return name[start : end if end > 0 else len(name)]


def twin(organisation: Organisation, chance: random.Random) -> Organisation:
    """Another organisation, in one respect only."""
    respects = ["brand", "trade", "country", "number", "subsidiary"] + (
        ["city"] * 3 if organisation.city is not None else []
    )
    respects += ["form"] if organisation.country != "CN" else []
    respect = chance.choice(respects)
    if respect == "city":
        cities = range(len(COUNTRIES[organisation.country][0]))
        return replace(organisation, city=chance.choice([city for city in cities if city != organisation.city]))
    if respect == "number":
        return replace(organisation, number=(organisation.number or 0) + chance.randrange(1, 5))
    if respect == "subsidiary":
        return replace(
            organisation, subsidiary=chance.choice([one for one in SUBSIDIARY if one != organisation.subsidiary])
        )
    if respect == "form":
        return replace(organisation, other_form=not organisation.other_form)
    if respect == "trade":
        others = [trade for trade in TRADES if trade not in organisation.trades]
        return replace(organisation, trades=(*organisation.trades[:-1], chance.choice(others)))
    if respect == "country" and organisation.country != "CN":
        others = [country for country in COUNTRIES if country not in (organisation.country, "CN")]
        city = chance.choice((None, chance.randrange(4)))
        return replace(organisation, country=chance.choice(others), city=city)
    word = organisation.brand[0]
    place = chance.randrange(len(word))
    if organisation.country == "CN":
        letters = [letter for letter in HAN if HAN[letter] != HAN[word[place]]]
        new = word[:place] + chance.choice(letters) + word[place + 1 :]
    elif chance.random() < 0.5:
        new = word + chance.choice(SYLLABLES)
    else:
        new = chance.choice(SYLLABLES).capitalize() + word.lower()
    return replace(organisation, brand=(new, *organisation.brand[1:]))


def generate(left: int, right: int, seed: int) -> tuple[list[list[str]], list[list[str]], list[list[str]]]:
    """Rows of both sides (id, name, country) and the pairs of ids that mean the same."""
    chance = random.Random(seed)
    known: dict[tuple[str, str], Organisation] = {}  # no two of one country are written the same
    while len(known) < right:
        new = invented(chance)
        known.setdefault((written(new), new.country), new)
        while chance.random() < 0.25 and len(known) < right:
            other = twin(new, chance)
            known.setdefault((written(other), other.country), other)
    there = list(known.values())
    ones = [[f"R{number}", written(one), _country(one, chance)] for number, one in enumerate(there)]
    others: list[list[str]] = []
    truth: list[list[str]] = []
    while len(others) < left:
        key = f"L{len(others)}"
        draw = chance.random()
        if draw < 0.5:
            number = chance.randrange(right)
            organisation = there[number]
            truth.append([key, f"R{number}"])
        else:
            organisation = twin(chance.choice(there), chance) if draw < 0.72 else invented(chance)
            if (written(organisation), organisation.country) in known:
                continue
        # a twin says its country: where it differs in nothing else, nobody could tell
        stated = organisation.country if 0.5 <= draw < 0.72 else _country(organisation, chance)
        others.append([key, otherwise(organisation, chance, drop=draw < 0.5), stated])
    return others, ones, truth


def _country(organisation: Organisation, chance: random.Random) -> str:
    return organisation.country if chance.random() < 0.85 else ""


def write(folder: Path, left: int, right: int, seed: int) -> None:
    """Write the three files."""
    folder.mkdir(parents=True, exist_ok=True)
    others, ones, truth = generate(left, right, seed)
    for name, head, rows in (
        ("left.csv", ["id", "name", "country"], others),
        ("right.csv", ["id", "name", "country"], ones),
        ("truth.csv", ["left", "right"], truth),
    ):
        with (folder / name).open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows([head, *rows])


def main() -> None:
    """See the module."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--left", type=int, default=20_000)
    parser.add_argument("--right", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("-o", "--output", type=Path, required=True)
    options = parser.parse_args()
    write(options.output, options.left, options.right, options.seed)


if __name__ == "__main__":
    main()
