"""Countries that the graph does not know yet, under their names in Unicode's CLDR."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from kg.extract.drafting.texts import slug

_LANGUAGES = {"en": "en", "zh-Hans": "zh_Hans"}
_SUFFIX = " SAR China"


@cache
def territories() -> Mapping[str, Mapping[str, str]]:
    """Key, as records have it (``south-africa``) -> language -> name, of every country and dependent territory."""
    from babel import Locale

    every = {language: dict(Locale.parse(locale).territories) for language, locale in _LANGUAGES.items()}
    codes = sorted(str(code) for code in every["en"] if re.fullmatch("[A-Z]{2}", str(code)))
    return {
        slug(every["en"][code].removesuffix(_SUFFIX)): {language: names[code] for language, names in every.items()}
        for code in codes
    }
