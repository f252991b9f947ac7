"""The ways in which a cell states that there is no value."""

from __future__ import annotations

import unicodedata

#: After case, width and surrounding punctuation are removed.
_SPELLINGS = frozenset(
    (
        *(
            "",
            "n/a",
            "na",
            "n.a",
            "n.a.",
            "#n/a",
            "nan",
            "nil",
            "none",
            "null",
            "no value",
            "no data",
            "unknown",
            "unk",
        ),
        *("undefined", "unspecified", "not specified", "not stated", "not known", "not available", "not applicable"),
        *("not assigned", "not provided", "missing", "empty", "blank", "tba", "tbc", "tbd", "to be confirmed"),
        *(
            "to be determined",
            "pending",
            "other",
            "xxx",
            "k.a",
            "k. a",
            "keine",
            "keine angabe",
            "unbekannt",
            "inconnu",
        ),
        *("sans objet", "néant", "desconocido", "no disponible", "no aplica", "ninguno", "sconosciuto", "nessuno"),
        *(
            "desconhecido",
            "nenhum",
            "неизвестно",
            "нет",
            "нет данных",
            "无",
            "暂无",
            "未知",
            "不详",
            "不适用",
            "没有",
            "空",
        ),
        *("無", "未詳", "不明", "なし", "該当なし", "없음", "해당없음", "미상", "sssom:notermfound", "notermfound"),
    )
)
_AROUND = " \t\r\n-–—‒―_./\\?!*~()[]<>{}'\"“”‘’…"


def is_missing(text: str) -> bool:
    """Whether a cell holds no value: blank, ``-``, ``N/A``, ``unknown``, ``无``, or zeros alone (``000-000``)."""
    plain = unicodedata.normalize("NFKC", text).casefold().strip()
    if plain in _SPELLINGS or plain.strip(_AROUND) in _SPELLINGS:
        return True
    digits = [letter for letter in plain if letter.isalnum()]
    return len(digits) > 1 and set(digits) in ({"0"}, {"x"})
