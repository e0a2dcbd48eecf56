"""The key goes to the endpoint, and nowhere else."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.errors import BadInput
from assistant.sessions import SessionStore
from assistant.settings import ModelSettings, Settings
from tests.llm.conftest import KEY, Worded
from tests.llm.fake_server import Act, FakeServer, Request, error

CHIP = "用了区内企业的自主芯片，研发投入200万，采购额100万，能补多少？"


def in_error(request: Request) -> Act:
    return error(401, f"wrong: {request.headers['authorization']}")


def in_headers(request: Request) -> Act:
    return error(500, "no", X_Sent=request.headers["authorization"])


def in_stream(request: Request) -> Act:
    told = json.dumps({"error": {"message": request.headers["authorization"]}})
    return Act(body=f"data: {told}\n\n".encode(), content_type="text/event-stream")


def in_answer(request: Request) -> Act:
    return Act(text=f"应用区内自主芯片补贴为30万元，密钥是{request.headers['authorization']}。")


def in_json(request: Request) -> Act:
    return Act(body=f"data: {{{request.headers['authorization']}\n\n".encode(), content_type="text/event-stream")


@pytest.mark.parametrize("script", [in_error, in_headers, in_stream, in_answer, in_json])
def test_an_endpoint_that_repeats_the_key_is_not_repeated(
    script: Callable[[Request], Act],
    worded: Worded,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    caplog.set_level(logging.DEBUG)
    sessions = SessionStore(f"sqlite:///{tmp_path / 'talk.db'}")
    with FakeServer(script) as server:
        assistant = worded(server, sessions=sessions)
        reply = assistant.ask(CHIP, "s")
        assert server.requests[0].headers["authorization"] == f"Bearer {KEY}"
    assert reply["composed_by"] == "offline_after_model"
    sessions.close()
    stored = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    printed = capfd.readouterr()
    seen = [json.dumps(reply), caplog.text, printed.out, printed.err, repr(assistant), repr(vars(assistant.writer))]
    assert not any(KEY in text for text in seen) and KEY.encode() not in stored


def test_the_settings_do_not_show_it(monkeypatch: pytest.MonkeyPatch) -> None:
    set_up(monkeypatch, "http://127.0.0.1:1/v1", "qwen-plus", KEY)
    settings = Settings.from_environment()
    assert settings.model and settings.model.api_key == KEY
    assert KEY not in repr(settings) and KEY not in str(settings)


def set_up(monkeypatch: pytest.MonkeyPatch, url: str, model: str = "m", key: str = "", timeout: str = "") -> None:
    values = {"BASE_URL": url, "MODEL": model, "API_KEY": key, "TIMEOUT": timeout}
    for name, value in values.items():
        monkeypatch.setenv(f"MINGCE_LLM_{name}", value)


@pytest.mark.parametrize(
    ("url", "model", "key", "timeout", "named"),
    [
        ("http://127.0.0.1:1/v1", "", "", "", "MINGCE_LLM_MODEL"),
        ("127.0.0.1:11434", "m", "", "", "MINGCE_LLM_BASE_URL"),
        ("ftp://host/v1", "m", "", "", "MINGCE_LLM_BASE_URL"),
        ("http://", "m", "", "", "MINGCE_LLM_BASE_URL"),
        ("http://host:99999/v1", "m", "", "", "MINGCE_LLM_BASE_URL"),
        ("http://[::1", "m", "", "", "MINGCE_LLM_BASE_URL"),
        (f"http://user:{KEY}@host/v1", "m", "", "", "MINGCE_LLM_BASE_URL"),
        (f"http://host/v1?key={KEY}", "m", "", "", "MINGCE_LLM_BASE_URL"),
        ("http://host/v1", "m", f"{KEY}\n{KEY}", "", "MINGCE_LLM_API_KEY"),
        ("http://host/v1", "m", f"密钥{KEY}", "", "MINGCE_LLM_API_KEY"),
        ("http://host/v1", "m", "", "soon", "MINGCE_LLM_TIMEOUT"),
        ("http://host/v1", "m", "", "0", "MINGCE_LLM_TIMEOUT"),
        ("http://host/v1", "m", "", "nan", "MINGCE_LLM_TIMEOUT"),
    ],
)
def test_a_setting_that_cannot_be_used_is_said_so(
    url: str, model: str, key: str, timeout: str, named: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_up(monkeypatch, url, model, key, timeout)
    with pytest.raises(BadInput, match=named) as caught:
        Settings.from_environment()
    assert KEY not in str(caught.value)


def test_without_a_base_url_there_is_no_model(monkeypatch: pytest.MonkeyPatch) -> None:
    set_up(monkeypatch, "", "", KEY)
    assert Settings.from_environment().model is None


def test_what_is_given_is_tidied(monkeypatch: pytest.MonkeyPatch) -> None:
    set_up(monkeypatch, " http://127.0.0.1:11434/v1/chat/completions ", " qwen3 ", f" {KEY}\n", "7.5")
    assert ModelSettings.from_environment() == ModelSettings("http://127.0.0.1:11434/v1", "qwen3", KEY, 7.5)
