"""The web page, mounted on the API: `python app.py`, then http://127.0.0.1:7860."""

from __future__ import annotations

import socket
import sys

import uvicorn
from fastapi import FastAPI

from assistant.api import create_api
from assistant.errors import BadInput
from assistant.page import view
from assistant.pipeline import Assistant


def create_app(assistant: Assistant | None = None) -> FastAPI:
    """The API with the page at `/`."""
    return view.mount(create_api(assistant := assistant or Assistant.open()), assistant)


def main(host: str = "127.0.0.1", port: int = 7860) -> None:
    """Serves until it is stopped. Raises BadInput where the address cannot be listened on."""
    try:
        listener = socket.create_server((host, port), backlog=128)
    except (OSError, OverflowError) as error:
        raise BadInput(f"无法在 {host}:{port} 上提供服务：{error}。请换一个端口或地址。") from error
    with listener:
        config = uvicorn.Config(create_app(), log_level="warning")
        print(f"明策已启动：http://{host}:{listener.getsockname()[1]}  （按 Ctrl+C 停止）", flush=True)
        uvicorn.Server(config).run(sockets=[listener])


if __name__ == "__main__":
    try:
        main()
    except BadInput as problem:
        sys.exit(str(problem))
