"""The record of the report itself, which the drafted records refer to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kg.extract.drafting.records import Settings
from kg.extract.drafting.texts import HAN
from kg.extract.drafting.written import scalar
from kg.extract.figures.reference_period import publication_day
from kg.rdf.vocabulary import Vocabulary

#: A title is the first line of the text that is no longer than this.
_TITLE = 120
#: The day of publication stands near the beginning, in so many characters.
OPENING = 1_500


def source_record(
    opening: str, settings: Settings, vocabulary: Vocabulary, words: Mapping[str, Any], until: str = ""
) -> str:
    """The text of a file of sources that describes the report, from the beginning of its text.

    A report whose day of publication the text does not say is described without one: it then counts as a page of
    unknown age. So is one that reports on what came after that day (`until` is the last day that a figure is about).
    Who published it is for the curator to write.
    """
    lines = (line.strip(" \t#*\ufeff\r") for line in opening.split("\n"))
    title = next(
        (line for line in lines if 3 < len(line) <= _TITLE and not line.endswith((":", "："))), settings.source
    )
    date = publication_day(opening[:OPENING], settings.year)
    if date < until:
        date = ""
    language = "zh-Hans" if HAN.search(title) else "en"
    named = (
        f"{{en: {scalar(settings.source, flow=True)}}}" if language != "en" else f"{{en: {scalar(title, flow=True)}}}"
    )
    rows = [
        "# The source of the draft next to this file; check each value.",
        "sources:",
        f"  - id: {settings.source}",
        f"    type: {words['dated' if date else 'undated']}",
        f"    label: {named}",
        f"    {words['title']}: {{{language}: {scalar(title, flow=True)}}}",
        f"    {words['publisher']}: not stated  # TODO who published it",
    ]
    if date:
        rows.append(f"    {next(name for name in words['dates'] if name in vocabulary.properties)}: {date}")
    return "\n".join(rows) + "\n"
