"""English by a pipeline of spaCy: names by its entities, clauses by its dependencies.

The grammar reads each name by its head word alone ("the Board" for "the Standards Board of the North (SBN)"): names are
long, and what is inside them misleads a parser. A pipeline's data are loaded by path, and no code of its package runs.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib import metadata
from pathlib import Path
from typing import Any

from kg.extract.engines import Clause, Span
from kg.extract.engines.rules import STATES
from kg.extract.names import LABELLED, Name, Names

#: What spaCy's own pipelines are called, by how well they read: the first that is installed is taken.
_SIZES = ("_lg", "_md", "_sm")
#: The component that reads names, with words of its own; the others read the grammar.
_NAMES = "ner"
#: Labels whose words are one name.
_NAMED = frozenset(("ORG", "PERSON", "GPE", "LOC", "FAC", "EVENT", "LAW", "PRODUCT", "WORK_OF_ART"))
#: Behind these a name says more of itself.
_OF = re.compile(r"\s(?:of|for|on|in|to|under|concerning|regarding)\s")
#: An acronym beside a name: the Association for Standardization, ASN
_AFTER_COMMA = re.compile(r",\s[A-Z]{2,8}\Z")
_WORD = re.compile(r"[A-Za-z][\w'’-]*")
#: Those who act for the organisation that is named beside them.
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


def pipelines() -> dict[str, Path]:
    """The installed English pipelines of spaCy and where their data are, the best first."""
    found = {}
    for entry in metadata.entry_points(group="spacy_models"):
        if entry.name.startswith("en_") and entry.dist is not None:
            folder = Path(str(entry.dist.locate_file(entry.value))) / f"{entry.value}-{entry.dist.version}"
            if (folder / "config.cfg").is_file():
                found[entry.name] = folder
    sizes = {size: place for place, size in enumerate(_SIZES)}
    return dict(sorted(found.items(), key=lambda one: (sizes.get(one[0][-3:], len(sizes)), one[0])))


@dataclass(slots=True)
class Line:
    """A line as the grammar reads it."""

    #: what a model takes for names, with its labels: (first, last, label)
    entities: list[tuple[int, int, str]]
    #: the words, of each name only its head
    doc: Any
    #: where each word stands in the text
    places: list[Span]
    #: word -> the name (first, last) whose head it is, but for those of persons
    names: dict[int, Span]

    def place(self, token: Any) -> Span:
        at: int = token.i
        return self.places[at]


class English:
    """Reads lines of English."""

    def __init__(self, names: Names, data: Path) -> None:
        self.names = names
        self.labels: dict[str, str] = names.rows["labels"]
        self.data = data

    @cached_property
    def _pipeline(self) -> Any:
        import spacy.util

        return spacy.util.load_model_from_path(self.data, exclude=["lemmatizer", "senter"])

    def read(self, lines: Sequence[tuple[int, str]], names: Sequence[Name]) -> Iterator[Line]:
        """The lines (place in the text, words) as the grammar reads them; `names`: those of the rules."""
        from spacy.tokens import Doc

        pipeline = self._pipeline
        docs = (pipeline.make_doc(line) for _, line in lines)
        pipes = dict(pipeline.pipeline)
        read = []
        starts = [at for at, _ in lines]
        inside: list[list[Name]] = [[] for _ in lines]
        for found in names:
            place = bisect_right(starts, found.start) - 1
            if place >= 0 and found.end <= starts[place] + len(lines[place][1]):
                inside[place].append(found)
        for (at, line), held, doc in zip(lines, inside, pipes.pop(_NAMES).pipe(docs, batch_size=64), strict=True):
            entities = [(one.start_char + at, one.end_char + at, one.label_) for one in doc.ents]
            heads, hidden = self._heads(line, at, held, [one for one in doc.ents if one.label_ in _NAMED])
            persons = {one[:2] for one in entities if one[2] == "PERSON"}
            words: list[str] = []
            spaces: list[bool] = []
            places: list[Span] = []
            spans: dict[int, Span] = {}
            for token in doc:
                start, end = token.idx + at, token.idx + at + len(token)
                name = next((heads[place] for place in range(start, end) if place in heads), None)
                if name is not None and name not in persons:
                    spans[len(words)] = name
                elif start in hidden:
                    if words:
                        spaces[-1] = bool(token.whitespace_)
                    continue
                words.append(token.text)
                spaces.append(bool(token.whitespace_))
                places.append((start, end))
            read.append(Line(entities, Doc(pipeline.vocab, words=words, spaces=spaces), places, spans))
        parsed: Iterable[Any] = (one.doc for one in read)
        for pipe in pipes.values():
            parsed = pipe.pipe(parsed, batch_size=64)
        for one, doc in zip(read, parsed, strict=True):
            one.doc = doc
            yield one

    def _heads(
        self, line: str, at: int, names: Iterable[Name], entities: Iterable[Any]
    ) -> tuple[dict[int, Span], set[int]]:
        """Where the head words of the names stand, with their names, and the places that names cover."""
        heads: dict[int, Span] = {}
        taken: set[int] = set()
        spans = [(one.start, one.end, one.first, one.last) for one in names]
        for one in entities:
            first, last = _bare(one)
            if last - first > 1:
                place = one.doc[first:last]
                spans.append(2 * (place.start_char + at, place.end_char + at))
        for start, end, first, last in spans:
            if taken.isdisjoint(range(start, end)):
                words = list(_WORD.finditer(line, first - at, self._end(line, first - at, last - at)))
                if words:
                    heads[words[-1].start() + at] = (first, last)
                    taken.update(range(start, end))
        return heads, taken

    def _end(self, line: str, first: int, last: int) -> int:
        cut = _OF.search(line, first, last)
        return cut.start() if cut and cut.start() > first else last

    # ------------------------------------------------------------------------------------------------------ names

    def found(self, line: Line, text: str) -> Iterator[Name]:
        """Names that the model finds, of the kind that their words say, or those in apposition to them."""
        acronyms = (
            (*line.place(one), "ORG") for one in line.doc if one.pos_ == "PROPN" and one.text.isupper() and len(one) > 2
        )
        for start, end, label in (*line.entities, *acronyms):
            name = text[start:end]
            words = list(re.finditer(r"[^\s]+", _AFTER_COMMA.sub("", name)))
            while words and (words[0][0].lower() in ("the", "a", "an") or not words[0][0][0].isalnum()):
                words.pop(0)
            if not words or not words[0][0][0].isupper():
                continue
            first, last = start + words[0].start(), start + words[-1].end()
            last -= len(text[first:last]) - len(re.sub(r"(?:['’]s?)?[\s.,;:()]*\Z", "", text[first:last]))
            if first >= last:
                continue
            name = text[first:last]
            kind = self.names.kind(name) if " " in name else None
            if kind is None and (label == "ORG" or name.isupper()):
                kind = self._described_kind(line, first, last, text)
            if kind is not None:
                yield Name(first, last, first, last, kind)
            elif label in self.labels and name.istitle():
                yield Name(first, last, first, last, self.labels[label], rule=LABELLED)

    def _described_kind(self, line: Line, first: int, last: int, text: str) -> str | None:
        """What an organisation is, after the words that stand beside its name and describe it."""
        organisations = self.names.rows["organisations"]
        for token in line.doc:
            start, end = line.place(token)
            if first <= start and end <= last:
                kinds = (self.names.kind(self._words(line, one, text)) for one in _descriptions(token))
                if kind := next((one for one in kinds if one in organisations), None):
                    return kind
        return None

    def _words(self, line: Line, token: Any, text: str) -> str:
        """The words of a noun, up to it, or of the name whose head it is."""
        if token.i in line.names:
            return text[slice(*line.names[token.i])]
        return text[line.place(token.left_edge)[0] : line.place(token)[1]]

    def described(self, line: Line, text: str) -> Iterator[Span]:
        """Nouns that stand beside a name and say what it is, and are no name: the National Accreditation Body."""
        starts = [first for first, _, label in line.entities if label == "ORG"]
        for token in line.doc:
            organisation = line.place(token)[0] in starts or (
                token.pos_ == "PROPN" and token.text.isupper() and len(token) > 2
            )
            for one in _descriptions(token) if organisation else ():
                if one.lower_ not in self.names.heads and self.names.kind(self._words(line, one, text)):
                    yield line.place(one)


def _bare(entity: Any) -> Span:
    """Where a name begins and ends without its article."""
    first = entity.start + (entity.doc[entity.start].lower_ in ("the", "a", "an"))
    last = entity.end - (entity.doc[entity.end - 1].lower_ in ("'s", "’s"))
    return first, last


def _descriptions(token: Any) -> list[Any]:
    """The nouns that say what a name is: X, the national body; the national body, X; X is the national body.

    What stands in brackets is an acronym of the name before it, which is none of its descriptions.
    """
    if token.i > 0 and token.nbor(-1).text == "(":
        return []
    found = [one for one in token.children if one.dep_ == "appos"]
    if token.dep_ == "appos":
        found.append(token.head)
    if token.dep_ == "nsubj" and token.head.pos_ == "AUX":
        found.extend(one for one in token.head.children if one.dep_ == "attr")
    return [one for one in found if any(inner.dep_ in ("det", "poss") for inner in one.children)]


# ---------------------------------------------------------------------------------------------------------- clauses


def clauses(line: Line) -> Iterator[Clause]:
    """The clauses of a line, those of nouns included: the signing of an agreement, the agreement between A and B."""
    for token in line.doc:
        nominal = token.pos_ in ("NOUN", "PROPN")
        if token.pos_ in ("VERB", "AUX") or (nominal and any(one.lower_ == "of" for one in token.children)):
            agents, objects = _sides(token)
            partners = [inner for one in (token, *objects) for inner in _behind(one, "with", "between")]
            negated = any(one.dep_ == "neg" or one.lower_ in ("never", "without") for one in token.children)
            yield Clause(
                line.place(token),
                tuple(_spans(line, agents, acting=True)),
                tuple(_spans(line, objects)),
                tuple(_spans(line, partners, acting=True)),
                tuple(line.place(one) for above in (token, *objects) for one in _behind(above, "in", "at")),
                negated,
            )
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
        return by or _governing(verb), _behind(verb, "of")
    subjects = [_antecedent(one) for one in verb.children if one.dep_ == "nsubj"]
    passive = [_antecedent(one) for one in verb.children if one.dep_ == "nsubjpass"]
    objects = [one for one in verb.children if one.dep_ in ("dobj", "obj")]
    first = verb
    while not subjects and not passive and first.dep_ in ("conj", "xcomp", "advcl") and first.head != first:
        first = first.head
        subjects = [_antecedent(one) for one in first.children if one.dep_ == "nsubj"]
        passive = [_antecedent(one) for one in first.children if one.dep_ == "nsubjpass"]
    if not objects:  # reviewed and published the guidelines
        others = [inner for inner in verb.children if inner.dep_ == "conj" and verb.dep_ not in ("acl", "relcl")]
        objects = [one for inner in others for one in inner.children if one.dep_ == "dobj" and not passive]
    if verb.dep_ in ("acl", "relcl") and not objects and verb.tag_ == "VBN":
        return by, [verb.head]
    if verb.dep_ == "advcl" and verb.tag_ == "VBN" and by and not objects:  # organised by the Board, the week …
        return by, [*subjects, *passive]
    if verb.dep_ in ("acl", "relcl") and not subjects:
        subjects = [verb.head]
    if passive and verb.tag_ == "VBN" and not objects:
        return by, passive
    return [*subjects, *passive, *by], objects


def _wholes(noun: Any) -> list[Any]:
    """Of whom something is: the institute under the ministry; X, a board of the ministry; the council's report."""
    said = [one for one in noun.children if one.dep_ in ("relcl", "acl")]
    parts = [one for one in noun.children if one.dep_ == "appos"]
    parts += [inner for one in said if one.pos_ == "AUX" for inner in one.children if inner.dep_ == "attr"]
    return [
        *(one for one in noun.children if one.dep_ == "poss" and one.pos_ != "PRON"),
        *_behind(noun, "under", "by"),
        *(whole for one in parts if _PARTS.fullmatch(one.text) for whole in _behind(one, "of", "under")),
        *(whole for one in said for whole in _behind(one, "under")),
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

    `acting`: persons act for the organisation that is named beside them: the President of X, X's Director, X Chair N.
    """
    for word in words:
        for one in (word, *word.conjuncts):
            yield line.place(one)
            beside = [inner for inner in one.children if inner.dep_ == "appos"]
            beside += [joined for inner in beside for joined in inner.conjuncts]  # A, the body of B, and C
            if acting:
                for person in (one, *beside):
                    leads = _PERSONS.fullmatch(person.text) is not None
                    if leads or person.i not in line.names:
                        beside += [inner for inner in person.children if inner.dep_ in ("compound", "poss", "nmod")]
                    if leads:
                        beside += [joined for inner in _behind(person, "of") for joined in (inner, *inner.conjuncts)]
            for inner in beside:
                yield line.place(inner)


# ---------------------------------------------------------------------------------------------------------- numbers

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
