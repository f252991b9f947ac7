"""The languages of pages and tables: which one a reader wants, and every text in it.

A text in English is its own key in the catalogue of a language, ``kg/locale/zh_Hans/LC_MESSAGES/certreg.po``. The
catalogue is read as curators write it, so there is nothing to compile. What it lacks is shown in English;
``tests/test_translation.py`` lists that, and writes new texts into the catalogue.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from functools import lru_cache
from gettext import GNUTranslations, NullTranslations
from pathlib import Path
from types import MappingProxyType

#: The languages of the texts: tag -> the language's own name.
LANGUAGES: Mapping[str, str] = MappingProxyType({"en": "English", "zh-Hans": "中文"})
#: The languages of names in the graph that a reader can choose.
NAMES: Mapping[str, str] = MappingProxyType({**LANGUAGES, "ko": "한국어"})
ENGLISH, CHINESE = LANGUAGES
LOCALE = Path(__file__).parent.parent / "locale"
DOMAIN = "certreg"

_TAG = re.compile(r"([A-Za-z]{1,8})(?:[-_][A-Za-z0-9]{1,8})*(?:[.@].*)?\Z")
#: Parts of tags for Chinese in other characters than the texts have.
_TRADITIONAL = frozenset({"hant", "tw", "hk", "mo"})
#: Browsers send about five.
_MAX_RANGES = 32


def known(tag: str) -> str | None:
    """The language of the texts for a tag, as people and systems write it: ``zh``, ``zh-CN``, ``zh_CN.UTF-8``."""
    match = _TAG.match(tag.strip())
    if match is None or _TRADITIONAL.intersection(re.split("[-_.@]", tag.strip().lower())):
        return None
    return {"en": ENGLISH, "zh": CHINESE}.get(match[1].lower())


def of_texts(tag: str) -> str:
    """The language of the texts that go with names in any language: English, unless the tag is that of another."""
    return known(tag) or ENGLISH


def accepted(header: str) -> str:
    """The language of the texts that an Accept-Language header prefers; English when it accepts none of them."""
    best, most = ENGLISH, 0.0
    for part in header.split(",", _MAX_RANGES)[:_MAX_RANGES]:
        tag, _, parameter = part.partition(";")
        name, _, value = parameter.partition("=")
        try:
            quality = float(value) if name.strip() == "q" else 1.0
        except ValueError:
            continue
        language = known(tag)
        if language and most < quality <= 1:
            best, most = language, quality
    return best


def marked(text: str) -> str:
    """The same text. Marks one that is translated where it is shown, so that `tests/test_translation.py` finds it."""
    return text


def translate(text: str, tag: str, context: str = "") -> str:
    """A text in the language of a tag, or as it is; `context` distinguishes texts that English writes alike."""
    texts = translations(of_texts(tag))
    if not text:
        return text
    return texts.pgettext(context, text) if context else texts.gettext(text)


@lru_cache(maxsize=len(LANGUAGES))
def translations(language: str) -> NullTranslations:
    """The catalogue of one of `LANGUAGES`."""
    path = catalogue(language)
    if not path.is_file():
        return NullTranslations()
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    compiled = io.BytesIO()
    with path.open("rb") as file:
        write_mo(compiled, read_po(file, locale=language.replace("-", "_")))
    compiled.seek(0)
    return GNUTranslations(compiled)


def catalogue(language: str) -> Path:
    """The file of a language's texts; English has none."""
    return LOCALE / language.replace("-", "_") / "LC_MESSAGES" / f"{DOMAIN}.po"
