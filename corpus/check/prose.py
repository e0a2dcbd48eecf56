"""What the data tell in their own words: each figure of it stands in the text that it rests on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from corpus.check.coverage import figures_quoted, keys_of_measure, money_key, records, threshold_key, told_by
from corpus.check.view import FACTS_FILE, HEAD_FILE, RULES_FILE, Check, Finding, Key, Location, View
from corpus.figures import PERCENT, Figure, find_figures
from corpus.references import find_references
from corpus.rules import Measure, NotStated, Statement, tests_of

# Counting words for what a statement itself counts: 六项条件, 三笔, 共16项.
_COUNTING: Final = frozenset(("个", "项", "条", "类", "种", "款", "方面"))


def statements_tell_the_text(view: View) -> Iterator[Finding]:
    """Every figure of a recorded statement stands in its quotes or cites, or counts what it lists.

    And every figure that it quotes is told, so that no figure takes another's place.
    """
    for location, record in records(view):
        quoted = {figure.key: figure.text for figure in figures_quoted(view, record)}
        told = _told(told_by(record))
        for figure in told:
            if figure.key not in quoted and not _is_counted(view, record, figure):
                message = f"{record.id}：答句里的「{figure.text}」不在引文里，请改数字或在 cites 里引上出处"
                yield Finding(HEAD_FILE, location, record.clause, message)
        for key in quoted.keys() - {figure.key for figure in told}:
            message = f"{record.id}：引文里的「{quoted[key]}」答句没有说，请改答句或把引文引短"
            yield Finding(HEAD_FILE, location, record.clause, message)


def totals_stand_in_quotes(view: View) -> Iterator[Finding]:
    """A statement's total is a sum of its quotes."""
    for i, statement in enumerate(view.policy.head.statements):
        if statement.total is None:
            continue
        quoted = {figure.key for figure in figures_quoted(view, statement)}
        lower, upper = statement.total.lower, statement.total.upper
        if (lower and money_key(lower) not in quoted) or money_key(upper) not in quoted or lower > upper:
            message = f"{statement.id}：total 应是引文里的金额（下限可以是 0元）"
            yield Finding(HEAD_FILE, ("statements", i, "total"), statement.clause, message)


def conditions_tell_their_quote(view: View) -> Iterator[Finding]:
    """The words of a condition tell its own threshold, or else figures of its quote."""
    for placed in view.distinct_tests:
        threshold = threshold_key(view, placed)
        quoted = {figure.key for figure in view.figures_in(placed.test.clause, placed.test.quote)}
        for figure in _told(placed.test.text):
            if figure.key not in ({threshold} if threshold else quoted):
                yield view.in_test(placed, f"文字里的「{figure.text}」与界限或引文「{placed.test.quote}」不符")


def measures_tell_their_clause(view: View) -> Iterator[Finding]:
    """Names, notes and the like hold no figure that is neither in the clause nor reckoned by the rule."""
    for i, measure in enumerate(view.policy.measures):
        allowed = _keys_of_clauses(view, {measure.clause} | {t.clause for t in tests_of(measure.when)})
        allowed |= keys_of_measure(measure) | _derived(measure)
        uplift = measure.pays.uplift if measure.pays else None
        pieces: list[tuple[Location, str]] = [(("name",), measure.name)]
        pieces += [(("notes", j), note) for j, note in enumerate(measure.notes)]
        pieces += [(("authority", j), step) for j, step in enumerate(measure.authority)]
        pieces += [
            (("unpriced",), measure.unpriced or ""),
            (("pays", "uplift", "text"), uplift.text if uplift else ""),
        ]
        for place, text in pieces:
            for figure in _told(text):
                if figure.key not in allowed:
                    message = f"「{text}」里的「{figure.text}」不在条款 {measure.clause} 里"
                    yield view.in_measure(measure, ("measures", i, *place), message)


def facts_tell_their_clauses(view: View) -> Iterator[Finding]:
    """Labels and questions hold no figure that is not in a clause which turns on the fact."""
    families = view.policy.vocabulary.families
    for name, fact in view.policy.facts.items():
        clauses = {t.clause for p in view.tests for t in (p.test,) if t.fact == name}
        clauses |= {p.measure.clause for p in view.tests if p.test.fact == name}
        if fact.cell and fact.cell.family in families:
            clauses.add(families[fact.cell.family].clause)
        allowed = _keys_of_clauses(view, clauses)
        for key, text in (("label", fact.label), ("ask", fact.ask)):
            for figure in _told(text):
                if figure.key not in allowed:
                    message = f"{name}：「{text}」里的「{figure.text}」不在用到它的条款里"
                    yield Finding(FACTS_FILE, ("facts", name, key), None, message)


def notes_tell_their_clause(view: View) -> Iterator[Finding]:
    """The figures of families' and traps' notes and of topics' names come as they come in the clause."""
    head, families = view.policy.head, view.policy.vocabulary.families
    pieces: list[tuple[str, Location, str, str]] = []
    for name, family in families.items():
        pieces.append((FACTS_FILE, ("families", name, "unnamed"), family.clause, family.unnamed))
    for i, trap in enumerate(head.traps):
        pieces.append((HEAD_FILE, ("traps", i, "note"), trap.clause, trap.note))
    for i, topic in enumerate(view.policy.topics):
        pieces.append((RULES_FILE, ("topics", i, "name"), topic.clause, topic.name))
    for file, location, clause, text in pieces:
        stated = iter(view.figures.get(clause, ()))
        for figure in _told(text):
            # `in` goes on where it stopped: 100 and 50 told as 50 and 100 are not found
            if figure.key not in (other.key for other in stated):
                message = f"「{text}」里的「{figure.text}」与条款 {clause} 里的数字（及次序）不符"
                yield Finding(file, location, clause, message)
                break


def references_resolve(view: View) -> Iterator[Finding]:
    """A clause that the data cite in words (第7条) is a clause of the text; a family cites its own."""
    document = view.policy.document
    for file, location, own, text in _prose(view):
        for reference in find_references(text, document):
            written = text[reference.start : reference.end]
            if reference.clause is None:
                yield Finding(file, location, own, f"「{text}」提到的{written}不是本文件的条款")
            elif file == FACTS_FILE and reference.clause != own:
                yield Finding(file, location, own, f"「{text}」提到的{written}不是条款 {own}")


def _told(text: str) -> list[Figure]:
    """The figures that words of the data tell; 两种读法 counts the readings that they record."""
    return [f for f in find_figures(text) if not text.startswith("读法", f.end)]


def _is_counted(view: View, record: Statement | NotStated, figure: Figure) -> bool:
    """Whether a figure counts the clauses under the statement's own, or (笔) the sums that it cites."""
    if figure.unit == "笔":
        return figure.value == len(record.cites)
    below = [c.id for c in view.policy.document.clauses if c.id.startswith(f"{record.clause}.")]
    children = [c for c in below if "." not in c.removeprefix(f"{record.clause}.")]
    leaves = [c for c in below if not any(other.startswith(f"{c}.") for other in below)]
    return figure.unit in _COUNTING and figure.value in (len(children), len(leaves))


def _keys_of_clauses(view: View, clauses: set[str]) -> set[Key]:
    return {figure.key for clause in clauses for figure in view.figures.get(clause, ())}


def _derived(measure: Measure) -> set[Key]:
    uplift = measure.pays.uplift if measure.pays else None
    return {(reading.rate * 100, PERCENT) for reading in uplift.readings} if uplift else set()


def _prose(view: View) -> Iterator[tuple[str, Location, str, str]]:
    head = view.policy.head
    for i, statement in enumerate(head.statements):
        yield HEAD_FILE, ("statements", i, "answer"), statement.clause, statement.answer
    for i, absent in enumerate(head.not_stated):
        yield HEAD_FILE, ("not_stated", i, "says"), absent.clause, absent.says
    for i, measure in enumerate(view.policy.measures):
        for j, text in enumerate(measure.authority):
            yield RULES_FILE, ("measures", i, "authority", j), measure.clause, text
        for j, text in enumerate(measure.notes):
            yield RULES_FILE, ("measures", i, "notes", j), measure.clause, text
    for name, family in view.policy.vocabulary.families.items():
        yield FACTS_FILE, ("families", name, "unnamed"), family.clause, family.unnamed


def years_from_signing_add_up(view: View) -> Iterator[Finding]:
    """The years after signing are the sum of the words that they come from, each in its clause."""
    for i, statement in enumerate(view.policy.head.statements):
        if statement.from_signing is None:
            continue
        reckoned, location = statement.from_signing, ("statements", i, "from_signing")
        clause = view.clause(statement.clause)
        for words in reckoned.from_:
            if clause is None or words not in clause.text:
                yield Finding(HEAD_FILE, location, statement.clause, f"{statement.id}：原文没有「{words}」")
        years = [_years_after(words) for words in reckoned.from_]
        if None in years or sum(y for y in years if y is not None) != reckoned.years:
            message = f"{statement.id}：years 应是 {'、'.join(reckoned.from_)} 加起来的年数"
            yield Finding(HEAD_FILE, location, statement.clause, message)


def _years_after(words: str) -> int | None:
    """次年 -> 1, 延期一年 -> 1, 共3年 -> 2: the third of three years is two after the first."""
    if words.endswith("次年"):
        return 1
    numbers = [figure.value for figure in find_figures(words) if figure.unit == "年"]
    if len(numbers) != 1:
        return None
    return int(numbers[0]) - (1 if words.startswith("共") else 0)


def names_stand_in_the_text(view: View) -> Iterator[Finding]:
    """A name that holds figures is one that the text uses."""
    for i, name in enumerate(view.policy.head.names):
        if name not in view.policy.document.text:
            yield Finding(HEAD_FILE, ("names", i), None, f"名称「{name}」不在原文里")


PROSE_CHECKS: Final[tuple[Check, ...]] = (
    statements_tell_the_text,
    totals_stand_in_quotes,
    conditions_tell_their_quote,
    measures_tell_their_clause,
    facts_tell_their_clauses,
    notes_tell_their_clause,
    references_resolve,
    years_from_signing_add_up,
    names_stand_in_the_text,
)
