"""How much a written number is: in digits of several countries, in English words, in Chinese characters, as a share."""

from __future__ import annotations

import re
from decimal import Decimal

from kg.text.han import simplified
from kg.text.number_words import NumberWords, number_words

WIDTH = str.maketrans("０１２３４５６７８９．，％", "0123456789.,%")
_GROUPED = re.compile(r"[0-9]{1,3}(?:([ \u00a0\u2009\u202f,'’])[0-9]{3})(?:\1[0-9]{3})*(?:\.[0-9]+)?")
_INDIAN = re.compile(r"[0-9]{1,2}(?:,[0-9]{2})+,[0-9]{3}")
_EUROPEAN = re.compile(r"[0-9]{1,3}(?:\.[0-9]{3})+(?:,[0-9]+)?")
_PLAIN = re.compile(r"[0-9]+(?:\.[0-9]+)?")
#: A decimal comma, or a slip.
DECIMAL_COMMA = re.compile(r"[0-9]+,[0-9]{1,2}")


def digits_value(written: str) -> Decimal | None:
    """``13,797``, ``13 797``, ``3,02,000``, ``1.234,5`` as a number; None for digits that are not a number.

    Of a lone mark with three digits behind it, only a comma parts thousands: 1.234 is a little more than one.
    """
    plain = written.translate(WIDTH)
    if _GROUPED.fullmatch(plain) or _INDIAN.fullmatch(plain):
        return Decimal(re.sub(r"[^0-9.]", "", plain))
    if _PLAIN.fullmatch(plain):
        return Decimal(plain)
    if DECIMAL_COMMA.fullmatch(plain):
        return Decimal(plain.replace(",", "."))
    if _EUROPEAN.fullmatch(plain):
        return Decimal(plain.replace(".", "").replace(",", "."))
    return None


def spelled_value(written: str, words: NumberWords) -> Decimal | None:
    """``thirty-four hundred and fifty`` -> 3450; None for words that are not a number as a whole."""
    parts = [part for part in re.split(r"[\s,-]+", written.casefold()) if part]
    if parts[:1] in (["a"], ["an"]):
        parts[0] = "one"
    half = parts[:2] == ["half", "a"] or parts[:2] == ["half", "one"]
    if half:
        parts = ["one", *parts[2:]]
    total = group = Decimal(0)
    last: Decimal | None = None  # the value of the word before
    top: Decimal | None = None
    for part in parts:
        if part == "and":
            if last is None:
                return None
            continue
        one = words.spelled.get(part)
        if one is not None:
            small = Decimal(one)
            fits = last is None or last >= 100 or (20 <= last < 100 and small < 10)
            if not fits or (last is not None and last >= 100 and small >= last):
                return None
            group, last = group + small, small
            continue
        scale = words.scales.get(part)
        if scale is None or last is None:
            return None
        if scale == 100 or scale == 12:
            if not group or group >= 100:
                return None
            group *= scale
        else:
            if not group or (top is not None and scale >= top):
                return None
            total, group, top = total + group * scale, Decimal(0), scale
        last = scale
    value = total + group
    return value / 2 if half else value


_SHARES = {"third": 3, "quarter": 4, "fifth": 5, "tenth": 10}


def share_value(written: str) -> Decimal | None:
    """A share in percent: ``two thirds`` -> 66.7, ``one in five`` -> 20, ``三分之一`` -> 33.3, ``3成6`` -> 36."""
    if written[0] in "一二两三四五六七八九十百千" or "成" in written:
        return _han_share(written)
    parts = re.split(r"[\s-]+", written.casefold())
    if parts == ["half"]:
        return Decimal(50)
    spelled = {**number_words().spelled, "a": 1, "an": 1}
    whole = _SHARES.get(parts[-1].removesuffix("s"))
    some, many = (Decimal(spelled.get(one) or one) for one in (parts[0], str(whole or parts[-1])))
    return _percent(some, many) if some < many else None


def _han_share(written: str) -> Decimal | None:
    if written == "一半":
        return Decimal(50)
    if "分之" in written:
        whole, _, part = written.partition("分之")
        part, _, decimals = part.partition("点")
        some, many = han_number(part), han_number(whole)
        if some is None or not many or some >= many > 100:
            return None
        after = "".join(str(_HAN_DIGITS[letter]) for letter in decimals)
        return _percent(Decimal(f"{some}.{after or 0}"), Decimal(many))
    tens, ones = (
        Decimal(_HAN_DIGITS.get(part, 5) if not part.isdigit() else part)
        for part in (one.strip() or "〇" for one in written.split("成"))
    )
    return 10 * tens + ones


def _percent(some: Decimal, many: Decimal) -> Decimal:
    """A share in percent, to a tenth; an exact one keeps all its digits."""
    share = 100 * some / many
    return share if share == round(share, 4) else round(share, 1)


_HAN_DIGITS = dict(zip("〇一二三四五六七八九", range(10), strict=True)) | {"零": 0, "两": 2}
_LONGEST_HAN = 24
_HAN_UNITS = {"十": 10, "百": 100, "千": 1000}
_HAN_SCALES = {"万": 10_000, "亿": 100_000_000}


def han_number(text: str) -> int | None:
    """``两千二百二十五`` -> 2225, ``三万五千`` -> 35000; None for anything else."""
    if len(text) > _LONGEST_HAN or (len(text) > 2 and all(letter in _HAN_DIGITS for letter in text)):
        return None  # 二五四五: digits of a telephone
    total = group = 0
    digit: int | None = None
    unit = 0
    for letter in simplified(text):
        if letter in _HAN_DIGITS:
            number = _HAN_DIGITS[letter]
            if digit is not None and digit and unit:
                return None
            digit = number if digit is None else digit * 10 + number
        elif letter in _HAN_UNITS:
            unit = _HAN_UNITS[letter]
            group += (1 if digit is None else digit) * unit
            digit = None
        elif letter in _HAN_SCALES:
            scale = _HAN_SCALES[letter]
            group += digit or 0
            if not group and not total:
                return None
            total = (total + group) * scale if scale > 10_000 and total else total + group * scale
            group, digit, unit = 0, None, scale
        else:
            return None
    return total + group + (digit or 0) if text else None
