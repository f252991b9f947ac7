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
            [("318", "exact", "2022", "loads of rope stopped"), ("64", "exact", "2022", "loads of rope failed"),
             ("20", "exact", "2022", "loads of rope lacked")],
        ),
        (
            "In 2020 it received 9,410 complaints, compared with 4,362 in 2015. Buoys accounted for 31% of complaints.",
            [("9410", "exact", "2020", "complaints received"), ("4362", "exact", "2015", "complaints"),
             ("31", "exact", "2020", "complaints: Buoys")],
        ),
        ("Key figures for 2017\nDives: 2,310\nWarning letters: 65", [("2310", "exact", "2017", "Dives"),
                                                                  ("65", "exact", "2017", "Warning letters")]),
        (
            "It tested 150 buoys in the first nine months of 2018. Out of these, 36 were found to leak.",
            [("150", "exact", "2018-01-01/2018-09-30", "buoys tested"),
             ("36", "exact", "2018-01-01/2018-09-30", "buoys")],
        ),
        ("At present 6 pilots are listed.", [("6", "exact", "XXXX", "pilots")]),
        # the value of what stands before it; a number of units is of what stands before it
        (
            "In 2019 it destroyed 40 pairs of deck shoes worth $3 million, and toy boats of several kinds "
            "with a total of 300 units.",
            [("40", "exact", "2019", "pairs of deck shoes destroyed"),
             ("3000000", "exact", "2019", "value of pairs of deck shoes"),
             ("300", "exact", "2019", "toy boats of several kinds")],
        ),
        ("In 2019 the estimated value of the ropes like hawsers, lines and nets is around $7 million.",
         [("7000000", "approximately", "2019", "estimated value of the ropes")]),
        ("The number of dives made by pilots grows, as the number of dives made by pilots is high, reaching a record "
         "number of 5,377 in 2019.", [("5377", "exact", "2019", "dives made by pilots")]),
        # what was done to it, what it does, and what narrows it
        ("In 2019 22 rules on ropes, nets and buoys were discussed and approved.",
         [("22", "exact", "2019", "rules discussed approved")]),
        ("In 2019 it had 22 rules, and the harbour was sold.", [("22", "exact", "2019", "rules")]),
        ("In 2019 250 people die of cold in ports. The other seven piers are old.",
         [("250", "exact", "2019", "people die of cold"), ("7", "exact", "2019", "other piers")]),
        ("In 2019 we held harbour safety dives, with 340 dives in the north.",
         [("340", "exact", "2019", "harbour safety dives")]),
        ("In 2019 membership has grown 11%.", [("11", "exact", "2019", "growth of membership")]),
        ("The list of new members of 2019 is as follows:\n  • 103 Full Members\n  • 8 Half Members",
         [("103", "exact", "2019", "new Full Members"), ("8", "exact", "2019", "new Half Members")]),
        ("In 2019 most of the 400 wrecks lay in Northport, followed by Southport (45) and Eastport (12).",
         [("400", "exact", "2019", "wrecks lay"), ("45", "exact", "2019", "wrecks lay: Southport"),
          ("12", "exact", "2019", "wrecks lay: Eastport")]),
        ("In 2019 it sent out 400 boats. Northport (45) was first.",
         [("400", "exact", "2019", "boats"), ("45", "exact", "2019", "Northport")]),
        ("2019年，设计单位2742家，持有许可证2747张。", [("2742", "exact", "2019", "设计单位"),
                                        ("2747", "exact", "2019", "设计单位持有许可证")]),
        ("2019年，推介16个具有先进性、创新性的典型案例。",
         [("16", "exact", "2019", "推介具有先进性、创新性的典型案例")]),
        ("2019年，检查全省16个州(市)的2440件产(商)品。", [("16", "exact", "2019", "检查全省州(市)"),
                                              ("2440", "exact", "2019", "产(商)品")]),
        ("2019年有船坞45个。两种绳索有何差异?", [("45", "exact", "2019", "有船坞")]),
        ("2019年，检查船坞45个。", [("45", "exact", "2019", "检查船坞")]),
        ("2019年，检查船坞45个，有1万14公顷。", [("45", "exact", "2019", "检查船坞"),
                                      ("10014", "exact", "2019", "1万14公顷")]),
        ("2019年，新承担9个港口机构职务，将绳索等15种产品纳入目录。",
         [("9", "exact", "2019", "新承担港口机构职务"), ("15", "exact", "2019", "产品纳入目录")]),
        ("2019年，港口机构共有700间，共聘用一万五千多人。",
         [("700", "exact", "2019-12-31", "港口机构"), ("15000", "more-than", "2019", "港口机构聘用人员")]),
        ("2019年，共召回船只1074次、3803.5万件，检查船坞340家，查封5家。",
         [("1074", "exact", "2019", "召回船只"), ("38035000", "exact", "2019", "召回船只"),
          ("340", "exact", "2019", "检查船坞"), ("5", "exact", "2019", "检查船坞查封")]),
        ("2019年，办理时限由15个工作日压缩至7个工作日。", [("7", "exact", "2019", "办理时限")]),
        ("2019年，船只产销分别完成3万辆和2万辆。", [("30000", "exact", "2019", "船只产量完成"),
                                    ("20000", "exact", "2019", "船只销量完成")]),
        ("2019年，参与制定标准数量超过新增数量的50%。",
         [("50", "more-than", "2019", "参与制定标准数量超过新增数量的")]),
        # no counts: a range, a label, the number of a heading, a version, when something comes into force
        ("In 2019 it had 20-30 boats and 5 piers.", [("5", "exact", "2019", "piers")]),
        ("In 2019 all comes\n2 OUR TASK\n2.1. The Board has 12 pilots.", [("12", "exact", "2019", "pilots")]),
        ("2019年检查船坞20至30家，项次2、6的绳索不合格，电话分机1211，协定3.0版。", []),
        ("In 2019 the rule comes into force six months from its date. It has 4 parts.", []),
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
         [("9", "exact", "2020", "编写教材"), ("100", "more-than", "2020", "走访港口机构")]),
        ("It listed 1,468 new ropes in 2016, bringing the total to 21,478.",
         [("1468", "exact", "2016", "new ropes listed"), ("21478", "exact", "2016", "new ropes")]),
        ("Rope sales were valued at $94.5 million in 2012 and $121 million in 2013.",
         [("94500000", "exact", "2012", "Rope sales"), ("121000000", "exact", "2013", "Rope sales")]),
        ("Nine in ten sailors were aware of it, according to a 2017 survey of 2,004 adults.",
         [("90", "exact", "2017", "sailors"), ("2004", "exact", "2017", "adults")]),
        ("Nine in ten sailors were aware of it.", [("90", "exact", "XXXX", "sailors")]),
        ("2021年6月20日，云港局公布：今年1至5月，查处绳索案件738件。",
         [("738", "exact", "2021-01-01/2021-05-31", "查处绳索案件")]),
        ("2020年10月发布。第三季度，绳索投诉量同比下降三成，共受理1024件。",
         [("30", "exact", "2020-07-01/2020-09-30", "绳索投诉量同比下降"),
          ("1024", "exact", "2020-07-01/2020-09-30", "绳索投诉量")]),
        ("海员对绳索的认知率由2015年的62.3%提高到2017年的81.5%。",
         [("62.3", "exact", "2015", "海员对绳索的认知率"), ("81.5", "exact", "2017", "海员对绳索的认知率")]),
        ("2022年公布绳索检测结果，共抽验20件。", [("20", "exact", "2022", "绳索")]),
        ("In 2022 it was attended by about 70 persons onsite and about 50 remotely, from 12 ports.",
         [("70", "approximately", "2022", "persons onsite"), ("50", "approximately", "2022", "persons remotely"),
          ("12", "exact", "2022", "ports")]),
        ("Rope turnover in 2019 was EUR 240 million (+3.2%), with 15,000 sailors (−2.1%).",
         [("240000000", "exact", "2019", "Rope turnover"), ("15000", "exact", "2019", "sailors")]),
        ("It recalled 34 ropes between January and June 2019, double the 18 recalled in the same period of 2018.",
         [("34", "exact", "2019-01-01/2019-06-30", "ropes recalled"),
          ("18", "exact", "2018-01-01/2018-06-30", "ropes recalled")]),
        ("In 2021 the Board approved 10 new ropes and withdrew five at its meeting, and held 14 courses.",
         [("10", "exact", "2021", "new ropes approved"),
          ("5", "exact", "2021", "new ropes withdrawn"), ("14", "exact", "2021", "courses held")]),
        ("The Bureau made 187 ropes in 2019, of which 121 were copies of other ropes and 66 unusual.",
         [("187", "exact", "2019", "ropes made"), ("121", "exact", "2019", "ropes: copies"),
          ("66", "exact", "2019", "ropes unusual")]),
        ("Three quarters (76%) of sailors surveyed in 2018 knew their ropes, up from 69% in 2017.",
         [("76", "exact", "2018", "sailors surveyed"), ("69", "exact", "2017", "sailors surveyed")]),
        ("The helpline had 42,400 calls in 2018, an increase of 5% on 2017.", [("42400", "exact", "2018", "calls")]),
        ("Under the plan of 2019, it will train 25 pilots over three years, in a two-week course.",
         [("25", "exact", "2019", "pilots")]),
        ("As of December 2019, it had built 112 piers in 13 ports, up from 98 a year earlier.",
         [("112", "exact", "2019-12-31", "piers built"), ("13", "exact", "2019-12-31", "ports"),
          ("98", "exact", "2018-12-31", "piers")]),
        ("In 2019, wrecks stood at 340, against 290 the previous year.",
         [("340", "exact", "2019", "wrecks"), ("290", "exact", "2018", "wrecks")]),
        ("In 2019: Dives: 2,034 (+3%); of these, 1,221 deep dives.",
         [("2034", "exact", "2019", "Dives"), ("1221", "exact", "2019", "deep dives")]),
        ("The number of ropes increased by 12% to reach 4,310 by the end of 2019.",
         [("4310", "exact", "2019-12-31", "number of ropes")]),
        ("They have grown from 10 ropes under 3 rules in 2014 to 70 ropes under 9 rules in 2025.",
         [("10", "exact", "2014", "ropes"), ("3", "exact", "2014", "rules"), ("70", "exact", "2025", "ropes"),
          ("9", "exact", "2025", "rules")]),
        # what goes on each year
        ("Each year the Board hears of some 450 wrecks. In 2021 it hired 12 pilots.",
         [("450", "approximately", "P1Y", "wrecks"), ("12", "exact", "2021", "pilots hired")]),
        ("It makes 2,000 dives annually and has 40 divers. This was in 2019.",
         [("2000", "exact", "P1Y", "dives"), ("40", "exact", "2019", "divers")]),
        ("It tests 300 ropes a year, with 3 boats. This was in 2011.",
         [("300", "exact", "P1Y", "ropes"), ("3", "exact", "2011", "boats")]),
        ("In 2020 it tested 40 ropes, as it does every year.", [("40", "exact", "2020", "ropes tested")]),
        ("2021年发布。港务局每年抽检绳索2000批次，节约费用3亿元。",
         [("2000", "exact", "P1Y", "港务局每年抽检绳索"), ("300000000", "exact", "2021", "节约费用")]),
        ("The club was founded in 1999. It has 45 members.", [("45", "exact", "XXXX", "members")]),
        ("绳索协会于2016年成立，会员逾350名。", [("350", "more-than", "XXXX", "会员")]),
        ("2016年成立绳索工作组3个。", [("3", "exact", "2016", "成立绳索工作组")]),
        ("2019年首三季接获绳索投诉345宗，2018年首半年90宗。",
         [("345", "exact", "2019-01-01/2019-09-30", "接获绳索投诉"),
          ("90", "exact", "2018-01-01/2018-06-30", "接获绳索投诉")]),
        ("2021年抽查绳索300批次，不合格42批次。", [("300", "exact", "2021", "抽查绳索"),
                                       ("42", "exact", "2021", "抽查绳索不合格")]),
        ("2021年有45家船坞获准，其余17家正在评审。", [("45", "exact", "2021", "船坞获准"),
          ("17", "exact", "2021", "船坞正在评审")]),
        ("2021年检查船坞3400个，立案查处120起。", [("3400", "exact", "2021", "检查船坞"),
          ("120", "exact", "2021", "立案查处案件")]),
        ("In 2021 the Board of Kenya burnt Sh 5 million worth of tarred ropes.",
         [("5000000", "exact", "2021", "value of tarred ropes")]),
        # numbers of neighbouring cells that look like one
        ("Table of piers\nKind 2021 2022\nLong piers 134 156\nOld piers 88 91\n",
         [("134", "exact", "2021", "Long piers"), ("156", "exact", "2022", "Long piers"),
          ("88", "exact", "2021", "Old piers"), ("91", "exact", "2022", "Old piers")]),
        ("In 2020 the pilots grew to 212 (2019: 198).",
         [("212", "exact", "2020", "pilots"), ("198", "exact", "2019", "pilots")]),
        ("In 2020 the Board listed 213 new ropes, revised 87 and withdrew 45.",
         [("213", "exact", "2020", "new ropes listed"), ("87", "exact", "2020", "new ropes revised"),
          ("45", "exact", "2020", "new ropes withdrawn")]),
        ("The budget for 2020 was £48 million, of which £31 million came from fees.",
         [("48000000", "exact", "2020", "budget"), ("31000000", "exact", "2020", "budget")]),
        # parts of what was counted before
        ("In 2019 it had 862 approved boats. Of these, 250 are fishing boats, 17 pilot boats.",
         [("862", "exact", "2019", "approved boats"), ("250", "exact", "2019", "approved boats: fishing boats"),
          ("17", "exact", "2019", "approved boats: pilot boats")]),
        # who was found to do something, and what a sum is for
        ("In 2019 there were 50 shops selling tarred ropes, and it gave 26 orders with fines of $300 for late ropes.",
         [("50", "exact", "2019", "shops selling tarred ropes"), ("26", "exact", "2019", "orders given"),
          ("300", "exact", "2019", "fines for late ropes")]),
        ("In 2019 it served 109 orders, an increase of 58% compared to 2017 when there were 69.",
         [("109", "exact", "2019", "orders served"), ("69", "exact", "2017", "orders")]),
        # said again; another number of the same value
        ("In 2019 it closed 118 tarred piers. In all, 118 piers were closed. It has 118 pilots.",
         [("118", "exact", "2019", "tarred piers closed"), ("118", "exact", "2019", "pilots")]),
        # neither ranks of a list, a deadline, the time of the day nor a number of inhabitants
        ("In 2019:\n1 Northport 494\n2 Southport 254\n3 Eastport 99\nIt has 12 pilots.",
         [("494", "exact", "2019", "Northport"), ("254", "exact", "2019", "Southport"),
          ("99", "exact", "2019", "Eastport"), ("12", "exact", "2019", "pilots")]),
        ("In 2019 few kept the 48 hour wreck notice deadline. Published on 3.2.2019 at 9.15. It is 24 wrecks per "
         "100,000 sailors.", [("24", "exact", "2019", "wrecks")]),
        ("Five Harbour Masters were late in 2019.", [("5", "exact", "2019", "Harbour Masters")]),
        ("2019年，共召回绳索310次，涉及浮标560.5万件，占全年召回总数的41.3%。",
         [("310", "exact", "2019", "召回绳索"), ("5605000", "exact", "2019", "召回绳索涉及浮标"),
          ("41.3", "exact", "2019", "召回绳索涉及浮标占全年召回总数的")]),
        ("HARBOURTON, 14 March 2019 - At the end of 2019, it has 30 piers.", [("30", "exact", "2019-03-14", "piers")]),
    ],
)  # fmt: skip
def test_what_the_figures_of_a_paragraph_say(figures, text, wanted):
    assert figures(text) == wanted


@pytest.mark.parametrize(
    ("text", "area", "unit"),
    [
        ("In 2021 ropes worth Shs 40 million were burnt in Uganda.", "", "UGX"),
        ("In 2021 ropes worth Sh 40 million were burnt.", "kenya", "KES"),
        ("In 2021 it seized P3.2 million worth of rope in the Philippines.", "", "PHP"),
        ("Fees of $400 were paid in 2021.", "australia", "AUD"),
        ("Fees of US$400 were paid in 2021.", "australia", "USD"),
        ("Fees of $400 were paid in 2021.", "", "USD"),
        ("Fees of Rs 400 crore were paid in 2021.", "pakistan", "PKR"),
        ("2021年，香港驗船局撥款四千萬元，協助業界開發繩索檢測。", "", "HKD"),
        ("2021年，澳門驗船局撥款四千萬元，協助業界開發繩索檢測。", "", "MOP"),
        ("2021年，香港驗船局撥款四千萬元人民幣，協助業界開發繩索檢測。", "", "CNY"),
        ("2021年，与香港合作，拨款四千万元开发绳索检测。", "", "CNY"),
    ],
)
def test_a_sum_is_in_the_currency_of_the_country_that_the_text_is_about(graph, text, area, unit):
    terms = vocabulary.read(shipped.ONTOLOGY)
    settings = Settings("erewhon", area=area)
    made = prepared(graph, terms, settings, text)
    draft = "".join(written(made.passages([ReportPart("1", "", text)]), settings))
    assert re.findall(r"unitMeasure: (\w+)", draft) == [unit]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("In Denmark 25 boats were seen in 2020. In Norway 25 boats were seen in 2020.", ["25", "25"]),
        ("In 2020, 2,813 boats were seen. The 2,813 boats were old.", ["2813"]),
        ("In 2023 the Lake Agency visited:\n\n12 rope makers\n13 net makers\n14 sail makers", ["12", "13", "14"]),
        ("Ropes sold in 2023, by town:\n1 Oslo 494\n2 Bergen 254\n3 Tromso 120", ["494", "254", "120"]),
        ("Of 200 ropes, 14 or 7 percent failed in 2020.", ["200", "14", "7"]),
    ],
)
def test_only_ranks_and_what_was_said_of_the_same_place_are_left_out(figures, text, values):
    assert [value for value, *_ in figures(text)] == values
