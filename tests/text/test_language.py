"""Which language a reader gets, and texts in it."""

from __future__ import annotations

import pytest

from kg.text import language


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        *((tag, "zh-Hans") for tag in ("zh", "ZH", "zh-CN", "zh_CN.UTF-8", "zh-Hans", "zh-Hans-CN", " zh ")),
        *((tag, "en") for tag in ("en", "en-GB", "en_US.UTF-8")),
        *((tag, None) for tag in ("", "ko", "C", "C.UTF-8", "chinese", "zhx", "zh;", "*")),
        *((tag, None) for tag in ("zh-TW", "zh-Hant", "zh-" + "a" * 99)),
    ],
)
def test_a_tag_names_a_language(tag, expected):
    assert language.known(tag) == expected


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("", "en"),
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh-Hans"),
        ("en-GB,en;q=0.9,zh;q=0.8", "en"),
        ("ko,zh;q=0.5", "zh-Hans"),
        ("fr,de;q=0.5", "en"),
        ("en;q=0.1,zh;q=0.2", "zh-Hans"),
        ("zh-TW,zh;q=0.9,en;q=0.8", "zh-Hans"),
        ("zh;q=0", "en"),
        ("zh;q=nan", "en"),
        ("zh;q=9", "en"),
        ("zh;level=1", "zh-Hans"),
        (",;,=,zh", "zh-Hans"),
        (",".join(["fr"] * 5000) + ",zh", "en"),
    ],
)
def test_a_header_prefers_a_language(header, expected):
    assert language.accepted(header) == expected


def test_a_text_without_a_translation_stays_english():
    assert language.translate("no catalogue has this", "zh") == "no catalogue has this"
    assert language.translate("", "zh") == ""
