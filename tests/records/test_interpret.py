"""Records against an ontology: every refusal with its place, its reason and the nearest name.

The ontology is the small one of tests/harbour. Records are those of ``log.yaml`` from line 3 on (fixture `log`).
"""

from __future__ import annotations

import json
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode
from support import reported

from kg import names
from kg.records import interpret, reader


def test_sound_records_have_no_problems(log):
    found = log(
        """\
- id: ada
  type: Tug
  label: {en: Ada, zh-Hans: 艾达}
  berth: gull
  flag: NO
  carries: [timber, stores/rope, ada]
  callSign: "no"
  afloat: true
"""
    )
    assert reported(found) == []
    values = {(item.property.key, item.value) for item in found.statements if item.subject == "ada"}
    assert values == {
        ("label", Literal("Ada", language="en")),
        ("label", Literal("艾达", language="zh-Hans")),
        ("berth", names.entity("gull")),
        ("flag", NamedNode(names.CODE + "flag/NO")),
        ("carries", NamedNode(names.CODE + "cargo/timber")),
        ("carries", NamedNode(names.CODE + "stores/rope")),
        ("carries", names.entity("ada")),
        ("callSign", Literal("no", datatype=NamedNode(names.expand("xsd:string")))),
        ("afloat", Literal("true", datatype=NamedNode(names.expand("xsd:boolean")))),
    }


ADA = "- {id: ada, type: Tug, label: {en: Ada}, "
LEG = "- {id: leg, type: Voyage, label: {en: Leg}, "
DIP = "- {id: dip, type: Sounding, gauge: lead-line, "
CARRIES = "expected Tug, a code of cargo, a code of stores"
NUMBER = "a whole number (3020000) or a number (95.88)"
DAY = "a year (2021) or a date (2021-12-31)"

REFUSED = {
    # names nobody knows
    "an unknown class": (
        "- {id: ada, type: Tugg, label: {en: Ada}}",
        'log.yaml:3:19: no class "Tugg" (did you mean "Tug"?)',
    ),
    "a class only rules derive": (
        "- {id: ada, type: Wreck, label: {en: Ada}}",
        "log.yaml:3:19: no record may be a Wreck: only rules derive it",
    ),
    "a class only its sub-classes may be used of": (
        "- {id: ada, type: Craft, label: {en: Ada}}",
        "log.yaml:3:19: no record may be a Craft: use one of its sub-classes",
    ),
    "an unknown property": (
        ADA + "bearth: gull}",
        'log.yaml:3:42: no property "bearth" (did you mean "berth"?)',
    ),
    "a misspelt key of every record": (
        "- {id: ada, type: Tug, label: {en: Ada}, qoute: a b}",
        'log.yaml:3:42: no property "qoute" (did you mean "quote" or "about"?)',
    ),
    "an unknown property near to nothing": (ADA + "zzzzzzzz: gull}", 'log.yaml:3:42: no property "zzzzzzzz"'),
    "a property only rules derive": (
        ADA + "rammed: ada}",
        "log.yaml:3:42: rammed: only rules derive it; state what it follows from",
    ),
    "a property that only the loader writes": (
        ADA + "inSource: log-1900}",
        "log.yaml:3:42: inSource: only rules derive it; state what it follows from",
    ),
    "a property that describes the ontology": (ADA + "nodeGroup: craft}", 'log.yaml:3:42: no property "nodeGroup"'),
    "a dangling link": (
        ADA + "berth: gul}",
        'log.yaml:3:49: berth: no record "gul" (did you mean "gull"?); expected Harbour',
    ),
    "a dangling about": (
        "- {about: gul, remark: {en: a}}",
        'log.yaml:3:11: about: no record "gul" (did you mean "gull"?)',
    ),
    "an unknown code": (
        ADA + "flag: N0}",
        'log.yaml:3:48: flag: no code "N0"; expected a code of flag',
    ),
    "a misspelt code": (
        ADA + "carries: [tinber]}",
        f'log.yaml:3:52: carries: no record or code "tinber" (did you mean "timber"?); {CARRIES}',
    ),
    "a code of the wrong list": (
        ADA + "flag: timber}",
        'log.yaml:3:48: flag: "timber" is a code of cargo; expected a code of flag',
    ),
    "a code of the wrong list with its list": (
        ADA + "flag: cargo/timber}",
        'log.yaml:3:48: flag: "cargo/timber" is a code of cargo; expected a code of flag',
    ),
    "a code for an entity": (
        ADA + "berth: timber}",
        'log.yaml:3:49: berth: "timber" is a code of cargo; expected Harbour',
    ),
    "an entity for a code": (
        ADA + "flag: gull}",
        'log.yaml:3:48: flag: "gull" is a Harbour; expected a code of flag',
    ),
    "an entity of the wrong class": (
        ADA + "carries: gull}",
        f'log.yaml:3:51: carries: "gull" is a Harbour; {CARRIES}',
    ),
    "a code of two lists": (
        ADA + "carries: rope}",
        'log.yaml:3:51: carries: "rope" may be cargo/rope, stores/rope; write the one that is meant',
    ),
    "a property of another class, with one that is meant perhaps": (
        "- {id: leg, type: Voyage, label: {en: Leg}, callSign: a}",
        'log.yaml:3:45: callSign is for Craft; "leg" is a Voyage',
    ),
    "a property of another class near to a right one": (
        "- {about: gull, charts: a}",
        'log.yaml:3:17: no property "charts" (did you mean "chart" or "carries"?)',
    ),
    # wrong forms
    "a mapping for a link": (
        ADA + "berth: {en: gull}}",
        "log.yaml:3:49: berth: takes Harbour, not a mapping",
    ),
    "a list in a list": (ADA + "callSign: [[a]]}", "log.yaml:3:53: callSign: expected text, found a list"),
    "a mapping in a list": (
        ADA + "callSign: [{a: b}]}",
        "log.yaml:3:53: callSign: expected text, found a mapping (key: value)",
    ),
    "an empty list": (ADA + "callSign: []}", "log.yaml:3:52: callSign: an empty list; leave the key out"),
    "a value twice": (
        ADA + "carries: [timber, cargo/timber]}",
        "log.yaml:3:60: carries: cargo/timber stands here twice; keep one",
    ),
    "blank text": (ADA + "callSign: ' '}", 'log.yaml:3:52: callSign: " " is not text without control characters'),
    # text with a language
    "a name without a language": (
        "- {id: ada, type: Tug, label: Ada}",
        'log.yaml:3:31: label: "Ada" is not text with a language ({en: …})',
        'log.yaml:3:8: "ada" has no English name; write label: {en: …}',
    ),
    "no English name": (
        "- {id: ada, type: Tug, label: {zh-Hans: 艾达}}",
        'log.yaml:3:8: "ada" has no English name; write label: {en: …}',
    ),
    "no name": ("- {id: ada, type: Tug}", 'log.yaml:3:8: "ada" has no English name; write label: {en: …}'),
    "two names in a language": (
        "- {id: ada, type: Tug, label: {en: [Ada, Adah]}}",
        'log.yaml:3:42: label of ada has one value in each language (en): "Adah" here, "Ada" at log.yaml:3:37',
    ),
    "an empty name": (
        ADA + "altLabel: {en: ''}}",
        "log.yaml:3:57: altLabel: empty text or a control character",
    ),
    "a mapping as a name": (
        ADA + "altLabel: {en: {a: b}}}",
        "log.yaml:3:57: altLabel: expected text, found a mapping (key: value)",
    ),
    # literals
    "no boolean": (ADA + "afloat: 'yes'}", 'log.yaml:3:50: afloat: "yes" is not true or false'),
    "no web address": (
        "- {about: gull, chart: 'javascript:alert(1)'}",
        'log.yaml:3:24: chart: "javascript:alert(1)" is not a web address (https://…)',
    ),
    # what belongs together
    "a property without the one it needs": (DIP + "silting: 1.5}", "log.yaml:3:56: silting of dip without depth:"),
    "two values of a single-valued property": (
        DIP + "depth: [4, 5]}",
        'log.yaml:3:58: depth of dip has one value: "5" here, "4" at log.yaml:3:55',
    ),
}


@pytest.mark.parametrize(("record", "messages"), [(case[0], case[1:]) for case in REFUSED.values()], ids=list(REFUSED))
def test_refused(log, record, messages):
    assert sorted(reported(log(record + "\n"))) == sorted(messages)


@pytest.mark.parametrize(
    "number",
    [
        "3.02 million",
        "1e9",
        "NaN",
        "INF",
        "'1,000'",
        "1 000",
        "1_000",
        "５００",
        "٣",
        "0x1F",
        "0123",
        "1.",
        ".5",
        "--1",
        "½",
        "1/2",
    ],
)
def test_an_impossible_number_is_refused(log, number):
    assert reported(log(f"{DIP}depth: {number}}}\n")) == [
        f'log.yaml:3:54: depth: "{number.strip(chr(39))}" is not {NUMBER}'
    ]


@pytest.mark.parametrize(
    "day", ["2024-02-30", "2023-02-29", "2024-2-3", "2024-13-01", "2024-06", "20240203", "24", "0000"]
)
def test_a_day_that_never_was_is_refused(log, day):
    assert reported(log(f"{DIP}day: {day}}}\n")) == [f'log.yaml:3:52: day: "{day}" is not {DAY}']


@pytest.mark.parametrize("tag", ["english", "EN", "zh_Hans", "zh-hans", "en-us", "e", "en-", "x", "' en'"])
def test_a_wrong_language_tag_is_refused(log, tag):
    shown = tag.strip("'")
    assert reported(log(f"{ADA}altLabel: {{{tag}: a}}}}\n")) == [
        f'log.yaml:3:53: "{shown}" is not a language tag (en, zh-Hans, ko …)'
    ]


def test_a_wrong_language_tag_of_an_empty_text_is_refused(log):
    found = reported(log(f'{ADA}altLabel: {{two words: ""}}}}\n'))
    assert any('"two words" is not a language tag' in one for one in found)


def test_an_ambiguous_key_names_what_it_may_be(log):
    found = log("- {id: minnow, type: Tug, label: {en: Minnow}}\n" + ADA + "carries: minnow}\n")
    assert reported(found) == [
        'log.yaml:4:51: carries: "minnow" may be cargo/minnow, minnow; write the one that is meant'
    ]


def test_a_code_goes_by_its_notation(log):
    found = log(DIP + "depth: 4}\n")
    assert NamedNode("http://e.example/measures#L-1") in {item.value for item in found.statements}
    assert reported(log("- {id: dip, type: Sounding, gauge: L-1}\n")) == [
        'log.yaml:3:36: gauge: no code "L-1"; expected a code of gauge'
    ]


class TestAcrossFiles:
    SAME = "source: log-1900\nrecords:\n"

    def test_a_duplicate_id_names_both_places(self, log):
        found = log("- {id: gull, type: Harbour, label: {en: Gull}}\n")
        assert reported(found) == [
            'log.yaml:3:8: "gull" is defined here and at known.yaml:3:8; to add to it, write about: gull',
            "log.yaml:3:41: label of gull has one value in each language (en): "
            '"Gull" here, "Gull Haven" at known.yaml:3:41',
        ]

    def test_two_values_of_a_single_valued_property_name_both_places(self, log):
        found = log(
            "- {id: tern, type: Harbour, label: {en: Tern}}\n" + ADA + "berth: gull}\n",
            more=self.SAME + "- {about: ada, berth: tern}\n",
        )
        assert reported(found) == ["more.yaml:3:23: berth of ada has one value: tern here, gull at log.yaml:4:49"]

    def test_the_same_value_from_two_passages_is_no_conflict(self, log):
        found = log(ADA + "berth: gull}\n", more=self.SAME + "- {about: ada, berth: gull}\n")
        assert reported(found) == []
        assert len([item for item in found.statements if item.property.key == "berth"]) == 2

    def test_what_a_property_needs_may_stand_in_another_passage(self, log):
        assert not log(DIP + "silting: -3.5}\n", more=self.SAME + "- {about: dip, depth: 4}\n").problems

    def test_a_section_given_twice_names_both_places(self, log):
        text = 'source: log-1900\npassages:\n- {section: "1", quote: a, records: [{about: gull}]}\n'
        assert reported(log("- {about: gull}\n", one=text, two=text)) == [
            "two.yaml:3:3: section 1 stands here and at one.yaml:3:3; keep one"
        ]

    def test_an_unknown_source_has_the_nearest(self, log):
        assert reported(log("- {about: gull}\n", more="source: log-1990\nrecords: [{about: gull}]\n")) == [
            'more.yaml:1:9: no source "log-1990" in sources.yaml (did you mean "log-1900"?)'
        ]

    def test_a_record_cannot_be_its_own_source(self, log):
        """A file that names one of its own records as its source would have none."""
        found = log("- {about: gull}\n", more="source: moon\nrecords: [{id: moon, type: Harbour, label: {en: Moon}}]\n")
        assert reported(found) == ['more.yaml:1:9: no source "moon" in sources.yaml']

    def test_a_source_has_a_class_of_sources(self, write, harbour):
        files = write({"sources.yaml": "sources:\n- {id: moon, type: Harbour, label: {en: Moon}}\n"})
        found = interpret.check(reader.read(files), harbour)
        assert reported(found) == ['sources.yaml:2:8: the source "moon" is a Harbour; expected Logbook']


class TestCircles:
    def leg(self, key: str, *wider: str) -> str:
        return f"- {{id: {key}, type: Voyage, label: {{en: {key}}}, legOf: [{', '.join(wider)}]}}\n"

    def test_nothing_is_part_of_itself(self, log):
        assert reported(log(self.leg("a", "a"))) == ["log.yaml:3:49: legOf forms a cycle: a -> a"]

    def test_a_circle_is_named_where_it_closes(self, log):
        found = log(self.leg("a", "b") + self.leg("b", "c") + self.leg("c", "a"))
        assert reported(found) == ["log.yaml:5:49: legOf forms a cycle: a -> b -> c -> a"]

    def test_two_circles_at_once(self, log):
        found = log(self.leg("a", "b") + self.leg("b", "a") + self.leg("c", "d") + self.leg("d", "d", "c"))
        assert reported(found) == [
            "log.yaml:4:49: legOf forms a cycle: a -> b -> a",
            "log.yaml:6:49: legOf forms a cycle: d -> d",
            "log.yaml:6:52: legOf forms a cycle: c -> d -> c",
        ]

    def test_two_circles_that_share_a_leg(self, log):
        found = log(self.leg("a", "b") + self.leg("b", "c", "d") + self.leg("c", "a") + self.leg("d", "a"))
        assert reported(found) == [
            "log.yaml:5:49: legOf forms a cycle: a -> b -> c -> a",
            "log.yaml:6:49: legOf forms a cycle: a -> b -> d -> a",
        ]

    def test_many_ways_to_the_same_place_are_no_circle(self, log):
        assert not log(
            self.leg("a", "b", "c")
            + self.leg("b", "d")
            + self.leg("c", "d")
            + "- {id: d, type: Voyage, label: {en: D}}\n"
        ).problems

    def test_a_circle_across_files(self, log):
        found = log(self.leg("a", "b"), more="source: log-1900\nrecords:\n" + self.leg("b", "a"))
        assert reported(found) == ["more.yaml:3:49: legOf forms a cycle: a -> b -> a"]

    def test_long_chains_and_many_circles_take_no_time(self, log):
        many = 1500
        chain = "".join(self.leg(f"k{n}", f"k{n + 1}", *(["k0"] if n else [])) for n in range(many))
        start = time.process_time()
        found = log(chain + self.leg(f"k{many}", "k0"))
        assert len(found.problems) == many
        assert max(len(str(problem)) for problem in found.problems) < 400
        assert time.process_time() - start < 5


class TestNoProblemCountsTwice:
    def test_a_link_to_a_record_without_a_type(self, log):
        assert reported(log("- {id: tern, label: {en: Tern}}\n" + ADA + "berth: tern}\n- {about: tern}\n")) == [
            'log.yaml:3:8: "tern" has no type:'
        ]

    def test_a_link_to_a_record_of_an_unknown_class(self, log):
        assert reported(log("- {id: tern, type: Harbor, label: {en: Tern}}\n" + ADA + "berth: tern}\n")) == [
            'log.yaml:3:20: no class "Harbor" (did you mean "Harbour"?)'
        ]

    def test_links_into_a_file_that_does_not_parse(self, log):
        found = log(
            ADA + "berth: tern, carries: tun}\n", more="source: log-1900\nrecords:\n- {id: tern, type: Harbour\n"
        )
        assert [line.split(": ")[0] for line in reported(found)] == ["log.yaml:3:64", "more.yaml:4:1"]

    def test_records_of_sources_that_do_not_parse(self, write, harbour):
        files = write(
            {
                "sources.yaml": "sources:\n- {id: log-1900\n",
                "log.yaml": "source: log-1900\nrecords: [{id: gull, type: Harbour, label: {en: Gull}}]\n",
            }
        )
        found = interpret.check(reader.read(files), harbour)
        assert [line.split(": ")[0] for line in reported(found)] == ["sources.yaml:3:1"]


def test_all_problems_come_at_once(log):
    found = log(
        """\
- id: ada
  type: Tugg
  label: Ada
- id: bob
  type: Tug
  label: {en: Bob, en: Rob, no: Bobb}
  berth: gul
  flag: no
  depth: 3.02 million
  issuedOn: 2024-02-30
"""
    )
    assert [line.split(": ")[0] for line in reported(found)] == [
        f"log.yaml:{place}"
        for place in ("4:9", "5:10", "8:20", "8:29", "9:10", "10:9", "10:9", "11:3", "11:10", "12:13")
    ]


def test_a_thousand_unknown_names_do_not_take_minutes(log):
    legs = "".join(f"- {{id: k{n}, type: Voyage, label: {{en: K}}, calledAt: nowhere-{n}}}\n" for n in range(1000))
    start = time.process_time()
    assert len(log(legs).problems) == 1000
    assert time.process_time() - start < 5


KEYS = st.sampled_from(
    ["id", "about", "type", "quote", "label", "berth", "carries", "depth", "silting", "legOf", "issuedOn", "x"]
)
VALUES = st.sampled_from(
    ["ada", "bob", "gull", "Tug", "Voyage", "timber", "rope", "4", "2021", "no", "en", "stores/", "/", ""]
)
SHAPES = st.lists(
    st.dictionaries(
        KEYS, VALUES | st.lists(VALUES, max_size=2) | st.dictionaries(VALUES, VALUES, max_size=2), max_size=6
    ),
    min_size=1,
    max_size=5,
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(entries=SHAPES)
def test_no_records_raise_anything(log, entries):
    found = log("".join(f"- {json.dumps(entry)}\n" for entry in entries))
    assert all(problem.where.line for problem in found.problems)
    assert len(found.problems) <= 60 * len(entries)
