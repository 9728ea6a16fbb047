"""Shows how each sentence of a brief was read: the tool with which to add a pattern."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from kg import ontology as ontologies
from kg.extract import extractor, sentence
from kg.extract.assembly import Assembly
from kg.extract.initiatives import ATTENDS, Finding
from kg.extract.sentence import Clause, Item, Sentence
from kg.model import Brief
from kg.names import curie
from kg.ontology import Ontology

_TAGS: Final = {
    sentence.NAME: "name",
    sentence.DATE: "date",
    sentence.EVENT: "kind",
    sentence.VERB: "verb",
    sentence.OTHER_VERB: "other-verb",
    sentence.BE: "be",
    sentence.HAVE: "have",
    sentence.MODAL: "modal",
    sentence.TO: "to",
    sentence.PREPOSITION: "preposition",
    sentence.CONJUNCTION: "conjunction",
    sentence.DETERMINER: "determiner",
    sentence.RELATIVE: "relative",
    sentence.SUBORDINATOR: "subordinator",
    sentence.PRONOUN: "pronoun",
    sentence.ADVERB: "adverb",
    sentence.NUMBER: "number",
    sentence.GERUND: "gerund",
    sentence.WORD: "word",
}
_INDENT: Final = " " * 12


def explain(brief: Brief, ontology: Ontology | None = None) -> list[str]:
    r"""Tell how each sentence of a brief was read.

    Parameters
    ----------
    brief
        The brief.
    ontology
        What to know; without it, the ontology that comes with the package.

    Returns
    -------
    list of str
        Lines of text. Of each sentence: its words with their tags; the names with what they may stand for,
        likeliest first; the dates; the verbs with subject and object; the patterns that fired with what
        their slots took, and the roles that these may have; the words that name an initiative with their
        weights. Then the initiatives.

    Examples
    --------
    >>> print(*explain(Brief("b", "", "Fiji Customs hosted a workshop."))[1:4], sep="\n")
    words       Fiji Customs/name hosted/verb a/determiner workshop/kind ./.
    names       “Fiji Customs” = Fiji Revenue and Customs Service (id:customs-fj)
    verbs       host, active: subject “Fiji Customs”, object “a workshop”
    """
    ontology = ontology or ontologies.load()
    return list(_Explanation(extractor(ontology).begin(brief), ontology).lines())


class _Explanation:
    """The account of one brief."""

    def __init__(self, found: Assembly, ontology: Ontology) -> None:
        self._found, self._ontology = found, ontology

    def lines(self) -> Iterator[str]:
        for index, row in enumerate(self._found.rows):
            yield f"{'Headline' if row.headline else 'Sentence'}: {self._words(row.start, row.end)}"
            yield f"{'words':<12}" + " ".join(map(self._tagged, row.items))
            yield from _block("names", (self._name(item) for item in row.items if item.mention))
            yield from _block("dates", (self._date(item) for item in row.items if item.when))
            yield from _block("verbs", (self._verb(row, clause) for clause in row.clauses))
            yield from _block("patterns", self._patterns(index, row))
            yield from _block("initiative", self._anchors(index, row))
            yield ""
        for number, group in enumerate(self._found.reader.groups(self._found.extractor.weights.kinds), 1):
            told = [
                f"{self._label(cls)} “{self._words(item.start, item.end)}”"
                for cls, anchor in sorted(group.anchors.items())
                for item in [self._found.rows[anchor.sentence].items[anchor.item]]
            ]
            yield f"Initiative {number}: {', '.join(told)}"

    def _words(self, start: int, end: int) -> str:
        return " ".join(self._found.text[start:end].split())

    def _span(self, row: Sentence, start: int, end: int) -> str:
        return self._words(row.items[start].start, row.items[end - 1].end).rstrip(" .,;:")

    def _label(self, iri: str) -> str:
        minted = self._found.names.minted.get(iri)
        return minted.label if minted else self._ontology.labels.get(iri, curie(iri))

    def _tagged(self, item: Item) -> str:
        return f"{self._words(item.start, item.end)}/{_TAGS.get(item.tag, item.tag)}"

    def _name(self, item: Item) -> str:
        options = item.mention.options if item.mention else ()
        linked = " or ".join(f"{self._label(iri)} ({curie(iri)})" for iri in options)
        return f"“{self._words(item.start, item.end)}” = {linked}"

    def _date(self, item: Item) -> str:
        days = [day for day in (item.when.first, item.when.last) if day] if item.when else []
        return f"“{self._words(item.start, item.end)}” = {' to '.join(days)}"

    def _verb(self, row: Sentence, clause: Clause) -> str:
        shape = ["passive" if clause.passive else "active"]
        shape += ["denied"] if clause.negated else []
        shape += ["planned or possible"] if clause.modal else []
        spans = {"subject": clause.subject, "object": clause.object}
        parts = [f"{name} “{self._span(row, *span)}”" for name, span in spans.items() if span]
        return f"{', '.join([row.items[clause.verb].word, *shape])}: {', '.join(parts) or 'nothing by it'}"

    def _patterns(self, index: int, row: Sentence) -> Iterator[str]:
        fired: dict[str, dict[str, None]] = {}
        for finding in self._found.reader.findings:
            if finding.sentence == index:
                pattern = finding.pattern
                said = f"{pattern.phrase} ({curie(pattern.iri)}, {pattern.confidence:.2f})"
                fired.setdefault(said, {})[self._slot(finding, row)] = None
        for said, slots in fired.items():
            yield f"{said}: {'; '.join(slots)}"

    def _slot(self, finding: Finding, row: Sentence) -> str:
        slot = next(slot for slot, roles in finding.pattern.roles.items() if roles is finding.roles)
        item = row.items[finding.name]
        joint = " and " if finding.pattern.all_roles else " or "
        roles = joint.join("as the kind has it" if r == ATTENDS else self._label(r) for r in finding.roles)
        return f"{slot} = {self._words(item.start, item.end)} → {roles}"

    def _anchors(self, index: int, row: Sentence) -> Iterator[str]:
        for anchor in self._found.reader.anchors:
            if anchor.sentence == index:
                item = row.items[anchor.item]
                words = self._words(item.start, item.end)
                kind = self._label(anchor.type)
                yield f"“{words}” = {kind}, weight {anchor.weight:.2f} ({curie(anchor.rule)})"


def _block(title: str, lines: Iterable[str]) -> Iterator[str]:
    """Give lines with a title before the first."""
    for number, line in enumerate(lines):
        yield (_INDENT if number else f"{title:<12}") + line
