"""What the numbers of a line count, by its grammar, where no noun follows them.

The line was parsed by `nlp_english`, each name as its head word.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from kg.extract.engines import Span
from kg.extract.engines.nlp_english import Line
from kg.extract.engines.nlp_grammar import SUBJECTS, antecedent, behind
from kg.extract.engines.rules import STATES

#: What a number counts is said behind these: the number of helmets
_COUNTS = frozenset(("number", "total", "amount", "quantity", "count"))
#: What belongs to a number.
_SCALES = frozenset(("%", "percent", "per", "cent", "$", "€", "£", "million", "billion", "thousand", "trillion"))
#: What a number is to the words around it that stands in a list of such: 42 laboratories in 2022, 35 in 2021
_LISTED = ("appos", "conj", "pobj", "npadvmod", "dobj")
#: The most words of a counted thing.
_MOST = 12


def counted(line: Line) -> Iterator[tuple[int, Span]]:
    """What the numbers of a line count that no noun follows: (where the number stands, where that does)."""
    last: Any | None = None
    for token in line.doc:
        last = None if token.is_sent_start else last
        if not token.like_num:
            continue
        number = _whole(token)
        thing = _thing(number, 0)
        following = line.doc[token.i + 1].pos_ if token.i + 1 < len(line.doc) else "PUNCT"
        if thing is None and number == token and following in ("ADP", "PUNCT", "CCONJ") and token.dep_ in _LISTED:
            thing = last  # 85 from the north, 14 from the south
        at = line.place(token)[0]
        if thing is not None and (span := _phrase(line, thing)) and not span[0] <= at < span[1]:
            yield at, span
        if number == token:
            last = number.head if number.dep_ == "nummod" and number.head.tag_ == "NNS" else thing or last


def done(line: Line) -> Iterator[int]:
    """Where the numbers stand of what something was done to: accredited 85 bodies, 3,500 products were seized."""
    for token in line.doc:
        if token.like_num and token.dep_ == "nummod":
            noun = token.head
            while noun.dep_ == "conj":
                noun = noun.head
            verb = noun.head
            acted = noun.dep_ == "nsubjpass" or (noun.dep_ == "dobj" and not STATES.fullmatch(verb.text))
            past = verb.tag_ == "VBD" or any(one.lower_ in ("was", "were", "been") for one in verb.children)
            if verb.pos_ == "VERB" and acted and (past or verb.tag_ == "VBN"):
                yield line.place(token)[0]


def _whole(token: Any) -> Any:
    """The word that a number hangs on with its scale and unit: %, million."""
    while (
        token.head != token
        and token.dep_ in ("nummod", "compound", "quantmod", "nmod")
        and (token.head.lower_ in _SCALES or token.head.like_num)
    ):
        token = token.head
    return token


def _thing(number: Any, depth: int) -> Any | None:
    """The noun that a number counts."""
    above = number.head
    if depth > _MOST or number.dep_ in ("nummod", "compound", "quantmod", "ROOT", "appos"):
        return None
    if any(one.lower_ == "of" for one in number.children if one.dep_ == "prep" and one.i > number.i):
        return None  # 22% of the recalls
    if number.dep_ == "conj":
        return _thing(_whole(above), depth + 1) if above.like_num or above.lower_ in _SCALES else None
    if number.dep_ == "pobj" and above.lower_ in ("by", "to", "at"):
        while above.dep_ == "prep":
            above = above.head
    elif number.dep_ not in ("attr", "dobj", "npadvmod", "advmod", "nsubj", "nsubjpass", "acomp", "oprd"):
        return None
    if above.pos_ not in ("VERB", "AUX"):
        return None
    if number.dep_ in SUBJECTS:  # of which 963 were seized
        asked = any(inner.tag_ == "WDT" for one in above.children for inner in one.children) or any(
            inner.tag_ == "WDT" for one in number.children for inner in one.children
        )
        if above.dep_ != "relcl" or not asked:  # of these, 30 are laboratories
            return next((one for one in above.children if one.dep_ == "attr" and one.tag_ == "NNS"), None)
        whole = above.head
        while whole.tag_ != "NNS" and whole.head != whole:
            whole = _subject(whole.head) or whole.head if whole.head.pos_ == "VERB" else whole.head
            if whole.pos_ == "VERB":
                return None
        return whole
    subject = _subject(above)
    if subject is not None and subject.lower_ in _COUNTS:
        subject = next(iter(behind(subject, "of")), subject)
    return subject if subject is not None and subject.pos_ == "NOUN" else None


def _subject(verb: Any) -> Any | None:
    """The subject of a verb, or of the one that it is joined to."""
    for _ in range(_MOST):
        subject = next((one for one in verb.children if one.dep_ in SUBJECTS), None)
        if subject is not None:
            return antecedent(subject)
        if verb.dep_ not in ("conj", "xcomp", "advcl") or verb.head == verb:
            return verb.head if verb.dep_ in ("relcl", "acl") else None
        verb = verb.head
    return None


def _phrase(line: Line, noun: Any) -> Span | None:
    """A noun with its modifiers, up to a clause or a mark."""
    words = [one for one in noun.subtree if one.i <= noun.i or all(inner.dep_ != "relcl" for inner in _up(one, noun))]
    numbers = [one.i for one in words if one.like_num and one.i < noun.i]
    words = [one for one in words if not numbers or one.i > numbers[-1]]  # as many as 1,032 pressure cookers
    first = next((one for one in words if one.is_alpha and one.pos_ not in ("DET", "PRON", "CCONJ")), noun)
    taken = [first]
    for one in words:
        if one.i > taken[-1].i and one.i == taken[-1].i + 1 and one.text not in (",", "(", ";", ":"):
            taken.append(one)
        elif one.i > noun.i:
            break
    if not first.i <= noun.i <= taken[-1].i:
        taken = [noun]
    start, end = line.place(taken[0])[0], line.place(taken[:_MOST][-1])[1]
    for one in (taken[0], taken[:_MOST][-1]):
        if one.i in line.names:
            start, end = min(start, line.names[one.i][0]), max(end, line.names[one.i][1])
    return start, end


def _up(word: Any, noun: Any) -> Iterator[Any]:
    """A word and those above it, below a noun."""
    while word != noun and word.head != word:
        yield word
        word = word.head
