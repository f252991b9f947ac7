"""Paragraphs of statistics as regulators write them: value, hedge, period and what is counted. All are made up."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
import yaml

from kg import shipped
from kg.extract.drafting import prepared
from kg.extract.drafting.records import ReportPart, Settings
from kg.extract.drafting.written import written
from kg.rdf import vocabulary


@pytest.fixture(scope="module")
def figures(graph) -> Callable[..., list[tuple[str, str, str, str]]]:
    """The figures of a text: (value, hedge, period, counted words), in order."""
    terms = vocabulary.read(shipped.ONTOLOGY)

    def drafted(text: str) -> list[tuple[str, str, str, str]]:
        settings = Settings("erewhon")
        made = prepared(graph, terms, settings, text)
        draft = "".join(written(made.passages([ReportPart("1", "", text)]), settings))
        phrases = dict(re.findall(r"- id: (\S+)(?:(?!- id:)[\s\S])*?TODO indicator: no code fits “([^”]*)”", draft))
        return [
            (one["obsValue"], one["qualifier"], one["refPeriod"], phrases.get(one["id"], one.get("indicator", "")))
            for passage in yaml.load(draft, Loader=yaml.BaseLoader)["passages"]
            for one in passage["records"]
            if "obsValue" in one
        ]

    return drafted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (
            "HARBOURTON, 14 March 2019 - The Board carried out 1,284 quay inspections last year. Of the quays closed, "
            "41 were piers and 22 were floating stages.",
            [("1284", "exact", "2018", "quay inspections"), ("41", "exact", "2018", "piers"),
             ("22", "exact", "2018", "floating stages")],
        ),
        (
            "In 2022 officers stopped 318 loads of rope. Almost two thirds (64%) of them failed, and one in five "
            "lacked a label.",
            [("318", "exact", "2022", "loads of rope"), ("64", "exact", "2022", "loads of rope failed"),
             ("20", "exact", "2022", "loads of rope lacked")],
        ),
        (
            "In 2020 it received 9,410 complaints, compared with 4,362 in 2015. Buoys accounted for 31% of complaints.",
            [("9410", "exact", "2020", "complaints"), ("4362", "exact", "2015", "complaints"),
             ("31", "exact", "2020", "complaints: Buoys")],
        ),
        ("Key figures for 2017\nDives: 2,310\nWarning letters: 65", [("2310", "exact", "2017", "Dives"),
                                                                  ("65", "exact", "2017", "Warning letters")]),
        (
            "It tested 150 buoys in the first nine months of 2018. Out of these, 36 were found to leak.",
            [("150", "exact", "2018-01-01/2018-09-30", "buoys"), ("36", "exact", "2018-01-01/2018-09-30", "buoys")],
        ),
        ("At present 6 pilots are listed.", [("6", "exact", "XXXX", "pilots")]),
        ("In 2016, more than 140 delegates came to the pier.", [("140", "more-than", "2016", "delegates")]),
        ("In 2023 tar was involved in 5 of the 9 cases.", [("5", "exact", "2023", "cases"),
                                                                     ("9", "exact", "2023", "cases")]),
        (
            "During the year (1 July 2018 to 30 June 2019) 5,207 claims came, of which 4,890 were granted and "
            "202 rejected.",
            [("5207", "exact", "2018-07-01/2019-06-30", "claims"),
             ("4890", "exact", "2018-07-01/2019-06-30", "claims granted"),
             ("202", "exact", "2018-07-01/2019-06-30", "claims rejected")],
        ),
        ("In 2021 rules changed for firms with fewer than 10 employees. Call 800-555-0144 before 5 p.m.", []),
        ("2019年3月15日，云港局开会。去年，共抽查绳索326批次。", [("326", "exact", "2018", "抽查绳索")]),
        ("2014年12月2日，云港局公布：10月至11月，检定浮标5120台。",
         [("5120", "exact", "2014-10-01/2014-11-30", "检定浮标")]),
        ("2022年截获不合格绳索1268批，其中近三成来自东洲。",
         [("1268", "exact", "2022", "截获不合格绳索"), ("30", "nearly", "2022", "截获不合格绳索")]),
        ("2015年召回绳索89.6万件，是2014年的3倍；召回浮标226次。",
         [("896000", "exact", "2015", "召回绳索"), ("226", "exact", "2015", "召回浮标")]),
        ("2020年编写教材九部，走访上百家港口机构，九部门联合发文。",
         [("9", "exact", "2020", "编写教材"), ("100", "more-than", "2020", "港口机构")]),
    ],
)  # fmt: skip
def test_what_the_figures_of_a_paragraph_say(figures, text, wanted):
    assert figures(text) == wanted
