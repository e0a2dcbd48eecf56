"""What can go wrong with a model, and what the user is told of it.

Nothing that an endpoint says about an error is kept: some repeat the key. Its status is enough.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, Literal

FailureKind = Literal[
    "timeout",
    "unreachable",
    "cut",
    "key",
    "busy",
    "server",
    "refused",
    "garbled",
    "empty",
    "rounds",
    "too_long",
    "paused",
]

NOTICES: Final[dict[str, str]] = {
    "timeout": "语言模型没有在限定时间内答复",
    "unreachable": "连不上语言模型",
    "cut": "语言模型的答复中途断开",
    "key": "语言模型拒绝了访问，请管理员检查密钥",
    "busy": "语言模型繁忙",
    "server": "语言模型服务出错",
    "refused": "语言模型不接受这次请求，请管理员检查模型名称和地址",
    "garbled": "语言模型的答复无法识别",
    "empty": "语言模型没有给出内容",
    "rounds": "语言模型反复查询，没有给出答复",
    "too_long": "语言模型的答复过长",
    "paused": "语言模型暂不可用",
    "unproven": "语言模型的措辞没有通过核对",
}


def notice_of(kind: str) -> str:
    """The line that tells the user which answer this is, and why."""
    return f"{NOTICES[kind]}，以上是按规则直接给出的答复，条款和金额不受影响。"


class Refused(Exception):
    """An answer of the endpoint other than 2xx. `retry_after` is in seconds, None where it was not told."""

    def __init__(self, status: int, retry_after: float | None = None) -> None:
        super().__init__(f"HTTP {status}")
        self.status = status
        self.retry_after = retry_after


class Failure(Exception):
    """The model could not be had. `status` and `retry_after` are those of the HTTP answer, if that was the reason."""

    def __init__(self, kind: FailureKind, cause: str = "", refused: Refused | None = None) -> None:
        super().__init__(f"{kind} {cause}".strip())
        self.kind: FailureKind = kind
        self.status = refused.status if refused else None
        self.retry_after = refused.retry_after if refused else None


def failure_of(error: BaseException) -> Failure:
    """What an error raised on the way to the model and back comes to. Keeps its type, and none of its words."""
    import httpx
    import openai

    if isinstance(error, Failure):
        return error
    chain = list(_causes(error))
    names = "/".join(type(e).__name__ for e in chain)
    for cause in chain:
        if isinstance(cause, Failure):
            return cause
        if isinstance(cause, Refused):
            return Failure(_kind_of(cause.status), f"HTTP {cause.status}", cause)
    for cause in chain:
        if isinstance(cause, (TimeoutError, httpx.TimeoutException)):
            return Failure("timeout", names)
        if isinstance(cause, (httpx.ConnectError, httpx.ProxyError, httpx.UnsupportedProtocol)):
            return Failure("unreachable", names)
        if isinstance(cause, httpx.TransportError):
            return Failure("cut", names)
    if isinstance(error, openai.APIError):  # told in the middle of a stream
        return Failure("server", names)
    return Failure("garbled", names)  # what the client makes of an answer that is none


def _kind_of(status: int) -> FailureKind:
    if status in (401, 403):
        return "key"
    if status == 429:
        return "busy"
    if status in (408, 504):
        return "timeout"
    return "server" if status >= 500 else "refused"


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The error and what it came from, at most ten."""
    for _ in range(10):
        yield error
        cause = error.__cause__ or error.__context__
        if cause is None:
            return
        error = cause
