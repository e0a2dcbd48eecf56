"""A policy's own words, from its data: what names a fact, a class, a clause."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from assistant.answer.guard.text import bigrams, plain, without_gaps
from assistant.answer.guard.words import any_of, general_words
from assistant.understanding.mention_tokens import TokenFinder
from corpus.library import Policy


@dataclass(frozen=True, eq=False)
class Lexicon:
    """One policy's words, ready for searching. Built once for a policy."""

    policy: Policy
    tokens: TokenFinder
    roles: re.Pattern[str]
    """Words that tell what a figure is: of words.yaml, and those that name the policy's sums and counts."""
    facts_of: dict[str, frozenset[str]]
    """Such a word of the policy's -> the facts (ids) that it may name."""
    labels: dict[str, str]
    """A clause's label as it is compared -> its id."""
    basis: re.Pattern[str]
    known: frozenset[str]
    """Pairs of characters of the words in which people tell facts: a wording may repeat these from the question."""
    latin: frozenset[str]
    """Latin words among them, in small letters."""
    digits: frozenset[str]
    """Runs of digits in the policy's names and words (5050)."""
    results: frozenset[str]
    """Results that a fact may have (优秀, 合格)."""
    document: str
    """The whole text without gaps, for quotations."""
    names: str
    """Labels of facts and names of measures and topics, for what asserts nothing (应用模块)."""


@lru_cache(maxsize=32)
def lexicon_of(policy: Policy) -> Lexicon:
    """The lexicon of a policy."""
    facts: dict[str, set[str]] = {}
    told: list[str] = []
    for fact_id, fact in policy.facts.items():
        words = [part for w in (fact.label, *fact.say, *fact.weak) for part in w.split("…") if part]
        told += [*words, fact.ask, *fact.denied, *(w for ws in fact.values.values() for w in ws)]
        if fact.type in ("money", "count") and fact.cell is None:
            for word in (fact.label, *fact.say, *(w for w in fact.weak if len(w) > 2)):  # 金额, 项目 are anything's
                if "…" not in word and len(word) > 1 and word not in general_words().role_of:
                    facts.setdefault(plain(word), set()).add(fact_id)
    vocabulary = policy.vocabulary
    for family in vocabulary.families.values():
        told += [family.name, family.unnamed, *(w for ws in family.kinds.values() for w in ws)]
    told += [w for values in vocabulary.slots.values() for ws in values.values() for w in ws]
    names = "。".join(plain(n) for n in [*(m.name for m in policy.measures), *(t.name for t in policy.topics)])
    labels = {plain(clause.label): clause.id for clause in policy.document.clauses}
    label = any_of(labels)
    all_told = "。".join(map(plain, told))
    return Lexicon(
        policy=policy,
        tokens=TokenFinder(policy),
        roles=re.compile(any_of([*general_words().role_of, *facts])),
        facts_of={word: frozenset(ids) for word, ids in facts.items()},
        labels=labels,
        basis=re.compile(
            rf"(?:依据|来源|出处|条款)(?:为|是)?:?[^。;\n]{{0,60}}?(?:号|》)?((?:{label})(?:[、,和及](?:{label}))*)(?=[。;\n)]|$)"
        ),
        known=bigrams(all_told),
        latin=frozenset(re.findall("[a-z]+", all_told.lower())),
        digits=frozenset(re.findall(r"\d+", f"{all_told} {names}")),
        results=frozenset(v for fact in policy.facts.values() for v in fact.values),
        document=without_gaps(plain(policy.document.text)),
        names=names,
    )
