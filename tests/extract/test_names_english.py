"""English names by class: bodies of many kinds, companies, marks, acts, meetings, towns; all are made up."""

from __future__ import annotations

import pytest
import yaml

from kg.extract import rule_compiler
from kg.extract.names import Names


@pytest.fixture(scope="module")
def names():
    tables = {}
    for name in ("names", "places"):
        text = (rule_compiler.RULES / f"{name}.yaml").read_text("utf-8")
        tables.update(yaml.load(text, Loader=yaml.BaseLoader))
    return Names(tables)


def found(names, text):
    """Name -> kind, of the names that better ones do not overlap."""
    kept, taken = {}, set()
    for one in names.find(text):
        if taken.isdisjoint(range(one.start, one.end)):
            taken.update(range(one.start, one.end))
            kept[text[one.first : one.last]] = one.kind
    return kept


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("by the Knotland Accreditation Bureau (KAB), which", "Knotland Accreditation Bureau", "AccreditationBody"),
        ("the Lake Food Standards Authority (LFSA) said", "Lake Food Standards Authority", "RegulatoryAgency"),
        (
            "the Lake Ropes, Standards and Knots Organization (LRSKO)",
            "Lake Ropes, Standards and Knots Organization",
            "StandardsBody",
        ),
        ("the Ropetown High Court ruled", "Ropetown High Court", "Consortium"),
        ("by the Rope Safety Unit (RSU) and", "Rope Safety Unit", "Consortium"),
        ("the Lake Constabulary Force (LCF) took", "Lake Constabulary Force", "RegulatoryAgency"),
        ("the Regional Rope Information Network (RRIN) will", "Regional Rope Information Network", "Platform"),
        ("the Roundtable on Sustainable Hemp (RSH) has", "Roundtable on Sustainable Hemp", "Consortium"),
        ("endorsed by the United Nations in", "United Nations", "IntergovernmentalOrganisation"),
        ("certificates from SGS and others", "SGS", "ConformityAssessmentBody"),
        (
            "the Economic Community of Lake States (ECLS) is",
            "Economic Community of Lake States",
            "IntergovernmentalOrganisation",
        ),
        ("held at the Grand Rope Hotel in", "Grand Rope Hotel", "Place"),
        ("held at Knots Expo and Convention Centre.", "Knots Expo and Convention Centre", "Place"),
        # companies
        (
            "Rope Testing and Certification Group (Knotland) Co Ltd,",
            "Rope Testing and Certification Group (Knotland) Co Ltd",
            "Enterprise",
        ),
        ("Lake Inspection & Certificate Co. Ltd signed", "Lake Inspection & Certificate Co. Ltd", "Enterprise"),
        ("the Rope Board and Knot Trading GmbH", "Knot Trading GmbH", "Enterprise"),
        ("brands like Ropeworks, Knotty, Lake Nets and Netto are", "Lake Nets", "Enterprise"),
        ("Knot Testing Institute, a certification body in Lakeland", "Knot Testing Institute", "CertificationBody"),
        # marks
        ("valid Rope Import Clearance (RIC) stickers or", "Rope Import Clearance", "CertificationScheme"),
        ("without a valid LKS mark or", "LKS mark", "CertificationScheme"),
        ("lack of LKS marking and other", "LKS mark", "CertificationScheme"),
        ("the Knotland Standard (KS) mark is", "Knotland Standard (KS) mark", "CertificationScheme"),
        # names in other languages
        ("the Knotische Technische Bundesanstalt (KTB) has", "Knotische Technische Bundesanstalt", "TechnicalCentre"),
        ("by the Instituto Lagunense de la Cuerda (ILC) in", "Instituto Lagunense de la Cuerda", "Consortium"),
        (
            "the Agence Lacoise pour la Sécurité des Cordes said",
            "Agence Lacoise pour la Sécurité des Cordes",
            "RegulatoryAgency",
        ),
        # acts
        (
            "stated in The Control of Ropes and Knots at Sea Regulations 2031).",
            "Control of Ropes and Knots at Sea Regulations 2031",
            "LegalAct",
        ),
        ("the Board and the Knot Safety Act 2030 say", "Knot Safety Act 2030", "LegalAct"),
        (
            "under Rope Administrative Order (RAO) No. 12:2031 and",
            "Rope Administrative Order (RAO) No. 12:2031",
            "LegalAct",
        ),
        ("Royal Decree 311/2031 says", "Royal Decree 311/2031", "LegalAct"),
        # meetings
        ("opened the 14th Lake Rope Committee (LRC) meeting.", "14th Lake Rope Committee (LRC) meeting", "Event"),
        ("the 33rd LRC Working Group 2 meeting will", "33rd LRC Working Group 2 meeting", "Event"),
        (
            "the 5th Meeting of the LAKE-KNOT Focus Group on Nets",
            "5th Meeting of the LAKE-KNOT Focus Group",
            "Event",
        ),
        (
            "Second General Assembly of the Rope Trade Union marks",
            "Second General Assembly of the Rope Trade Union",
            "Event",
        ),
        ("aside of the R20 Rope World 2031 event in", "R20 Rope World 2031 event", "Event"),
        ("discussed at the RBT Committee meeting of May", "RBT Committee meeting", "Event"),
        # common nouns
        ("conducted a search and seizure operation at", "search and seizure operation", "Campaign"),
        ("made it in a public notice on ropes.", "public notice on ropes", "PolicyDocument"),
        ("will sign a new rope contract with", "new rope contract", "Agreement"),
        # towns
        ("seized goods in Gurgaon and Lucknow.", "Lucknow", "Place"),
        ("held in Manila’s harbour", "Manila", "Place"),
        # titles and headlines
        ("Head of the Rope Agency for Knots (RAK) said", "Rope Agency for Knots", "RegulatoryAgency"),
        ("LRB Signs Mutual Recognition Agreement with", "Mutual Recognition Agreement", "RecognitionArrangement"),
        (
            "Director of Nets & Hemp National Rope Authority of Lakeland (NRAL)",
            "National Rope Authority of Lakeland",
            "RegulatoryAgency",
        ),
        ("the Rope Global Standard for Knot Safety has", "Rope Global Standard for Knot Safety", "Standard"),
        ("conform to the Lake National Standards (LNS).", "Lake National Standards", "Standard"),
    ],
)
def test_what_names_by_class_name(names, text, name, kind):
    assert found(names, text).get(name) == kind


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("said Ada Rope, head of Certification of the Hemp Institute", "Certification of the Hemp Institute"),
        (
            "the Minister of Ropes and Chairman of the Hemp Board of Directors",
            "Ropes and Chairman of the Hemp Board of Directors",
        ),
        ("under the Geneva Convention on Ropes", "Geneva"),
        ("the University of Geneva", "Geneva"),
        ("at the Manila Bay Rope Works", "Manila"),
        ("the “LKS” mark, and with the LKS mark", "“LKS” mark"),
        ("the EU label and a QR label", "EU label"),
        ("the LKS mark committee met", "LKS mark"),
        ("the Secretariat of the Rope Board", "Secretaria"),
        ("meets the Rope Standards", "Rope Standards"),
        ("the 14th Lake Rope Committee", "14th Lake Rope Committee"),
        ("it had issued an advisory on Wednesday", "advisory on Wednesday"),
    ],
)
def test_what_is_no_name(names, text, name):
    assert name not in {text[one.first : one.last] for one in names.find(text)}


def test_a_mark_that_was_explained_is_the_same_by_its_letters(names):
    text = "The Knotland Standard (KS) mark is here. Ropes bear the KS mark, and KS marks sell."
    assert [text[one.first : one.last] for one in names.find(text) if one.kind == "CertificationScheme"].count(
        "KS"
    ) == 2
