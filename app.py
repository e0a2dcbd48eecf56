"""The web page, mounted on the API: `python app.py`, then http://127.0.0.1:7860."""

from __future__ import annotations

import socket
import sys
from contextlib import suppress

import uvicorn
from fastapi import FastAPI

from assistant.api import create_api
from assistant.errors import BadInput
from assistant.page import view
from assistant.pipeline import Assistant
from corpus.library import PolicyError
from index.manifest import IndexUnavailable

_SECONDS_TO_STOP = 2  # an open page holds its connection for ever


def create_app(assistant: Assistant | None = None) -> FastAPI:
    """The API, with the page at `/`."""
    assistant = assistant or Assistant.open()
    return view.mount(create_api(assistant), assistant)


def main(host: str = "127.0.0.1", port: int = 7860) -> None:
    """Serves until it is stopped. Raises BadInput where it cannot listen, and what Assistant.open raises."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listener = socket.create_server((host, port), family=family, backlog=128)
    except (OSError, OverflowError) as error:
        reason = getattr(error, "strerror", None) or error
        raise BadInput(f"无法在 {host} 的端口 {port} 上提供服务：{reason}。请换一个端口或地址。") from error
    with listener:
        app = create_app()
        print(f"明策已启动：http://{host}:{listener.getsockname()[1]}（按 Ctrl+C 停止）", flush=True)
        config = uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=_SECONDS_TO_STOP)
        with suppress(KeyboardInterrupt):  # which uvicorn raises again after it has stopped
            uvicorn.Server(config).run(sockets=[listener])


if __name__ == "__main__":
    try:
        main()
    except (BadInput, PolicyError, IndexUnavailable) as problem:
        sys.exit(str(problem))
