"""What the reading of one mapping file shares: the ontology, the file's prefixes, the columns it names, its faults."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from kg import names
from kg.errors import Problem, Where, cut, did_you_mean
from kg.files.yaml import Scalar
from kg.rdf.vocabulary import Vocabulary
from kg.registers import template
from kg.registers.template import Template
from kg.text import literals
from kg.text.suggest import nearest


@dataclass(slots=True)
class Context:
    """One mapping file while it is read; what is wrong goes to `problems`."""

    vocabulary: Vocabulary
    problems: list[Problem]
    prefixes: dict[str, str] = field(default_factory=dict)
    #: column -> where the file first names it
    columns: dict[str, Where] = field(default_factory=dict)

    def fault(self, where: Where, message: str) -> None:
        self.problems.append(Problem(where, message))

    def unknown(self, what: str, name: Scalar, known: Iterable[str]) -> None:
        self.fault(name.where, f'no {what} "{cut(name.text)}"{did_you_mean(nearest(name.text, known))}')

    def filled(self, text: Scalar, whole: bool = True) -> Template | None:
        """A template, its columns noted; with `whole`, of an IRI, so that its prefix is expanded."""
        if not whole:
            parsed = template.read(text.text)
        else:
            iri = self.expanded(text)
            if iri is None:
                return None
            parsed = template.read(iri)
            if not literals.literal("".join(parsed.texts), {names.expand("xsd:anyURI")}):
                self.fault(text.where, f'"{cut(text.text)}" makes no address')
                return None
        if any("$(" in part for part in parsed.texts):
            self.fault(text.where, "a column is written $(name), a bracket inside the name \\( or \\)")
        for column in parsed.columns:
            self.columns.setdefault(column, text.where)
        return parsed

    def expanded(self, name: Scalar, tell: bool = True) -> str | None:
        """``cr:Term`` or an address -> IRI; None, and a problem, for a prefix that the file does not declare."""
        if name.text.startswith(("http://", "https://")):
            return name.text
        prefix, colon, local = name.text.partition(":")
        if colon and prefix in self.prefixes:
            return self.prefixes[prefix] + local
        if tell:
            known = {**names.PREFIXES, **self.prefixes} if colon else {}
            reason = f'no prefix "{cut(prefix)}"' if colon else f'"{cut(name.text)}" has no prefix'
            hint = (
                f"; add {prefix}: {names.PREFIXES[prefix]} to prefixes:" if prefix in names.PREFIXES and colon else ""
            )
            self.fault(name.where, f"{reason}{hint or did_you_mean(nearest(prefix, known))}")
        return None
