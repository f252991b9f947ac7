"""The few words that pictures and pages have of their own, by language; all other words come from the graph."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

WORDS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "en": {
            "agency": "agency",
            "agreement": "agreement",
            "body": "body or organisation",
            "concept": "concept",
            "document": "document",
            "event": "event",
            "figure": "figure",
            "initiative": "initiative",
            "place": "place",
            "platform": "platform",
            "scheme": "scheme, regime, procedure",
            "source": "source",
            "derived": "worked out by rule",
            "whole": "The whole graph",
            "entities": "{count} entities",
            "links": "{count} links",
            "undated": "{count} without a date left out",
            "unconnected": "{count} not connected left out",
            "unlabelled": "{count} names left out for room",
            "unnamed": "{count} relation names left out for room",
        },
        "zh": {
            "agency": "机关",
            "agreement": "协议",
            "body": "机构与组织",
            "concept": "概念",
            "document": "文件",
            "event": "活动",
            "figure": "数据",
            "initiative": "举措",
            "place": "地点",
            "platform": "平台",
            "scheme": "认证制度、许可、程序",
            "source": "来源",
            "derived": "按规则推出",
            "whole": "知识图谱全图",
            "entities": "{count} 个实体",
            "links": "{count} 条联系",
            "undated": "另有 {count} 个无日期,未列入",
            "unconnected": "另有 {count} 个不相连,未列入",
            "unlabelled": "{count} 个名称因位置不足未显示",
            "unnamed": "{count} 个关系名称因位置不足未显示",
        },
    }
)


def words(lang: str) -> Mapping[str, str]:
    """The words in `lang` (``zh-Hans`` finds ``zh``), else in English."""
    return WORDS.get(lang.partition("-")[0].lower(), WORDS["en"])
