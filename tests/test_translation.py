"""Every text of pages, scripts and questions is in the catalogue of every language.

`python tests/test_translation.py` writes new texts into the catalogues, without a translation, and drops those that
nothing shows any more. Translate them in kg/locale/ with a text editor or any editor of gettext files.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po

from kg.ask import library, translation
from kg.ask.library import CHECKS
from kg.describe import search
from kg.network.palette import LOOKS
from kg.picture.words import CONTEXT, WORDS
from kg.text import language
from kg.text.language import ENGLISH, LANGUAGES

ROOT = Path(__file__).parent.parent
PAGES = ROOT / "kg" / "web" / "pages"
OTHERS = [tag for tag in LANGUAGES if tag != ENGLISH]
#: What a text holds that its translation must hold too.
_HOLES = re.compile(r"%\(\w+\)s|\{\w+\}|<(?!/)\w+|</\w+>")

#: Lines of a catalogue's head that would differ each time.
_HISTORY = re.compile(r'"(POT?-\w+-Date|PO-Revision-Date|Last-Translator|Language-Team|Generated-By|Report-|Project-)')
#: (context, text, plural); both may be "".
Message = tuple[str, str, str]


def messages() -> dict[Message, str]:
    """Everything that is translated -> the file that shows it first, in a fixed order."""
    found: dict[Message, str] = {}
    for path in sorted(PAGES.glob("templates/*.html")):
        for message in _in_file("jinja2.ext:babel_extract", path, {"trimmed": "true"}):
            found.setdefault(message, path.relative_to(ROOT).as_posix())
    for path in sorted(PAGES.glob("static/*.js")):
        for message in _in_file("javascript", path, {}):
            found.setdefault(message, path.relative_to(ROOT).as_posix())
    for path in sorted((ROOT / "kg").rglob("*.py")):
        for message in _in_file("python", path, {}):
            found.setdefault(message, path.relative_to(ROOT).as_posix())
    for question in library.questions().values():
        if question.subject != CHECKS:
            for context, text in translation.messages(question):
                if text:
                    found.setdefault((context, text, ""), f"queries/{question.subject}/{question.name}.rq")
    for text in WORDS.values():
        found.setdefault((CONTEXT, text, ""), "kg/picture/words.py")
    for group in (*LOOKS, *search.KINDS):
        found.setdefault((search.GROUP, group, ""), "kg/describe/search.py")
    for column in search.COLUMNS:
        found.setdefault((translation.COLUMN, translation.heading(column, ENGLISH), ""), "kg/describe/search.py")
    return found


def _in_file(method: str, path: Path, options: dict[str, str]) -> Iterator[Message]:
    keywords = {"_": None, "gettext": None, "ngettext": (1, 2), "marked": None, "translate": (1,)}
    with path.open("rb") as file:
        for _, message, _, _ in extract(method, file, keywords, options=options):
            one, *more = (message,) if isinstance(message, str) else message
            if one:
                yield "", one, more[0] if more and more[0] else ""


def read(tag: str) -> Catalog:
    with language.catalogue(tag).open("rb") as file:
        return read_po(file, locale=tag.replace("-", "_"))


def _key(context: str, text: str, plural: str) -> tuple[str | tuple[str, str], str | None]:
    return ((text, plural) if plural else text), context or None


@pytest.mark.parametrize("tag", OTHERS)
def test_everything_is_translated(tag):
    catalogue = read(tag)
    missing = []
    for message, file in messages().items():
        entry = catalogue.get(*_key(*message))
        if entry is None or entry.fuzzy or not entry.string or not all(entry.string):
            missing.append(f"{file}: {message[1]!r}{f' ({message[0]})' if message[0] else ''}")
    assert not missing, "python tests/test_translation.py writes these into the catalogue:\n" + "\n".join(missing)


@pytest.mark.parametrize("tag", OTHERS)
def test_translations_have_the_same_numbers_names_and_links(tag):
    for entry in read(tag):
        if entry.id and entry.string:
            texts = [entry.string] if isinstance(entry.string, str) else list(entry.string)
            original = entry.id if isinstance(entry.id, str) else entry.id[-1]
            for text in filter(None, texts):
                assert sorted(_HOLES.findall(text)) == sorted(_HOLES.findall(original)), original


def test_a_text_that_nobody_marked_in_a_template_is_noticed():
    """The texts of templates stand in `_` or `trans`; what is left, without code and tags, has no word of its own."""
    for path in sorted(PAGES.glob("templates/*.html")):
        text = path.read_text("utf-8")
        text = re.sub(r"\{%-? *trans.*?endtrans *-?%\}", "", text, flags=re.DOTALL)
        text = re.sub(r"<(script|style|code)\b.*?</\1>", "", text, flags=re.DOTALL)
        text = re.sub(r"\{[{%#].*?[}%#]\}", "", text, flags=re.DOTALL)
        shown = re.findall(r'(?:aria-label|title|placeholder)="([^"]*)"', text)
        left = re.sub(r"<[^<>]*>", "\n", text) + "\n".join(shown)
        words = [word for word in re.findall(r"[A-Za-z]{2,}", left) if word not in UNTRANSLATED]
        assert not words, f"{path.name}: {words}"


#: The same in every language.
UNTRANSLATED = frozenset({"certreg", "SPARQL", "cr"})


def write(tag: str) -> None:
    """Write the catalogue anew: the texts there are now, in their order, with the translations there are."""
    known = read(tag) if language.catalogue(tag).is_file() else Catalog(locale=tag.replace("-", "_"))
    comment = "# The texts of pages and questions; tests/test_translation.py writes new ones into it."
    catalogue = Catalog(locale=tag.replace("-", "_"), fuzzy=False, header_comment=comment)
    for (context, text, plural), file in messages().items():
        key = _key(context, text, plural)
        entry = known.get(*key)
        catalogue.add(key[0], entry.string if entry else None, locations=[(file, None)], context=key[1])
    out = io.BytesIO()
    write_po(out, catalogue, width=0, omit_header=False)
    lines = out.getvalue().decode().split("\n")
    head = [line for line in lines[:30] if not _HISTORY.match(line)]
    path = language.catalogue(tag)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join([*head, *lines[30:]]), "utf-8", newline="\n")


if __name__ == "__main__":
    for language_tag in OTHERS:
        write(language_tag)
