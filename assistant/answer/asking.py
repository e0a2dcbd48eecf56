"""What a turn asks of its measures: which of them, for whom, for how many years, and what it puts forward to be confirmed."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.answer.turn import Turn
from assistant.calculator.intervals import Interval
from assistant.calculator.program import pay_facts
from assistant.understanding.mention import Mention, ranked_count
from assistant.understanding.quantities import Quantity
from corpus.figures import years_of
from corpus.rules import Measure


@dataclass(frozen=True)
class Choice:
    """One thing asked about: a single measure, or several of which one applies (the class was not said in full)."""

    measures: tuple[Measure, ...]
    mention: Mention | None = None


def stated_figures(turn: Turn, kind: str) -> list[Quantity]:
    """Figures put forward to be confirmed (「是给500万吗」), apart from facts told."""
    if not turn.part.asked.premise:
        return []
    told = " ".join(f.span for f in turn.part.facts.told)
    return [q for q in turn.part.quantities if q.kind == kind and not q.ordinal and q.text not in told]


def supposed_counts(turn: Turn, choices: list[Choice]) -> dict[str, Interval]:
    """「…奖多少」 supposes the thing won or recognised once, unless told otherwise."""
    extra = {}
    for choice in choices:
        for measure in choice.measures:
            if measure.pays and measure.pays.each:
                count = (choice.mention.count if choice.mention else None) or Interval(1, 1)
                cell = turn.policy.facts[measure.pays.each].cell
                if choice.mention and position_untold(turn, measure, choice.mention):
                    count = Interval(0, count.upper)
                elif choice.mention and cell and cell.within:
                    count = ranked_count(choice.mention, cell.within, count)
                extra[measure.pays.each] = count
    return extra


def position_untold(turn: Turn, measure: Measure, mention: Mention) -> bool:
    """「我们参与了一项国家标准」: only the first drafters count, and the place was not told."""
    if not (measure.pays and measure.pays.each and turn.part.claims) or measure.pays.each in turn.told:
        return False
    cell = turn.policy.facts[measure.pays.each].cell
    return bool(cell and cell.within and mention.position is None)


def for_this_enterprise(turn: Turn) -> bool:
    """A decision or a sum for this enterprise, rather than the rule in general."""
    return (
        turn.part.claims
        or numbers_told(turn)
        or any(f in turn.told for m in turn.conversation.measures for f in pay_facts(turn.policy.measure_by_id[m]))
    )


def numbers_told(turn: Turn) -> bool:
    """This message tells a sum, a count or a rank; flags alone are no numbers."""
    return any(turn.policy.facts[f].type in ("money", "count", "rank") for f in turn.told_now)


def asks_money(turn: Turn) -> bool:
    """A sum is asked for: how much, the most, or all together."""
    asked = turn.part.asked
    return asked.amount or asked.most or asked.altogether


def years_asked(turn: Turn, choices: list[Choice]) -> int:
    """How many years a sum is asked for, where the measure itself runs for years; 1 otherwise."""
    measures = [m for c in choices for m in c.measures]
    if not all(m.pays and m.pays.years for m in measures):
        return 1
    told = [int(q.lower) for q in turn.part.quantities if q.kind == "count" and q.unit == "年" and q.lower]
    most = min(most_years(m) for m in measures)
    asked = turn.part.asked
    asks = asked.amount or asked.most or asked.altogether or (turn.part.elliptical and for_years(turn))
    return min(max(told), most) if told and asks else 1


def for_years(turn: Turn) -> bool:
    """What is being talked about runs for years, and what it is reckoned from was told."""
    measures = [turn.policy.measure_by_id[m] for m in turn.conversation.measures]
    return bool(measures) and all(m.pays and m.pays.years and m.pays.of in turn.told for m in measures)


def most_years(measure: Measure) -> int:
    """三年 -> 3; 0 where the support names no years."""
    return years_of(measure.pays.years) if measure.pays and measure.pays.years else 0
