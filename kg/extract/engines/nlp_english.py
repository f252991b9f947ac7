"""English by a pipeline of spaCy: names by its entities, a parse by its dependencies.

The grammar reads each name by its head word alone ("the Board" for "the Standards Board of the North (SBN)"): names are
long, and what is inside them misleads a parser. A pipeline's data are loaded by path, and no code of its package runs.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib import metadata
from pathlib import Path
from typing import Any

from kg.extract.engines import Span
from kg.extract.names import Names
from kg.extract.names.english.words import HONORIFIC, without_title
from kg.extract.names.spans import GATHERED, LABELLED, MEANT, NameSpan

#: What spaCy's own pipelines are called, by how well they read: the first that is installed is taken.
_SIZES = ("_lg", "_md", "_sm")
#: The component that reads names, with words of its own; the others read the grammar.
_NAMES = "ner"
#: Labels whose words are one name.
_NAMED = frozenset(("ORG", "PERSON", "GPE", "LOC", "FAC", "EVENT", "LAW", "PRODUCT", "WORK_OF_ART"))
#: Behind these a name says more of itself.
_OF = re.compile(r"\s(?:of|for|on|in|to|under|concerning|regarding)\s")
#: An acronym next to a name: the Association for Standardization, ASN
_AFTER_COMMA = re.compile(r",\s[A-Z]{2,8}\Z")
_WORD = re.compile(r"[A-Za-z][\w'’-]*")
_SMALL = re.compile(r"\b[a-z]{3,}\b")
_SECOND = re.compile(
    r"\b(?=(?!(?:In|At|On|From|The|To|Near|And|For|By|With|Since|North|South|East|West)\b)[A-Z][\w.’'-]{0,30}\s([A-Z][a-z]+)\b)"
)
#: How many words behind a noun its topic may end.
_TOPIC = 5
#: What is done to operations, exercises and the like, which are deeds then: not to those of a company.
_CONDUCTS = re.compile(r"conduct|carr|launch|mount|stag|undert|execut|organi|perform|led|lead|complet")
#: What a noun is to the one that it is a part of.
_PARTS = frozenset(("compound", "amod", "nmod", "npadvmod"))


def pipelines() -> dict[str, Path]:
    """The installed English pipelines of spaCy and where their data are, the best first."""
    folders = {}
    for entry in metadata.entry_points(group="spacy_models"):
        if entry.name.startswith("en_") and entry.dist is not None:
            folder = Path(str(entry.dist.locate_file(entry.value))) / f"{entry.value}-{entry.dist.version}"
            if (folder / "config.cfg").is_file():
                folders[entry.name] = folder
    sizes = {size: place for place, size in enumerate(_SIZES)}
    return dict(sorted(folders.items(), key=lambda one: (sizes.get(one[0][-3:], len(sizes)), one[0])))


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
        """Where a token of `doc` stands in the text, in characters."""
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

    def read(self, lines: Sequence[tuple[int, str]], names: Sequence[NameSpan]) -> Iterator[Line]:
        """The lines (place in the text, words) as the grammar reads them; `names`: those of the rules."""
        from spacy.tokens import Doc

        pipeline = self._pipeline
        docs = (pipeline.make_doc(line) for _, line in lines)
        pipes = dict(pipeline.pipeline)
        read = []
        starts = [at for at, _ in lines]
        inside: list[list[NameSpan]] = [[] for _ in lines]
        for span in names:
            place = bisect_right(starts, span.start) - 1
            if place >= 0 and span.end <= starts[place] + len(lines[place][1]):
                inside[place].append(span)
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
        self, line: str, at: int, names: Iterable[NameSpan], entities: Iterable[Any]
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

    def names_in(self, line: Line, text: str) -> Iterator[NameSpan]:
        """Names that the model finds, of the kind that their words say, or those in apposition to them."""
        acronyms = (
            (*line.place(one), "ORG") for one in line.doc if one.pos_ == "PROPN" and one.text.isupper() and len(one) > 2
        )
        for start, end, label in (*line.entities, *acronyms):
            name = text[start:end]
            ahead = without_title(name, 0, len(name))
            person = HONORIFIC.search(name, ahead)
            name = name[ahead : person.start() if person else None]
            start += ahead
            words = list(re.finditer(r"[^\s]+", re.split(r"\s(?:through|via)\s", _AFTER_COMMA.sub("", name))[0]))
            while words and (words[0][0].lower() in ("the", "a", "an") or not words[0][0][0].isalnum()):
                words.pop(0)
            while words and words[-1][0][0].islower():
                words.pop()
            if not words or not words[0][0][0].isupper():
                continue
            first, last = start + words[0].start(), start + words[-1].end()
            last -= len(text[first:last]) - len(re.sub(r"(?:['’]s?)?[\s.,;:()]*\Z", "", text[first:last]))
            if first >= last:
                continue
            name = text[first:last]
            if name.isupper() and name.title() in self.names.towns:
                continue  # NAIROBI, where a report was written
            kind = self.names.kind(name) if self._is_name(name) else None
            if kind is None and (label == "ORG" or name.isupper()):
                kind = self._described_kind(line, first, last, text)
            if kind is not None:
                yield NameSpan(first, last, first, last, kind)
            elif name.lower() in self.names.heads or name.lower() in self.names.rows["no-names"]:
                continue  # the Inspectorate, which was named before
            elif name in self.names.no_bodies or (label in self.labels and self._is_part(name, last, text)):
                continue
            elif label in self.labels and (self._acts(line, first, last) if label == "ORG" else self._is_title(name)):
                yield NameSpan(first, last, first, last, self.labels[label], rule=LABELLED)

    def _is_part(self, name: str, last: int, text: str) -> bool:
        """Whether a name is one word of a longer one, or of no name: Smith of Ann Smith, Hong of Hong-Kong, Sport."""
        common, second = _words_in(text)
        hyphened = text[last : last + 1] in "-–/" and text[last + 1 : last + 2].isupper()
        return hyphened or name.lower() in common or name in second

    def _is_title(self, name: str) -> bool:
        """Whether the words of a name have capitals, and are no common noun: not of "U.S.", nor of "States"."""
        return name.istitle() and "." not in name and name.lower() not in self.names.rows["no-places"]

    def deeds_in(self, line: Line, text: str) -> Iterator[NameSpan]:
        """What common nouns of deeds, meetings and agreements name: the joint inspection, a new deal."""
        for token in line.doc:
            kind = self._deed(token) if token.pos_ == "NOUN" and token.i not in line.names else None
            if kind is None or token.dep_ in _PARTS or any(one.like_num for one in token.lefts):
                continue  # "signed 15 agreements" names none of them
            whole = token.head.head if token.dep_ == "pobj" and token.head.lower_ == "of" else token
            if whole != token and whole.lower_ in self.names.deeds:
                continue  # a programme of checks is one thing
            if kind == self.names.act and not any(one.lower_ in ("a", "an", "new") for one in token.lefts):
                continue  # "other laws, such as"
            ahead = line.doc[token.left_edge.i : token.i]
            bare = token.tag_ == "NN" and not any(one.dep_ in ("det", "poss") for one in ahead)
            if bare and token.lower_ in self.names.rows["uncounted"]:
                continue
            first = token
            while first.i > token.sent.start and self._modifies(first.nbor(-1), token):
                first = first.nbor(-1)
            first = self._behind_numbers(first, token)
            start, end = line.place(first)[0], line.place(self._topic(token))[1]
            if text[start].isalpha():
                yield NameSpan(start, end, start, end, kind, rule=GATHERED)
        for token in line.doc:
            kind = self.names.back.get(token.lower_) if token.pos_ == "NOUN" and token.i not in line.names else None
            one = token.nbor(-1) if token.i > token.sent.start else token
            if kind is not None and one.lower_ in ("the", "this") and token.dep_ not in _PARTS:
                start, end = line.place(token)
                yield NameSpan(start, end, start, end, kind, rule=MEANT)

    def _deed(self, noun: Any) -> str | None:
        """The kind of deed that a noun names; of "activities" the words before it say one: inspection activities."""
        deeds: dict[str, str] = self.names.deeds
        word = noun.lower_
        if word in self.names.rows["deed-heads"]:
            modifiers = [one for one in noun.lefts if one.dep_ in ("compound", "amod", "nmod")]
            named = [inner.lower_ for one in modifiers for inner in (one, *one.conjuncts) if inner.lower_ in deeds]
            done = noun.dep_ in ("dobj", "nsubjpass") and _CONDUCTS.match(noun.head.lower_)
            return deeds[named[0]] if named else deeds.get(word.removesuffix("s")) if done else None
        return deeds.get(word)

    def _behind_numbers(self, first: Any, noun: Any) -> Any:
        """The first word of a noun phrase behind a measure in it: a two-day training is a training."""
        numbers = [one for one in noun.doc[max(first.i - 1, noun.sent.start) : noun.i] if one.like_num]
        if not numbers:
            return first
        following = noun.doc[numbers[-1].i + 1]
        return noun.doc[min(noun.i, following.i + 2)] if following.text == "-" else following

    def _topic(self, noun: Any) -> Any:
        """The last word of what a noun is "on": a law on metrology, a seminar on rope safety."""
        on = noun.nbor(1) if noun.i + 1 < noun.sent.end else noun
        words = [inner for inner in on.children if inner.dep_ == "pobj"] if on.lower_ == "on" else []
        words = [] if words and words[0].lower_ in ("behalf", "part") else words
        return words[0] if words and words[0].i - noun.i <= _TOPIC and words[0].ent_type_ != "DATE" else noun

    def _modifies(self, word: Any, noun: Any) -> bool:
        """Whether a word in front of a noun is a part of what it names."""
        if word.text in ("-", "–", "/"):
            return True
        if (
            word.dep_ == "cc"
            and word.i > noun.sent.start
            and word.nbor(1).dep_ == "conj"
            and word.nbor(1).pos_ != "ADJ"
        ):
            return self._modifies(word.nbor(-1), noun)  # a search and seizure operation
        above = word
        while above != noun and above.dep_ in (*_PARTS, "punct", "advmod", "conj"):
            above = above.head
        return above == noun and word.is_alpha and word.lower_ not in self.names.rows["no-modifiers"]

    def _is_name(self, name: str) -> bool:
        """Whether the last word of a name may say what it is: not of "Last week", nor of "Enhanced Cooperation"."""
        words = name.split()
        head = re.split(r"\s(?:of|for|on)\s", name)[0].split()[-1]
        return (
            len(words) > 1
            and words[0] not in self.names.opening
            and head[0].isupper()
            and "," not in name
            and (len(words) > 3 or head.lower() not in self.names.weak)
        )

    def _acts(self, line: Line, first: int, last: int) -> bool:
        """Whether a name is the subject of a verb, or behind "by" of one."""
        for token in line.doc:
            start, end = line.place(token)
            if first <= start and end <= last:
                while token.dep_ in ("conj", "appos") and token.head != token:
                    token = token.head
                above = token.head
                if token.dep_ in ("nsubj", "poss") or (
                    token.dep_ == "pobj" and above.lower_ in ("by", "between", "with")
                ):
                    return True
                if any(one.dep_ == "relcl" for one in token.children):
                    return True
        return False

    def _described_kind(self, line: Line, first: int, last: int, text: str) -> str | None:
        """The kind of an organisation, by the words next to its name that describe it."""
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
        """Nouns next to a name that describe it and are no names themselves: the National Accreditation Body."""
        starts = [first for first, _, label in line.entities if label == "ORG"]
        for token in line.doc:
            organisation = line.place(token)[0] in starts or (
                token.pos_ == "PROPN" and token.text.isupper() and len(token) > 2
            )
            for one in _descriptions(token) if organisation else ():
                if one.lower_ not in self.names.heads and self.names.kind(self._words(line, one, text)):
                    yield line.place(one)


@lru_cache(maxsize=1)
def _words_in(text: str) -> tuple[frozenset[str], frozenset[str]]:
    """The words of a text that stand in it in small letters, and those that stand behind another in capitals."""
    return frozenset(_SMALL.findall(text)), frozenset(_SECOND.findall(text))


def _bare(entity: Any) -> Span:
    """Where a name begins and ends without its article."""
    first = entity.start + (entity.doc[entity.start].lower_ in ("the", "a", "an"))
    last = entity.end - (entity.doc[entity.end - 1].lower_ in ("'s", "’s"))
    return first, last


def _descriptions(token: Any) -> list[Any]:
    """The nouns that say what a name is: X, the national body; the national body, X; X is the national body.

    Words in brackets are an acronym of the name before them, not a description.
    """
    if token.i > 0 and token.nbor(-1).text == "(":
        return []
    nouns = [one for one in token.children if one.dep_ == "appos"]
    if token.dep_ == "appos":
        nouns.append(token.head)
    if token.dep_ == "nsubj" and token.head.pos_ == "AUX":
        nouns.extend(one for one in token.head.children if one.dep_ == "attr")
    return [one for one in nouns if any(inner.dep_ in ("det", "poss") for inner in one.children)]
