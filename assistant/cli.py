"""The command `mingce`: ask, text, read, check, assess, screen, index, serve. Exit 0 but for an error (2)."""

from __future__ import annotations

import argparse
import io
import json
import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from corpus.library import Policy

_ERROR: Final = 2


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command. Errors that the user can mend go to standard error in Chinese, never as a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # whatever the terminal's encoding: never a traceback
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    arguments = _parser().parse_args(argv)
    run: Callable[[argparse.Namespace], int] = arguments.run
    from assistant.errors import BadInput
    from corpus.library import PolicyError
    from index.manifest import IndexUnavailable

    try:
        return run(arguments)
    except BadInput as error:
        message, reply = str(error), error.reply
    except (PolicyError, IndexUnavailable) as error:
        message, reply = str(error), {}
    except BrokenPipeError:
        sys.stderr.close()  # the reader (head, a pager) has seen enough
        return 0
    except OSError as error:
        message, reply = f"无法读写 {error.filename}：{error.strerror}", {}
    if getattr(arguments, "json", False):
        _print_json(reply or _error_reply(message))
    print(message, file=sys.stderr)
    return _ERROR


# ------------------------------------------------------------------ commands
def _ask(arguments: argparse.Namespace) -> int:
    from assistant.pipeline import Assistant
    from assistant.reply import in_full

    assistant = Assistant.open()
    reply = assistant.ask(arguments.question, arguments.session, arguments.date)
    if arguments.json:
        _print_json(reply)
    else:
        print(in_full(reply))
        if reply["questions"]:
            print(f"\n（会话 {reply['session']}：继续告知可加 --session {reply['session']}）")
    return 0


def _text(arguments: argparse.Namespace) -> int:
    document = _policy(arguments.policy).document
    if arguments.map:
        _print_json(
            {
                "clauses": [{"id": c.id, "label": c.label, "start": c.start, "end": c.end} for c in document.clauses],
                "source_offsets": list(document.source_offsets),
            }
        )
    else:
        sys.stdout.write(document.text)
    return 0


def _read(arguments: argparse.Namespace) -> int:
    from assistant.understanding.quantities import read_quantities, to_json

    today = arguments.date or date.today()
    if arguments.lines:
        for line in _read_text(arguments.lines).splitlines():
            print(json.dumps([to_json(q) for q in read_quantities(line, today)], ensure_ascii=False))
        return 0
    found = read_quantities(arguments.text or "", today)
    if arguments.json:
        _print_json([to_json(q) for q in found])
    else:
        for quantity in found:
            print(f"{quantity.text}\t{json.dumps(to_json(quantity), ensure_ascii=False)}")
    return 0


def _check(arguments: argparse.Namespace) -> int:
    from assistant.calculator.examples import run_example
    from corpus.check import check_policy
    from corpus.library import load_library

    policies = [_policy(arguments.policy)] if arguments.policy else list(load_library())
    faulty = False
    for policy in policies:
        report = check_policy(policy, lambda m, e, p=policy: run_example(p, m, e))  # type: ignore[misc]
        print(report)
        faulty |= bool(report.faults)
    return _ERROR if faulty else 0


def _assess(arguments: argparse.Namespace) -> int:
    from assistant.assessing import assess_facts, assessment_lines

    facts = _read_json(arguments.facts)
    result = assess_facts(_policy(None), facts, arguments.suppose)
    if arguments.json:
        _print_json(result)
    else:
        print("\n".join(assessment_lines(result)))
    return 0


def _replay(arguments: argparse.Namespace) -> int:
    from assistant.assessing import replay
    from assistant.errors import BadInput
    from corpus.library import load_library

    if arguments.session:
        from assistant.pipeline import Assistant

        replayed = Assistant.open().replay(arguments.session, arguments.turn)
        _print_json(replayed.reply)
        if replayed.model:
            print(f"这一轮的措辞由语言模型 {replayed.model} 写成，不重放；其余各项与记录一致。", file=sys.stderr)
        return 0
    if arguments.receipt is None:
        raise BadInput("请写明测算结果文件：mingce replay 结果.json；或会话：mingce replay --session ID [--turn N]。")
    _print_json(replay(load_library(), _read_json(arguments.receipt)))
    return 0


def _screen(arguments: argparse.Namespace) -> int:
    from assistant.screening.command import run_command

    return run_command(_policy(None), arguments.table, arguments.out, arguments.suppose, arguments.template)


def _schema(arguments: argparse.Namespace) -> int:
    from corpus.schema import FOLDER, write_schemas

    for path in write_schemas(Path(arguments.out)) if arguments.out else sorted(FOLDER.glob("*.schema.json")):
        print(path)
    return 0


def _index(arguments: argparse.Namespace) -> int:
    from assistant.indexes import build_indexes
    from assistant.settings import Settings

    if _check(argparse.Namespace(policy=None)) == _ERROR:
        return _ERROR  # a policy that does not hold is not served: the index that was there stays
    build_indexes(Settings.from_environment())
    return 0


def _serve(arguments: argparse.Namespace) -> int:
    from app import main as serve

    if _check(argparse.Namespace(policy=None)) == _ERROR:
        return _ERROR
    serve(arguments.host, arguments.port)
    return 0


# ------------------------------------------------------------------ shared
def _policy(name: str | None) -> Policy:
    from assistant.errors import BadInput
    from corpus.library import load_library

    policies = load_library()
    if name is None:
        return policies[0]
    found = next((p for p in policies if name in (p.head.id, p.head.number)), None)
    if found is None:
        raise BadInput(f"没有政策「{name}」，现有：{'、'.join(p.head.id for p in policies)}")
    return found


def _read_text(path: str) -> str:
    """A file's text, with or without a byte order mark. Raises BadInput where it is not UTF-8."""
    from assistant.errors import BadInput

    try:
        return Path(path).read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise BadInput(f"{path} 不是 UTF-8 编码的文本（或不是合法的 JSON），请另存为 UTF-8。") from None


def _read_json(path: str) -> Any:
    """A JSON file in which no key stands twice. Raises BadInput."""
    from assistant.errors import BadInput

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for name, value in pairs:
            if name in found:
                raise BadInput(f"{path} 里“{name[:60]}”给了两次，请只留一个。")
            found[name] = value
        return found

    try:
        return json.loads(_read_text(path), object_pairs_hook=once)
    except (ValueError, RecursionError) as error:  # also a number of more digits than Python reads
        raise BadInput(f"{path} 不是合法的 JSON：{error}") from None


def _error_reply(message: str) -> dict[str, object]:
    """A whole reply for what never reached the assistant."""
    from assistant.reply import Reply

    today = date.today().isoformat()
    return Reply(session="none", turn=1, asked_on=today, outcome="error", answer=message).to_json()


def _print_json(data: object) -> None:
    print(json.dumps(data, ensure_ascii=False))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="mingce", description="明策：政策问答与权益测算")
    commands = parser.add_subparsers(required=True, metavar="命令")

    ask = commands.add_parser("ask", help="问一个问题")
    ask.add_argument("question", metavar="问题")
    ask.add_argument("--session", metavar="ID", help="接着哪个会话问")
    ask.add_argument("--date", type=_date, metavar="YYYY-MM-DD", help="按哪一天回答（默认今天）")
    ask.add_argument("--json", action="store_true", help="输出完整的 JSON 回复")
    ask.set_defaults(run=_ask)

    text = commands.add_parser("text", help="打印清理后的政策正文，所有引文的位置按它计")
    text.add_argument("policy", nargs="?", metavar="政策")
    text.add_argument("--map", action="store_true", help="打印条款的位置和与 source.txt 的对应")
    text.set_defaults(run=_text)

    read = commands.add_parser("read", help="列出一段文字里的数量")
    read.add_argument("text", nargs="?", metavar="文字")
    read.add_argument("--lines", metavar="文件", help="逐行读取，每行输出一个 JSON 数组")
    read.add_argument("--date", type=_date, metavar="YYYY-MM-DD", help="去年、今年一季度从哪一天算起（默认今天）")
    read.add_argument("--json", action="store_true")
    read.set_defaults(run=_read)

    check = commands.add_parser("check", help="核对规则与原文")
    check.add_argument("policy", nargs="?", metavar="政策")
    check.set_defaults(run=_check)

    assess = commands.add_parser("assess", help="按事实文件测算")
    assess.add_argument("facts", metavar="FACTS.json")
    assess.add_argument("--suppose", action="store_true", help="没有告知的前提视为成立")
    assess.add_argument("--json", action="store_true")
    assess.set_defaults(run=_assess)

    screen = commands.add_parser("screen", help="按表格批量测算（.csv、.xlsx、.parquet），一行一家企业")
    screen.add_argument("table", nargs="?", metavar="IN")
    screen.add_argument("-o", dest="out", metavar="OUT", help="结果写到哪里（.csv、.xlsx、.parquet）")
    screen.add_argument("--suppose", action="store_true", help="没有告知的前提视为成立")
    screen.add_argument("--template", action="store_true", help="只写出待填的模板（.xlsx 或 .csv）")
    screen.set_defaults(run=_screen)

    replay = commands.add_parser("replay", help="按收据或会话记录重放，得到一字不差的结果")
    replay.add_argument("receipt", nargs="?", metavar="RESULT.json", help="mingce assess --json 的输出")
    replay.add_argument("--session", metavar="ID", help="重放一个会话")
    replay.add_argument("--turn", type=int, metavar="N", help="重放到第几轮（默认最后一轮）")
    replay.set_defaults(run=_replay, json=True)

    schema = commands.add_parser("schema", help="编辑器用的 JSON Schema（核对 YAML 的键名和写法）在哪里")
    schema.add_argument("-o", dest="out", metavar="文件夹", help="另写一份到这个文件夹")
    schema.set_defaults(run=_schema)

    index = commands.add_parser("index", help="建立检索索引")
    index.set_defaults(run=_index)

    serve = commands.add_parser("serve", help="启动网页和接口")
    serve.add_argument("--host", default="127.0.0.1")
    serve.add_argument("--port", type=int, default=7860)
    serve.set_defaults(run=_serve)
    return parser


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"「{text}」不是日期，应写作 2026-11-24") from None


if __name__ == "__main__":
    sys.exit(main())
