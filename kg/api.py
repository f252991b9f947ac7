"""The graph for Python users: ask questions, run SPARQL, describe entities, convert to rdflib or networkx."""

from __future__ import annotations

from collections.abc import Sized
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from kg import names
from kg.ask import library
from kg.errors import NotFound, UsageError
from kg.store import Graph, Result, Table
from kg.text.language import marked, translate
from kg.text.suggest import nearest

if TYPE_CHECKING:
    import networkx
    import rdflib

    from kg.describe.questions import Questions
    from kg.describe.search import Searcher

#: How many questions are named where plain words may mean several.
_MOST_CANDIDATES = 3
_ASKED_AS = marked("Asked as: {question}")


class KnowledgeGraph:
    """A graph to query, whatever engine holds it; `kg.load` opens one.

    >>> import kg
    >>> graph = kg.load()
    >>> [row["partner"] for row in graph.ask("partners", agency="cnca") if row["partner"] == "ansi"][0]
    'ansi'
    """

    def __init__(self, engine: Graph) -> None:
        self.engine = engine

    def __repr__(self) -> str:
        """Which graph it is, and how large, as far as that is known without a query."""
        where = getattr(self.engine, "address", None) or getattr(self.engine, "folder", None) or "the records"
        size = f", {len(self.engine):,} statements" if isinstance(self.engine, Sized) else ""
        return f"<KnowledgeGraph of {where}{size}; questions() lists what it answers>"

    def questions(self, subject: str | None = None) -> Table:
        """The competency questions that `ask` takes, or those of one subject, with their parameters and defaults.

        Raises NotFound for an unknown subject.
        """
        return library.listed(library.of_subject(subject))

    def ask(self, question: str, *, lang: str = "en", **parameters: str) -> Table:
        """Answer a competency question, by its name (`questions()` lists them) or in plain words.

        `parameters` are keys, acronyms, names, dates or numbers as text; each has a default. In the table, a column
        ``xLabel`` holds the names, in `lang`, of the entities in column ``x``; its `notes` say that a list is not
        complete, why there are no rows, or which question plain words were understood as.
        Raises NotFound for an unknown question, parameter or value, with the nearest known ones, and UsageError for a
        value that is no text.
        """
        for name, value in parameters.items():
            if not isinstance(value, str):  # what a type checker would refuse
                kind = "None" if value is None else f"{type(value).__name__} {value!r}"
                raise UsageError(f'parameter {name} of {question}: expected text, as in {name}="…", not {kind}')
        if question in library.questions():
            return library.ask(self.engine, question, parameters, lang)
        near = nearest(question, library.questions())
        if near and " " not in question:
            raise NotFound("question", question, near)
        return self._ask_in_words(question, parameters, lang)

    def _ask_in_words(self, words: str, parameters: dict[str, str], lang: str) -> Table:
        from kg.describe.questions import clearly

        candidates = self._questions.find(words, _MOST_CANDIDATES)
        meant = clearly(candidates)
        if meant is None:
            raise NotFound("question", words, [one.question.name for one in candidates])
        given = {**meant.given, **parameters}
        answer = library.ask(self.engine, meant.question.name, given, lang)
        values = (f"{name}={value}" for name, value in given.items())
        note = translate(_ASKED_AS, lang).format(question=", ".join([meant.question.name, *values]))
        return replace(answer, notes=(*answer.notes, note))

    @cached_property
    def _questions(self) -> Questions:
        from kg.describe.questions import Questions

        return Questions(self.engine)

    def query(self, sparql: str, *, timeout: float | None = None) -> Result:
        """Run any SPARQL 1.1 query: a Table for SELECT, a bool for ASK, triples for CONSTRUCT and DESCRIBE.

        Plain patterns match the union of all graphs. The project's prefixes need no declaration. `timeout` is in
        seconds. Raises QueryError for invalid SPARQL and LimitError when a limit was exceeded.
        """
        return self.engine.query(sparql, timeout)

    def show(self, entity: str, *, lang: str = "en") -> Table:
        """Every statement about an entity, in both directions, with its passage and quote."""
        from kg.describe.entity import show

        return show(self.engine, entity, lang)

    def search(self, words: str, *, lang: str = "en", limit: int = 20) -> Table:
        """Entities, codes, questions, figures, quoted passages and terms about some words, the best first.

        `words` may be a name, an acronym, a code, keywords or a question, in any language. Columns: ``what`` it is, its
        ``name`` in `lang`, its ``key``, the text that ``matched``, and a ``score`` from 0 to 100.
        """
        from kg.describe.search import table

        return table(self._searcher.search(words, lang, limit))

    @cached_property
    def _searcher(self) -> Searcher:
        from kg.describe.search import Searcher

        return Searcher(self.engine)

    def path(self, start: str, end: str, *, lang: str = "en") -> Table:
        """The shortest chains of relations between two entities, one row a step, with passages."""
        from kg.network.path import path

        return path(self.engine, start, end, lang)

    def to_rdflib(self) -> rdflib.Dataset:
        """The same quads as an rdflib Dataset whose plain patterns match the union of all graphs."""
        import rdflib

        dataset = rdflib.Dataset(default_union=True)
        for prefix, iri in names.PREFIXES.items():
            dataset.bind(prefix, iri)
        answer = self.engine.select("SELECT ?s ?p ?o ?g WHERE { GRAPH ?g { ?s ?p ?o } }")
        from kg.store.rdflib import to_rdflib

        dataset.addN(
            (to_rdflib(s), to_rdflib(p), to_rdflib(o), dataset.graph(str(to_rdflib(g)))) for s, p, o, g in answer.rows
        )
        return dataset

    def to_networkx(self, *, lang: str = "en") -> networkx.MultiDiGraph:
        """Entities as nodes and relations as edges, with names, classes and passages as attributes."""
        from kg.network.project import project
        from kg.network.subgraph import Part, in_memory

        return project(in_memory(self.engine, Part()), lang=lang)
