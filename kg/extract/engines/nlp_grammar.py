"""What the grammar of a line says: who did what to what, with whom and where, and of what something is a part.

The line was parsed by `nlp_english`, each name as its head word.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from kg.extract.engines import Clause, Span
from kg.extract.engines.nlp_english import Line

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
SUBJECTS = ("nsubj", "nsubjpass")
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
    "conve": ("for", "at"),
    "gathe": ("for", "at"),
    "assem": ("for", "at"),
    "enter": ("into",),
    "embar": ("on",),
    "agree": ("on", "to"),
    "teame": ("for",),
    "acced": ("to",),
    "subsc": ("to",),
    "engag": ("in",),
}
#: That something is somewhere; and how many nouns deep that may be said.
_LIES = re.compile(r"located|situated|based|lying|found|housed")
_DEEP = 2
#: That something is done with others; and documents in which those say something who issue them.
_TOGETHER = frozenset(("collaboration", "partnership", "cooperation", "co-operation", "conjunction", "association"))
_PAPERS = re.compile(
    r"notice|circular|report|statement|release|notification|advisory|decision|resolution|communication"
)
#: In front of when something is done.
_WHEN = ("on", "in", "from", "during", "between", "at", "since", "of")


def clauses(line: Line) -> Iterator[Clause]:
    """The clauses of a line, those of nouns included: the signing of an agreement, the agreement between A and B."""
    for token in line.doc:
        nominal = token.pos_ in ("NOUN", "PROPN")
        if token.pos_ in ("VERB", "AUX") or (nominal and any(one.lower_ in ("of", "to") for one in token.children)):
            agents, objects = _sides(token)
            agents += _joint(token) if agents else []
            objects += [inner for one in objects if _SOME.fullmatch(one.lower_) for inner in behind(one, "of")]
            partners = [inner for one in (token, *objects) for inner in behind(one, "with", "between")]
            by = behind(token, "by") if _is_passive(token) else []  # was seized by the Board in Utopia
            places = [inner for one in (token, *objects, *by) for inner in behind(one, "in", "at")]
            places += [inner for one in places for inner in (*_within(one), *one.conjuncts)]
            if not nominal:
                places += _later(token)
            yield Clause(
                line.place(token),
                tuple(_spans(line, agents, acting=True)),
                tuple(_spans(line, objects)),
                tuple(_spans(line, partners, acting=True)),
                tuple(map(line.place, places)),
                _is_denied(token),
                tuple(line.place(one) for above in (token, *objects) for one in behind(above, *_WHEN)),
            )
        if nominal and _GRANTS.fullmatch(token.lower_) and (grant := _grant(token)):
            yield Clause(line.place(token), tuple(_spans(line, grant[0])), tuple(_spans(line, grant[1])))
        if nominal and (partners := behind(token, "between")):
            place = line.place(token)
            yield Clause(place, (), (place,), tuple(_spans(line, partners, acting=True)))
        if nominal and (wholes := _wholes(token) or _its(token)):
            place = line.place(token)
            yield Clause(place, tuple(line.place(one) for one in wholes), (place,))


def _sides(verb: Any) -> tuple[list[Any], list[Any]]:
    """Who does what a verb says, and to what, passive and participles included."""
    by = [*behind(verb, "by"), *_on_behalf(verb)]
    if verb.pos_ in ("NOUN", "PROPN"):
        objects = behind(verb, "of", "to") if _MEMBERS.fullmatch(verb.lower_) else behind(verb, "of")
        return by or _governing(verb) or _being(verb), objects
    subjects = [antecedent(one) for one in verb.children if one.dep_ == "nsubj"]
    passive = [antecedent(one) for one in verb.children if one.dep_ == "nsubjpass"]
    objects = [one for one in verb.children if one.dep_ in ("dobj", "obj")]
    objects += behind(verb, *_INTO.get(verb.lower_[:5], ()))
    first = verb
    while not subjects and not passive and first.dep_ in ("conj", "xcomp", "advcl", "pcomp") and first.head != first:
        inside = first.dep_ == "pcomp" and first.tag_ == "VBG"  # was seized by the Board after checking shops
        first = first.head.head if inside else first.head
        subjects = [antecedent(one) for one in first.children if one.dep_ == "nsubj"]
        passive = [antecedent(one) for one in first.children if one.dep_ == "nsubjpass"]
        if inside and passive and (doers := behind(first, "by")):
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


def _within(place: Any, depth: int = 0) -> list[Any]:
    """Where a place is: at a meeting in X, at the stores of Y, located in X."""
    inside = behind(place, "in", "at")
    for clause in (one for one in place.children if one.dep_ == "acl" and _LIES.fullmatch(one.lower_)):
        inside += [inner for one in behind(clause, "in", "at") for inner in (one, *one.conjuncts, *_apposed(one))]
    owners = behind(place, "of") if depth < _DEEP else []
    return inside + [inner for one in owners for inner in _within(one, depth + 1)]


def _joint(verb: Any) -> list[Any]:
    """Those together with whom something is done: held in collaboration with X."""
    ways = [one for one in behind(verb, "in") if one.lower_ in _TOGETHER]
    return [inner for one in ways for inner in behind(one, "with")]


def _its(noun: Any) -> list[Any]:
    """Whose something is that stands in front of his deed: at its meeting in May, the Board met; in a notice, X said"""
    above = noun.head.head if noun.dep_ == "pobj" and noun.head.lower_ in ("at", "in", "during", "through") else noun
    owned = any(one.tag_ == "PRP$" and one.lower_ in ("its", "their") for one in noun.children)
    told = _PAPERS.fullmatch(noun.lower_) and any(one.lower_ in ("a", "an") for one in noun.children)
    if above == noun or above.pos_ != "VERB" or noun.head.i > above.i or not (owned or told):
        return []
    return [one for one in above.children if one.dep_ == "nsubj" and one.i > noun.i]


def _later(verb: Any) -> list[Any]:
    """Where a verb that goes on from another one is done: held a raid, and seized goods in X and Y."""
    found = []
    for second in (one for one in verb.children if one.dep_ == "conj" and one.pos_ == "VERB"):
        if not any(one.dep_ in SUBJECTS for one in second.children):
            done = [second, *(one for one in second.children if one.dep_ == "dobj")]
            places = [inner for one in done for inner in behind(one, "in", "at")]
            found += [inner for one in places for inner in (one, *one.conjuncts)]
    return found


def _apposed(word: Any) -> list[Any]:
    """What stands in apposition to a word: the Industrial Area, Utopia."""
    return [one for one in word.children if one.dep_ == "appos"]


def _grant(noun: Any) -> tuple[list[Any], list[Any]] | None:
    """Who gives something, and to whom; None where one of them is not said."""
    verb = noun.head
    if verb.pos_ != "VERB" or noun.dep_ not in ("dobj", "nsubjpass", "oprd", "attr"):
        return None
    subjects = [antecedent(one) for one in verb.children if one.dep_ in SUBJECTS and one != noun]
    if _GETS.fullmatch(verb.lower_):
        sides = [inner for one in (verb, noun) for inner in behind(one, "from", "by")], subjects
    elif not _GIVES.fullmatch(verb.lower_):
        return None
    elif _is_passive(verb):
        by = [inner for one in (verb, noun) for inner in behind(one, "by")]
        sides = by, subjects or behind(verb, "to") + behind(noun, "to")
    else:
        given = [one for one in verb.children if one.dep_ == "dative" and one.pos_ != "ADP"]
        given += [inner for one in verb.children if one.dep_ == "dative" for inner in one.children]
        sides = subjects, given + behind(verb, "to") + behind(noun, "to")
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
    if participle.i == 0 or participle.nbor(-1).text != "," or not behind(participle, "by"):
        return []
    while above.pos_ not in ("VERB", "AUX") and above.head != above:
        above = above.head
    return [one for one in above.children if one.dep_ in (*SUBJECTS, "dobj")]


def _being(noun: Any) -> list[Any]:
    """Of whom a noun says what he is: X is a signatory of, X, the organiser of, the status of X as a signatory of."""
    above = noun.head
    if noun.dep_ == "attr":
        return [antecedent(one) for one in above.children if one.dep_ == "nsubj"]
    if noun.dep_ == "appos":
        return [above]
    if noun.dep_ != "pobj" or above.lower_ != "as":
        return []
    named = [above.head] if above.head.pos_ in ("NOUN", "PROPN") else []
    named += [one for one in above.head.children if one.dep_ in ("dobj", "nsubjpass")]
    return [*named, *(inner for one in named for inner in behind(one, "of"))]


def _wholes(noun: Any) -> list[Any]:
    """Of whom something is: the institute under the ministry; X, a board of the ministry; the council's report."""
    clauses = [one for one in noun.children if one.dep_ in ("relcl", "acl")]
    parts = [one for one in noun.children if one.dep_ == "appos"]
    parts += [inner for one in clauses if one.pos_ == "AUX" for inner in one.children if inner.dep_ == "attr"]
    return [
        *(one for one in noun.children if one.dep_ == "poss" and one.pos_ != "PRON"),
        *behind(noun, "under", "by"),
        *(inner for one in behind(noun, "of") for inner in behind(one, "by")),  # the check of ships by the Board
        *(whole for one in parts if _PARTS.fullmatch(one.text) for whole in behind(one, "of", "under")),
        *(whole for one in clauses for whole in behind(one, "under")),
    ]


def _governing(noun: Any) -> list[Any]:
    """Who does what a noun says, where the verb above it says so: A and B announced the signing of …"""
    above = noun.head
    if noun.dep_ == "pobj" and above.lower_ in ("through", "by", "with", "in"):
        above = above.head
    if above.pos_ != "VERB" or noun.dep_ not in ("pobj", "dobj"):
        return []
    return [antecedent(one) for one in above.children if one.dep_ == "nsubj"]


def _on_behalf(verb: Any) -> list[Any]:
    """Those on whose behalf something is done."""
    behalf = [one for one in behind(verb, "on") if one.lower_ in ("behalf", "part")]
    return [inner for one in behalf for inner in behind(one, "of")]


def antecedent(word: Any) -> Any:
    """The noun that "which", or "it", stands for: X said that it signed; X is old. It signed"""
    if word.lower_ in ("it", "they") and word.dep_ in SUBJECTS:
        return _named_before(word)
    return word.head.head if word.tag_ in ("WDT", "WP") and word.head.dep_ == "relcl" else word


def _named_before(pronoun: Any) -> Any:
    """The subject of the verb above that of a pronoun, or of the sentence before; the pronoun where there is none."""
    verb = pronoun.head
    if verb.dep_ == "ccomp":
        said = [one for one in verb.head.children if one.dep_ == "nsubj" and one.i < pronoun.i]
        return said[0] if said else pronoun
    first = pronoun.sent.start
    if pronoun.i - first > 1 or first == 0:
        return pronoun
    root = pronoun.doc[first - 1].sent.root
    subjects = [one for one in root.children if one.dep_ in SUBJECTS and one.pos_ in ("NOUN", "PROPN")]
    return subjects[0] if subjects else pronoun


def behind(word: Any, *prepositions: str) -> list[Any]:
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
                        attached += [joined for inner in behind(person, "of") for joined in (inner, *inner.conjuncts)]
            for inner in attached:
                yield line.place(inner)


def _is_compound(word: Any, noun: Any) -> bool:
    """Whether a word hangs on a noun, or on a part of it, as a part of its name."""
    while word.dep_ in ("compound", "nmod", "poss", "appos") and word.head != word:
        word = word.head
        if word == noun:
            return True
    return False
