"""The answer units of a policy: its clauses, its measures, its recorded facts, and the terms that stay whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from corpus.library import Policy
from index.likeness import Sample
from index.units import Unit


def units_of(policies: Iterable[Policy]) -> list[Unit]:
    """Every unit, in the order of the texts."""
    return [unit for policy in policies for unit in _units(policy)]


def samples_of(policy: Policy) -> list[Sample]:
    """A policy's sample questions; items are "kind/id": statements/effective-date, not_covered/NAME, off_topic/."""
    samples = policy.samples
    groups = {
        "statements": samples.statements,
        "not_stated": samples.not_stated,
        "not_covered": samples.not_covered,
        "measures": samples.measures,
        "aspects": {a.id: a.samples for a in policy.aspects},
        "off_topic": {"": samples.off_topic},
    }
    return [
        Sample(f"{kind}/{item}", question)
        for kind, items in groups.items()
        for item, questions in items.items()
        for question in questions
    ]


def terms_of(policies: Iterable[Policy]) -> list[str]:
    """Words that the policies' own data name: what jieba shall not cut."""
    terms: set[str] = set()
    for policy in policies:
        for fact in policy.facts.values():
            terms.update(fact.say)
        for family in policy.vocabulary.families.values():
            terms.update(word for words in family.kinds.values() for word in words)
    return sorted(t for t in terms if 2 <= len(t) <= 8)


def _units(policy: Policy) -> Iterator[Unit]:
    name = policy.head.id
    for clause in policy.document.clauses:
        path = " ".join(clause.heading_path)
        yield Unit(f"{name}/clause/{clause.id}", name, clause.id, f"{path} {clause.text}".strip(), "clause")
    for measure in policy.measures:
        topic = policy.topic_by_id[measure.topic].name
        text = f"{topic} {measure.name}：{'；'.join(measure.quote)}"
        yield Unit(f"{name}/measure/{measure.id}", name, measure.clause, text, "measure")
    for statement in policy.head.statements:
        yield Unit(f"{name}/statement/{statement.id}", name, statement.clause, statement.answer, "statement")
