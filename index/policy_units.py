"""The answer units of a policy: its clauses, its measures, its recorded facts, and the terms that stay whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from corpus.library import Policy
from index.units import Unit


def units_of(policies: Iterable[Policy]) -> list[Unit]:
    """Every unit, in the order of the texts."""
    return [unit for policy in policies for unit in _units(policy)]


def questions_of(policies: Iterable[Policy]) -> list[Unit]:
    """Every sample question; its id is policy/kind/item#n, and `item_of` gives the kind and item back."""
    units = []
    for policy in policies:
        samples, name = policy.samples, policy.head.id
        clauses = {
            "statements": {s.id: s.clause for s in policy.head.statements},
            "not_stated": {n.id: n.clause for n in policy.head.not_stated},
            "measures": {m.id: m.clause for m in policy.measures},
        }
        groups = {
            "statements": samples.statements, "not_stated": samples.not_stated, "not_covered": samples.not_covered,
            "measures": samples.measures, "off_topic": {"": samples.off_topic},
        }
        for kind, items in groups.items():
            for item, questions in items.items():
                clause = clauses.get(kind, {}).get(item, "head")
                units += [
                    Unit(f"{name}/{kind}/{item}#{n}", name, clause, question, "question")
                    for n, question in enumerate(questions)
                ]
    return units


def item_of(unit: Unit) -> tuple[str, str]:
    """("statements", "effective-date") of a sample question's unit."""
    _, kind, item = unit.id.rsplit("#", 1)[0].split("/", 2)
    return kind, item


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
