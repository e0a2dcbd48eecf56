"""The small model on loopback: what is said where it is not installed; where it is, that it serves, streams and stops."""

from __future__ import annotations

import importlib.util
import json
import sys
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import pytest

from tools.local_llm import MODEL, NoLocalModel, local_model

INSTALLED = importlib.util.find_spec("llama_cpp") is not None


def asked(url: str, **more: Any) -> urllib.request.Request:
    body = {"model": MODEL, "messages": [{"role": "user", "content": "杭州在哪个省？"}], "max_tokens": 8, **more}
    return urllib.request.Request(
        f"{url}/chat/completions", json.dumps(body).encode(), {"Content-Type": "application/json"}
    )


def test_without_the_extra_it_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "llama_cpp", None)  # as if it were not there
    with pytest.raises(NoLocalModel, match="make llm-demo"), local_model(tmp_path):
        pass


@pytest.mark.skipif(not INSTALLED, reason="the extra local-llm is not installed")
def test_it_serves_streams_and_stops(tmp_path: Path) -> None:
    with local_model(tmp_path) as url:
        with urllib.request.urlopen(asked(url), timeout=120) as answer:
            choice = json.load(answer)["choices"][0]
        assert choice["message"]["content"] and choice["finish_reason"] in ("stop", "length")
        with urllib.request.urlopen(asked(url, stream=True), timeout=120) as answer:
            lines = [line.decode() for line in answer if line.strip()]
        pieces = [json.loads(line.removeprefix("data: "))["choices"][0] for line in lines[:-1]]
        assert lines[-1].strip() == "data: [DONE]"
        assert "".join(piece["delta"].get("content", "") for piece in pieces) == choice["message"]["content"]
        with pytest.raises(urllib.error.HTTPError, match="400"):
            urllib.request.urlopen(asked(url, tools=[{"type": "function"}]), timeout=30)
    with pytest.raises(urllib.error.URLError):
        urllib.request.urlopen(asked(url), timeout=5)
