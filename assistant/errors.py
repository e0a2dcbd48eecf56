"""Bad input: an error that the user can mend, told in Chinese, with a reply of outcome `error`."""

from __future__ import annotations


class BadInput(Exception):
    """`str(error)` says what is wrong and what to do; `reply` is the reply's JSON."""

    def __init__(self, message: str, reply: dict[str, object] | None = None) -> None:
        super().__init__(message)
        self.reply: dict[str, object] = reply or {}
