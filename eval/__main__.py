"""`python -m eval answer | score | run | facts | steady | ablate | mutate | read | llm`.

Exit code 0: done, whatever passes. 1: the assistant crashed on a question (its line is written, as an error).
2: bad input (a missing file, a bad line); the good lines are done all the same. 3: fewer cases pass than `--least`, or
a reply was not the same when it was asked for again.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import cast

from assistant.errors import BadInput
from eval import reading, report, utterances
from eval.answering import Asks, answer_all, open_assistant, write_answers
from eval.cases import Answer, BadLine, files_of, load_answers, load_cases, load_lines, load_questions
from eval.parts import PARTS, part_of
from eval.sampling import sample
from eval.scoring import Result, score
from eval.steadiness import unsteady
from eval.utterances import Utterance

OK, CRASHED, BAD_INPUT, TOO_FEW = 0, 1, 2, 3
UNSTEADY = TOO_FEW


class InputError(Exception):
    """Something named on the command line cannot be used; the text is for the user."""


def main(argv: Sequence[str] | None = None, assistant: Callable[[], Asks] = open_assistant) -> int:
    """Run one command and return its exit code; `assistant` opens what is asked."""
    args = _parser().parse_args(argv)
    try:
        if args.command == "answer":
            return _answer(args.cases, args.out, assistant)
        if args.command == "score":
            return _score(args.cases, args.answers, args.json, args.show, args.text)
        if args.command == "facts":
            return _facts(args.utterances, args.show, assistant)
        if args.command == "steady":
            return _steady(args.cases, assistant)
        if args.command == "ablate":
            return _ablate(args.cases)
        if args.command == "mutate":
            return _mutate(args.answers, args.seed, args.show)
        if args.command == "read":
            return _read(args.cases, args.part, assistant)
        if args.command == "llm":
            return _llm(args.cases, args.sample, args.resume, args.show)
        return _run(args, assistant)
    except (InputError, OSError) as why:
        print(f"eval: {why}", file=sys.stderr)
        return BAD_INPUT


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m eval", description="Measure the assistant against cases.")
    commands = parser.add_subparsers(dest="command", required=True)

    answer = commands.add_parser("answer", help="put each case to the assistant, write the replies")
    answer.add_argument("cases", type=Path, help="a JSON-lines file, or a folder of them")
    answer.add_argument("--out", type=Path, required=True, help="where the answers go, a line a case")

    scored = commands.add_parser("score", help="judge replies that were written before")
    scored.add_argument("cases", type=Path, help="a JSON-lines file, or a folder of them")
    scored.add_argument("answers", type=Path, help="what `answer` wrote")

    run = commands.add_parser("run", help="answer and score")
    run.add_argument("cases", type=Path, nargs="+", help="JSON-lines files, or folders of them")
    run.add_argument("--out", type=Path, help="keep the answers in this file")
    run.add_argument("--part", choices=PARTS, help="only the cases of this part (eval/parts.py)")
    run.add_argument("--least", type=float, metavar="PERCENT", help="exit with 3 where fewer cases pass")

    facts = commands.add_parser("facts", help="precision and recall of the facts noted from labelled utterances")
    facts.add_argument("utterances", type=Path, nargs="+", help="JSON-lines files, or folders of them")
    facts.add_argument(
        "--show", type=int, default=0, metavar="N", help="print the first N misread ones of the open part"
    )

    steady = commands.add_parser("steady", help="ask all twice, the second time shuffled: is each reply the same?")
    steady.add_argument("cases", type=Path, nargs="+", help="JSON-lines files, or folders of them")

    ablate = commands.add_parser("ablate", help="what passes without embeddings, pinyin, memory; by plain retrieval")
    ablate.add_argument("cases", type=Path, nargs="+", help="JSON-lines files, or folders of them")

    mutate = commands.add_parser("mutate", help="what the guard stops of wrong answers, and of right ones reworded")
    mutate.add_argument("--answers", type=int, default=300, metavar="N", help="how many right answers to spoil")
    mutate.add_argument("--seed", type=int, default=0, help="which places are spoilt")
    mutate.add_argument("--show", type=int, default=0, metavar="N", help="print the first N that it judged wrongly")

    read = commands.add_parser("read", help="of the cases that the rules are unsure of: what a model as reader settles")
    read.add_argument("cases", type=Path, nargs="+", help="JSON-lines files, or folders of them")
    read.add_argument("--part", choices=PARTS, help="only the cases of this part (eval/parts.py)")

    llm = commands.add_parser(
        "llm", help="a sample of turns, worded by the configured model: what it said, what was stopped"
    )
    llm.add_argument("cases", type=Path, nargs="*", default=[Path("eval/cases")], help="default: eval/cases")
    llm.add_argument(
        "--sample", type=int, default=150, metavar="N", help="how many turns, of the part that may be looked into"
    )
    llm.add_argument(
        "--resume",
        type=Path,
        metavar="FILE",
        help="where turns are noted, and a run goes on; default: in the data folder",
    )
    llm.add_argument("--show", type=int, default=0, metavar="N", help="print the first N wordings that were stopped")

    for command in (scored, run):
        command.add_argument("--json", type=Path, help="write the report as JSON to this file")
        command.add_argument("--show", type=int, default=0, metavar="N", help="print the first N failed cases")
        command.add_argument("--text", type=Path, help="what `mingce text` prints: check each quote at its place")
    return parser


def _answer(cases: Path, out: Path, open_: Callable[[], Asks]) -> int:
    loaded = load_questions([cases])
    _tell(loaded.bad)
    _keep_apart(out, [cases])
    with out.open("wb") as file:
        answered = write_answers(answer_all(open_(), loaded.items), file)
    return _exit_code(loaded.bad, any(a.crashed for a in answered))


def _score(cases: Path, answers: Path, json_out: Path | None, show: int, text: Path | None) -> int:
    loaded, given = load_cases([cases]), load_answers([answers])
    bad = [*loaded.bad, *given.bad]
    _tell(bad)
    _publish(score(loaded.items, given.items, _source(text)), bad, json_out, show)
    return _exit_code(bad, False)


def _run(args: argparse.Namespace, open_: Callable[[], Asks]) -> int:
    loaded = load_cases(args.cases)
    _tell(loaded.bad)
    if args.part:
        loaded.items = [case for case in loaded.items if part_of(case.id) == args.part]
    source = _source(args.text)
    if args.out is not None:
        _keep_apart(args.out, args.cases)
        with args.out.open("wb") as file:
            answered = write_answers(answer_all(open_(), loaded.items), file)
    else:
        answered = list(answer_all(open_(), loaded.items))
    results = score(loaded.items, [Answer(id=a.id, reply=a.reply) for a in answered], source)
    _publish(results, loaded.bad, args.json, args.show)
    if args.least is not None and 100 * sum(r.passed for r in results) < args.least * len(results):
        print(f"eval: fewer than {args.least:g}% of the cases pass", file=sys.stderr)
        return TOO_FEW
    return _exit_code(loaded.bad, any(a.crashed for a in answered))


def _facts(paths: Sequence[Path], show: int, open_: Callable[[], Asks]) -> int:
    loaded = load_lines(paths, Utterance.model_validate)
    _tell(loaded.bad)
    print(utterances.as_text(utterances.read_utterances(open_(), loaded.items), show))
    return _exit_code(loaded.bad, False)


def _steady(paths: Sequence[Path], open_: Callable[[], Asks]) -> int:
    loaded = load_questions(paths)
    _tell(loaded.bad)
    changed = unsteady(open_(), loaded.items)
    print(f"{len(loaded.items) - len(changed)} of {len(loaded.items)} replies the same when asked again, shuffled")
    for id_ in changed:
        print(f"    not the same: {id_}")
    return UNSTEADY if changed else _exit_code(loaded.bad, False)


def _read(paths: Sequence[Path], part: str | None, open_: Callable[[], Asks]) -> int:
    loaded = load_cases(paths)
    _tell(loaded.bad)
    cases = [case for case in loaded.items if part in (None, part_of(case.id))]
    assistant = cast(reading.Reads, open_())
    if assistant.model_reader is None:
        print("eval: no model is configured (MINGCE_LLM_BASE_URL): what the rules are unsure of", file=sys.stderr)
    for line in reading.measure(assistant, cases).lines():
        print(line)
    return _exit_code(loaded.bad, False)


def _ablate(paths: Sequence[Path]) -> int:
    from eval.ablations import ablate  # what it takes apart is imported for this command alone

    loaded = load_cases(paths)
    _tell(loaded.bad)
    for name, passed in ablate(loaded.items):
        print(f"{name:20}{passed:6} of {len(loaded.items)}{100 * passed / len(loaded.items):8.1f}%", flush=True)
    return _exit_code(loaded.bad, False)


def _mutate(answers: int, seed: int, show: int) -> int:
    from assistant.pipeline import Assistant  # the guard needs the typed policy, which the other commands do not
    from eval.mutation import run as mutation

    rights = list(mutation.right_answers(Assistant.open(sessions=":memory:"), answers))
    print(mutation.as_text(mutation.measure(rights, seed), show))
    return OK


def _llm(paths: Sequence[Path], size: int, log: Path | None, show: int) -> int:
    from eval import model_report, model_turns  # the model's client takes over a second to import

    loaded = load_cases(paths)
    _tell(loaded.bad)
    cases = sample([case for case in loaded.items if part_of(case.id) == "open"], size)
    try:
        session = model_turns.Session()
        turns = model_turns.run(cases, log or session.settings.data_dir / "llm-turns.jsonl", session)
    except (model_turns.CannotMeasure, BadInput) as why:
        raise InputError(str(why)) from why
    clauses = {clause.id: clause.text for clause in session.assistant.policy.document.clauses}
    asked = {turn.id for turn in turns}
    cases = [case for case in cases if case.id in asked]
    print(model_report.as_text(cases, turns, clauses, show))
    return _exit_code(loaded.bad, False)


def _publish(results: Sequence[Result], bad: Sequence[BadLine], json_out: Path | None, show: int) -> None:
    if json_out is not None:
        whole = json.dumps(report.as_json(results, bad), ensure_ascii=False, indent=1)
        json_out.write_bytes((whole + "\n").encode("utf-8", errors="backslashreplace"))
    print(report.as_text(results, show).encode("utf-8", errors="backslashreplace").decode("utf-8"))


def _source(text: Path | None) -> str | None:
    """The policy's cleaned text; an empty one would let every quote fail and means a wrong file."""
    if text is None:
        return None
    try:
        source = text.read_text(encoding="utf-8")
    except UnicodeDecodeError as why:
        raise InputError(f"{text}: not UTF-8 at byte {why.start + 1}") from why
    if not source:
        raise InputError(f"{text}: empty")
    return source


def _keep_apart(out: Path, cases: Iterable[Path]) -> None:
    if out.exists() and any(out.samefile(file) for file in files_of(cases)):
        raise InputError(f"{out}: the answers would overwrite the cases")


def _tell(bad: Iterable[BadLine]) -> None:
    for line in bad:
        print(f"eval: {line}", file=sys.stderr)


def _exit_code(bad: Sequence[BadLine], crashed: bool) -> int:
    if bad:
        return BAD_INPUT
    return CRASHED if crashed else OK


if __name__ == "__main__":
    sys.exit(main())
