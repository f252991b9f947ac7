"""A name in a text, and what found it."""

from __future__ import annotations

from dataclasses import dataclass

#: What finds a name: its words say what it is; only a model, or where it stands, says it; only its acronym shows that
#: it is one; it is a common noun.
NAMED, LABELLED, SHORTENED = "proper-name", "label of a model", "acronym in brackets"
GATHERED = "common noun of a meeting"
#: A common noun that means a thing named before: the standard, this decree.
MEANT = "what was named before"
#: An acronym that nobody explains, of whom something is said that only organisations do.
ACTING = "acronym of who acts"
#: An act or a document whose title has no marks.
TITLED = "title without marks"
#: The title of the document that a text is, which has a line of its own.
HEADED = "title on a line of its own"
#: A title in Chinese quotation marks, whose last words say what it is.
QUOTED = "title in quotation marks"
#: The rules that find whole titles.
TITLES = frozenset(("title-marks", TITLED, HEADED, QUOTED))
#: A place, by the tag of a word; one in front of which a word says that something is there.
TAGGED = "tag of a place"
PLACED = "tag of a place, behind a word for in"
#: Names that are drafted only where something is said of them.
UNSURE = frozenset((LABELLED, SHORTENED, GATHERED, ACTING, TAGGED))
#: Several names that share their last words: 湖省、海省绳索局
SHARED = "names with one ending"


@dataclass(frozen=True, slots=True)
class NameSpan:
    """A name: where it stands (with its acronym in brackets), where its own words stand, and the kind of thing."""

    start: int
    end: int
    first: int
    last: int
    kind: str
    #: where its acronym stands, if the text gives one
    acronym: tuple[int, int] | None = None
    #: what found it: words that say the kind, or the label of a model alone
    rule: str = NAMED
