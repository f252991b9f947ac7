"""Proper names and what they are names of; all are made up but for acronyms that everybody knows."""

from __future__ import annotations

import pytest
import yaml

from kg.extract import rule_compiler
from kg.extract.names import Names


@pytest.fixture(scope="module")
def names():
    return Names(yaml.load((rule_compiler.RULES / "names.yaml").read_text("utf-8"), Loader=yaml.BaseLoader))


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("the Department of Harbours and Ropes (DHR) said", "Department of Harbours and Ropes", "RegulatoryAgency"),
        ("under the Ropes and Knots Regulation, all", "Ropes and Knots Regulation", "LegalAct"),
        ("a Rope Mutual Recognition Arrangement,", "Rope Mutual Recognition Arrangement", "RecognitionArrangement"),
        ("Committee on Technical Knots to Rope", "Committee on Technical Knots to Rope", "Consortium"),
        ("EU and European Rope Authority (ERA)", "European Rope Authority", "RegulatoryAgency"),
        ("its annual report on Rope Gate", "annual report on Rope Gate", "PolicyDocument"),
        ("by the U.S. Customs and Rope Protection (CRP), it", "U.S. Customs and Rope Protection", "RegulatoryAgency"),
        ("the State Service for Rope Control (SSRC) noted", "State Service for Rope Control", "RegulatoryAgency"),
        (
            "the Rope Accreditation Body of Knotland and UKAS",
            "Rope Accreditation Body of Knotland",
            "AccreditationBody",
        ),
        ("said Executive Director Knotland Bureau of Ropes", "Knotland Bureau of Ropes", "RegulatoryAgency"),
        ("the 48th meeting of the Rope Council", "48th meeting of the Rope Council", "Event"),
        ("during its sixth meeting in Ropetown", "sixth meeting", "Event"),
        ("the 12th LRC Annual Meeting in Ropetown", "12th LRC Annual Meeting", "Event"),
        ("use of the Lake Safety Badge as a sign", "Lake Safety Badge", "CertificationScheme"),
        (
            "LARS (the Lake Alert System for wet products) warns",
            "Lake Alert System for wet products",
            "Platform",
        ),
        ("the General Assembly of the Lake Rope Association (LRA)", "Lake Rope Association", "Consortium"),
        (
            "the Rope Safety Directorate of the Ministry of Lakes said",
            "Rope Safety Directorate",
            "RegulatoryAgency",
        ),
        ("the Underknot Laboratories Limited (UL) has", "Underknot Laboratories Limited", "StandardsBody"),
        ("Lakeland Association for Standardization, LAS", "Lakeland Association for Standardization", "StandardsBody"),
        ("the standard ETSI EN 303 645 in", "ETSI EN 303 645", "Standard"),
        ("under the Knots Act CAP 496 and", "Knots Act CAP 496", "LegalAct"),
        ("under the Knots Act (Cap. 31) and", "Knots Act (Cap. 31)", "LegalAct"),
        ("of Republic Act 4109, known", "Republic Act 4109", "LegalAct"),
        ("said Cabinet Secretary Ministry of Ropes", "Ministry of Ropes", "RegulatoryAgency"),
        ("the Chairperson, Quality Council of Knotland, Shri A. Knot", "Quality Council of Knotland", "Consortium"),
        ("in the Northern Lake Region (NLR) and", "Northern Lake Region", "Place"),
        ("approved by the LARC MLA Group.", "LARC MLA Group", "Consortium"),
        ("of the multilateral agreement (MLA) of", "multilateral agreement", "RecognitionArrangement"),
        (
            "the Lake Ropes, Knots and Nets Organization (LARKO)",
            "Lake Ropes, Knots and Nets Organization",
            "Consortium",
        ),
        ("today launched Ropewatch, an online portal for", "Ropewatch", "Platform"),
        ("the 32nd General Assembly of the Lake Rope Union", "32nd General Assembly of the Lake Rope Union", "Event"),
        ("by the Directorate General of Ropes and", "Directorate General of Ropes", "RegulatoryAgency"),
        ("Members of the Lake Rope Council met", "Lake Rope Council", "Consortium"),
        ("the White Paper on Ropes, which", "White Paper on Ropes", "PolicyDocument"),
        ("the Rope Loop (LRA-RU) took", "Rope Loop", None),
        ("the Lake Rope Agency (KN-LRA) took", "Lake Rope Agency", "RegulatoryAgency"),
        ("环境及绳索局发布", "环境及绳索局", "RegulatoryAgency"),
        ("海滨市监管局及湖城市监管局发布", "湖城市监管局", "RegulatoryAgency"),
        ("签订《绳索安全合作安排》", "绳索安全合作安排", "Agreement"),
        ("set out in Regulation (EC) No 765/2008 on", "Regulation (EC) No 765/2008", "LegalAct"),
        ("it prepared the Two Knots report to", "Two Knots report", "PolicyDocument"),
        ("在第26届绳索标准化组织全体大会期间", "第26届绳索标准化组织全体大会", "Event"),
        ("与丹麦认可机构签署", "丹麦认可机构", "AccreditationBody"),
        ("联合公安部、交通运输部深化绳索检验制度改革", "公安部", "RegulatoryAgency"),
        ("联合公安部、交通运输部深化绳索检验制度改革", "绳索检验制度改革", "Reform"),
        ("海滨市绳索监管局发布", "海滨市绳索监管局", "RegulatoryAgency"),
        # issue 16: acronyms of who acts, plural agreements, meetings with an order or a topic, Chinese parts and lists
        ("LARC and HORN signed a deal", "LARC", "Consortium"),
        ("talks between LARC and HORN", "HORN", "Consortium"),
        ("the Board, part of the HORN, met", "HORN", "Consortium"),
        ("the MOU signed in May", "MOU", None),
        ("ROPES AND KNOTS OF LARC SIGNED", "LARC", None),
        (
            "to the Mutual Recognition Arrangements, which",
            "Mutual Recognition Arrangements",
            "RecognitionArrangement",
        ),
        ("the 13th Session of the Rope Commission, which", "13th Session of the Rope Commission", "Event"),
        ("held on 3-4 May 2030 at the town hall in Ropetown.", "Ropetown", "Place"),
        ("the Lake Annual Meeting in Ropetown", "Ropetown", "Place"),
        ("held at noon in May", "May", None),
        ("湖省、海省、绳索自治区、港省绳索监管局发布", "湖省、海省、绳索自治区、港省绳索监管局", "RegulatoryAgency"),
        ("湖国科学与绳索部(MSR)表示", "湖国科学与绳索部", "RegulatoryAgency"),
        ("湖省绳索总局认可检测司召集", "湖省绳索总局认可检测司", "RegulatoryAgency"),
        ("发布了“2030年度绳索统计结果”", "2030年度绳索统计结果", "PolicyDocument"),
        ("湖国绳索化与计量局分别签署", "湖国绳索化与计量局", "RegulatoryAgency"),
        ("绳索及结艺学会标准", "绳索及结艺学会", "Association"),
        ("王小明与绳索局签署", "绳索局", "RegulatoryAgency"),
        ("香港繩索檢測和認證局主席", "香港繩索檢測和認證局", "RegulatoryAgency"),
        ("國家繩索局湖城調查總隊、", "國家繩索局湖城調查總隊", "RegulatoryAgency"),
        ("由湖城繩索學院承辦", "湖城繩索學院", "TechnicalCentre"),
        ("亚洲绳索合作组织互认协议委员会会议开幕", "亚洲绳索合作组织互认协议委员会会议", "Event"),
        ("是次绳索认可合作组织中期会议的一部分", "绳索认可合作组织中期会议", "Event"),
        ("二○三一湖城绳索年会于", "二○三一湖城绳索年会", "Event"),
        ("作为第七屆湖國—海國繩索論壇在", "第七屆湖國—海國繩索論壇", "Event"),
        ("举办“绳索让世界更美好”启动仪式。", "“绳索让世界更美好”启动仪式", "Event"),
        ("2031世界绳索日活动", "2031世界绳索日", "Event"),
        ("將依繩索檢驗法追蹤處理", "繩索檢驗法", "LegalAct"),
        ("依據繩索保護法第36條", "繩索保護法", "LegalAct"),
        ("商品的使用與保存方法", "使用與保存方法", None),
        ("向商店發出停售通知書", "停售通知書", "PolicyDocument"),
        ("经查阅各行业协会", "各行业协会", None),
        ("检取三部绳索", "检取三部", None),
        ("绳索大学生参加", "绳索大学", None),
    ],
)
def test_a_name_and_its_kind(names, text, name, kind):
    found = {text[one.first : one.last]: one.kind for one in names.find(text)}
    if kind is None:
        assert name not in found or found[name] == "PolicyDocument"
    else:
        assert found.get(name) == kind


def test_a_name_that_says_nothing_of_its_kind_is_left_out(names):
    assert not any(names.find("Prime Minister Ada Rope met Bert Knot."))


def test_what_a_campaign_is_meant_to_do_is_no_part_of_its_name(names):
    """ "The campaign for improving ropes" and "the campaign of mending nets" became one campaign."""
    assert not any(names.find("It began the campaign for improving ropes, and the campaign of mending nets."))


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("Ministry of Ropes, Ministry of Foreign Knots", ["Ministry of Ropes", "Ministry of Foreign Knots"]),
        ("Ministry of Ropes, Knots and Nets", ["Ministry of Ropes, Knots and Nets"]),
        ("Ministry of Ropes, Ms", ["Ministry of Ropes"]),
        (
            "Institute of Ropes and Knots of Hemp and Lake National Institute of Nets",
            ["Institute of Ropes and Knots of Hemp", "Lake National Institute of Nets"],
        ),
        ("Ministry of Commerce and Industry", ["Ministry of Commerce and Industry"]),
        ("Department for Knots, Nets and Rope Strategy", ["Department for Knots, Nets and Rope Strategy"]),
    ],
)
def test_two_names_with_heads_of_their_own_are_two(names, name, parts):
    assert names.english.capitals.parted(name) == parts
