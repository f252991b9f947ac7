"""What the grammar of a line says: who did what to what, of what something is a part, and what its numbers count.

The line was parsed by `nlp_english`, each name as its head word.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from kg.extract.engines import Clause, Span
from kg.extract.engines.nlp_english import Line
from kg.extract.engines.rules import STATES

#: Persons who act for the organisation named next to them.
_PERSONS = re.compile(
    r"(?:head|director|president|chair(?:man|person|woman)?|minister|secretary|representative|chief|administrator|leader|"
    r"delegation|official|commissioner|ceo|general|officer|executive|deputy)s?",
    re.IGNORECASE,
)
#: What an organisation is of another, of which it is a part.
_PARTS = re.compile(
    r"agency|arm|board|body|branch|bureau|cent(?:er|re)|department|division|institute|laboratory|office|part|service|"
    r"subsidiary|unit",
    re.IGNORECASE,
)
_SUBJECTS = ("nsubj", "nsubjpass")
#: That something was only thought of, or did not come about.
_PERHAPS = frozenset(("would", "could", "might", "never", "without", "cannot", "if", "unless", "whether"))
_FAILS = re.compile(r"(?:refus|declin|fail)(?:e|es|ed|s|ing)?|unable|unwilling")
#: What only says how many there are of what stands behind "of" it: a series of checks
_SOME = re.compile(r"series|rounds?|sets?|number|range|editions?|parts?|kinds?|types?|versions?|texts?|outcomes?")
#: Who belongs to something, and says to what behind "to": a signatory to the agreement
_MEMBERS = re.compile(r"signator(?:y|ies)|part(?:y|ies)")
#: What bodies give to others, and the verbs of giving and of getting it.
_GRANTS = re.compile(
    r"accreditations?|authori[sz]ations?|recognition|approval|licen[cs]es?|designation|certification|status"
)
_GIVES = re.compile(r"(?:grant|award|confer|extend|renew)(?:s|ed|red|ing)?|gives?|gave|given|giving")
_GETS = re.compile(
    r"(?:receiv|achiev|secur)(?:e|es|ed|ing)|(?:obtain|gain|earn)(?:s|ed|ing)?|wins?|won|gets?|got|holds?"
)
#: Verbs (their first letters) that say what they are done to behind a word: entered into an agreement
_INTO = {
    "enter": ("into",),
    "embar": ("on",),
    "agree": ("on", "to"),
    "teame": ("for",),
    "acced": ("to",),
    "subsc": ("to",),
    "engag": ("in",),
}
#: In front of when something is done.
_WHEN = ("on", "in", "from", "during", "between", "at", "since", "of")
#: What a number counts is said behind these: the number of helmets
_COUNTS = frozenset(("number", "total", "amount", "quantity", "count"))
#: What belongs to a number.
_SCALES = frozenset(("%", "percent", "per", "cent", "$", "€", "£", "million", "billion", "thousand", "trillion"))
#: What a number is to the words around it that stands in a list of such: 42 laboratories in 2022, 35 in 2021
_LISTED = ("appos", "conj", "pobj", "npadvmod", "dobj")
#: The most words of a counted thing.
_MOST = 12


def clauses(line: Line) -> Iterator[Clause]:
    """The clauses of a line, those of nouns included: the signing of an agreement, the agreement between A and B."""
    for token in line.doc:
        nominal = token.pos_ in ("NOUN", "PROPN")
        if token.pos_ in ("VERB", "AUX") or (nominal and any(one.lower_ in ("of", "to") for one in token.children)):
            agents, objects = _sides(token)
            objects += [inner for one in objects if _SOME.fullmatch(one.lower_) for inner in _behind(one, "of")]
            partners = [inner for one in (token, *objects) for inner in _behind(one, "with", "between")]
            by = _behind(token, "by") if _is_passive(token) else []  # was seized by the Board in Utopia
            places = [inner for one in (token, *objects, *by) for inner in _behind(one, "in", "at")]
            places += [
                inner for one in places for inner in (*_behind(one, "in", "at"), *one.conjuncts)
            ]  # at a meeting in
            yield Clause(
                line.place(token),
                tuple(_spans(line, agents, acting=True)),
                tuple(_spans(line, objects)),
                tuple(_spans(line, partners, acting=True)),
                tuple(map(line.place, places)),
                _is_denied(token),
                tuple(line.place(one) for above in (token, *objects) for one in _behind(above, *_WHEN)),
            )
        if nominal and _GRANTS.fullmatch(token.lower_) and (grant := _grant(token)):
            yield Clause(line.place(token), tuple(_spans(line, grant[0])), tuple(_spans(line, grant[1])))
        if nominal and (partners := _behind(token, "between")):
            place = line.place(token)
            yield Clause(place, (), (place,), tuple(_spans(line, partners, acting=True)))
        if nominal and (wholes := _wholes(token)):
            place = line.place(token)
            yield Clause(place, tuple(line.place(one) for one in wholes), (place,))


def _sides(verb: Any) -> tuple[list[Any], list[Any]]:
    """Who does what a verb says, and to what, passive and participles included."""
    by = [*_behind(verb, "by"), *_on_behalf(verb)]
    if verb.pos_ in ("NOUN", "PROPN"):
        objects = _behind(verb, "of", "to") if _MEMBERS.fullmatch(verb.lower_) else _behind(verb, "of")
        return by or _governing(verb) or _being(verb), objects
    subjects = [_antecedent(one) for one in verb.children if one.dep_ == "nsubj"]
    passive = [_antecedent(one) for one in verb.children if one.dep_ == "nsubjpass"]
    objects = [one for one in verb.children if one.dep_ in ("dobj", "obj")]
    objects += _behind(verb, *_INTO.get(verb.lower_[:5], ()))
    first = verb
    while not subjects and not passive and first.dep_ in ("conj", "xcomp", "advcl", "pcomp") and first.head != first:
        inside = first.dep_ == "pcomp" and first.tag_ == "VBG"  # was seized by the Board after checking shops
        first = first.head.head if inside else first.head
        subjects = [_antecedent(one) for one in first.children if one.dep_ == "nsubj"]
        passive = [_antecedent(one) for one in first.children if one.dep_ == "nsubjpass"]
        if inside and passive and (doers := _behind(first, "by")):
            subjects, passive = doers, []
    if not objects:  # reviewed and published the guidelines
        others = [inner for inner in verb.children if inner.dep_ == "conj" and verb.dep_ not in ("acl", "relcl")]
        objects = [one for inner in others for one in inner.children if one.dep_ == "dobj" and not passive]
    if verb.dep_ in ("acl", "relcl") and not objects and verb.tag_ == "VBN":
        return by, [verb.head, *_apart(verb)]
    if verb.dep_ == "advcl" and verb.tag_ == "VBN" and by and not objects:  # organised by the Board, the week …
        return by, [*subjects, *passive]
    if verb.dep_ in ("acl", "relcl") and not subjects:
        subjects = [verb.head]
    if verb.tag_ == "VBN" and not objects and (passive or (by and _is_passive(verb))):
        return by, passive or subjects  # ran for a year and was led by the Board
    return [*subjects, *passive, *by], objects


def _grant(noun: Any) -> tuple[list[Any], list[Any]] | None:
    """Who gives something, and to whom; None where one of them is not said."""
    verb = noun.head
    if verb.pos_ != "VERB" or noun.dep_ not in ("dobj", "nsubjpass", "oprd", "attr"):
        return None
    subjects = [_antecedent(one) for one in verb.children if one.dep_ in _SUBJECTS and one != noun]
    if _GETS.fullmatch(verb.lower_):
        sides = [inner for one in (verb, noun) for inner in _behind(one, "from", "by")], subjects
    elif not _GIVES.fullmatch(verb.lower_):
        return None
    elif _is_passive(verb):
        by = [inner for one in (verb, noun) for inner in _behind(one, "by")]
        sides = by, subjects or _behind(verb, "to") + _behind(noun, "to")
    else:
        given = [one for one in verb.children if one.dep_ == "dative" and one.pos_ != "ADP"]
        given += [inner for one in verb.children if one.dep_ == "dative" for inner in one.children]
        sides = subjects, given + _behind(verb, "to") + _behind(noun, "to")
    return sides if all(sides) else None


def _is_passive(verb: Any) -> bool:
    """Whether "was" and the like stand with a participle."""
    return any(one.dep_ == "auxpass" for one in verb.children)


def _is_denied(verb: Any) -> bool:
    """Whether something did not come about, as far as is said."""
    above = verb.head if verb.dep_ in ("xcomp", "ccomp") else verb
    return (
        any(one.dep_ == "neg" or one.lower_ in _PERHAPS for one in verb.children)
        or _FAILS.fullmatch(above.lower_) is not None
    )


def _apart(participle: Any) -> list[Any]:
    """What a participle behind a comma may be said of, but for the word before it: took place in Utopia, hosted by"""
    above = participle.head
    if participle.i == 0 or participle.nbor(-1).text != "," or not _behind(participle, "by"):
        return []
    while above.pos_ not in ("VERB", "AUX") and above.head != above:
        above = above.head
    return [one for one in above.children if one.dep_ in (*_SUBJECTS, "dobj")]


def _being(noun: Any) -> list[Any]:
    """Of whom a noun says what he is: X is a signatory of, X, the organiser of, the status of X as a signatory of."""
    above = noun.head
    if noun.dep_ == "attr":
        return [_antecedent(one) for one in above.children if one.dep_ == "nsubj"]
    if noun.dep_ == "appos":
        return [above]
    if noun.dep_ != "pobj" or above.lower_ != "as":
        return []
    named = [above.head] if above.head.pos_ in ("NOUN", "PROPN") else []
    named += [one for one in above.head.children if one.dep_ in ("dobj", "nsubjpass")]
    return [*named, *(inner for one in named for inner in _behind(one, "of"))]


def _wholes(noun: Any) -> list[Any]:
    """Of whom something is: the institute under the ministry; X, a board of the ministry; the council's report."""
    clauses = [one for one in noun.children if one.dep_ in ("relcl", "acl")]
    parts = [one for one in noun.children if one.dep_ == "appos"]
    parts += [inner for one in clauses if one.pos_ == "AUX" for inner in one.children if inner.dep_ == "attr"]
    return [
        *(one for one in noun.children if one.dep_ == "poss" and one.pos_ != "PRON"),
        *_behind(noun, "under", "by"),
        *(inner for one in _behind(noun, "of") for inner in _behind(one, "by")),  # the check of ships by the Board
        *(whole for one in parts if _PARTS.fullmatch(one.text) for whole in _behind(one, "of", "under")),
        *(whole for one in clauses for whole in _behind(one, "under")),
    ]


def _governing(noun: Any) -> list[Any]:
    """Who does what a noun says, where the verb above it says so: A and B announced the signing of …"""
    above = noun.head
    if noun.dep_ == "pobj" and above.lower_ in ("through", "by", "with", "in"):
        above = above.head
    if above.pos_ != "VERB" or noun.dep_ not in ("pobj", "dobj"):
        return []
    return [_antecedent(one) for one in above.children if one.dep_ == "nsubj"]


def _on_behalf(verb: Any) -> list[Any]:
    """Those on whose behalf something is done."""
    behalf = [one for one in _behind(verb, "on") if one.lower_ in ("behalf", "part")]
    return [inner for one in behalf for inner in _behind(one, "of")]


def _antecedent(word: Any) -> Any:
    """The noun that "which" and the like stand for."""
    return word.head.head if word.tag_ in ("WDT", "WP") and word.head.dep_ == "relcl" else word


def _behind(word: Any, *prepositions: str) -> list[Any]:
    """What stands behind one of these prepositions that belong to a word."""
    behind = [one for one in word.children if one.dep_ in ("prep", "agent") and one.lower_ in prepositions]
    behind += [inner for one in behind for inner in one.conjuncts if inner.lower_ in prepositions]  # by A and by B
    return [inner for one in behind for inner in one.children if inner.dep_ == "pobj"]


def _spans(line: Line, words: Iterable[Any], acting: bool = False) -> Iterator[Span]:
    """Where words stand, those joined to them by "and" or set in apposition included.

    `acting`: persons act for the organisation named next to them: the President of X, X's Director, X Chair N.
    """
    for word in words:
        for one in (word, *word.conjuncts):
            yield line.place(one)
            attached = [inner for inner in one.children if inner.dep_ == "appos"]
            attached += [joined for inner in attached for joined in inner.conjuncts]  # A, the body of B, and C
            if acting:
                for person in (one, *attached):
                    leads = _PERSONS.fullmatch(person.text) is not None
                    if leads or person.i not in line.names:
                        ahead = person.doc[person.left_edge.i : person.i]  # the Board (RSB) Director General A. Name
                        attached += [inner for inner in ahead if inner.i in line.names and _is_compound(inner, person)]
                        attached += [inner for inner in person.children if inner.dep_ in ("compound", "poss", "nmod")]
                    if leads:
                        attached += [joined for inner in _behind(person, "of") for joined in (inner, *inner.conjuncts)]
            for inner in attached:
                yield line.place(inner)


def _is_compound(word: Any, noun: Any) -> bool:
    """Whether a word hangs on a noun, or on a part of it, as a part of its name."""
    while word.dep_ in ("compound", "nmod", "poss", "appos") and word.head != word:
        word = word.head
        if word == noun:
            return True
    return False


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
        if thing is not None and (span := _phrase(line, thing)):
            yield line.place(token)[0], span
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
    if number.dep_ in _SUBJECTS:  # of which 963 were seized
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
        subject = next(iter(_behind(subject, "of")), subject)
    return subject if subject is not None and subject.pos_ == "NOUN" else None


def _subject(verb: Any) -> Any | None:
    """The subject of a verb, or of the one that it is joined to."""
    for _ in range(_MOST):
        subject = next((one for one in verb.children if one.dep_ in _SUBJECTS), None)
        if subject is not None:
            return _antecedent(subject)
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
