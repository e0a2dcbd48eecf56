"""Text made safe for the page, and money as the page writes it."""

from __future__ import annotations

import html
import re
from decimal import Decimal
from typing import Final

from assistant.reply import Yuan

_WAN: Final = 10_000
_MARKUP: Final = re.compile(r"([\\`*_{}\[\]()#+\-.!|~>:$=])")


def esc(text: object) -> str:
    """Text as HTML, in an element or an attribute.

    Braces and dollars too: the page's HTML component fills in templates with them.
    """
    safe = html.escape(str(text), quote=True)
    return safe.replace("{", "&#123;").replace("}", "&#125;").replace("$", "&#36;").replace("`", "&#96;")


def literal(text: str) -> str:
    """What a user typed, as Markdown that shows every character as it was typed."""
    lines = text.strip().splitlines()
    return "\n".join(_MARKUP.sub(r"\\\1", html.escape(line.lstrip(), quote=False)) for line in lines)


def answer_markdown(text: str) -> str:
    """An answer, whose Markdown counts but not the HTML, the images and the links of the words it repeats."""
    safe = text.replace("&", "&amp;").replace("<", "&lt;")
    return re.sub(r"\]\s*(?=[(\[:])", r"]\\", safe.replace("![", r"!\["))


def wan(yuan: Yuan) -> str:
    """A sum in 万元: 472500 is 47.25, and 1e8 is 10,000."""
    value = (Decimal(yuan) / _WAN).normalize()
    return f"{value:,f}"


def interval(lower: Yuan | None, upper: Yuan | None) -> str:
    """Both ends in 万元; one where they are equal."""
    if lower is None and upper is None:
        return "—"
    if upper is None:
        return f"{wan(lower or 0)} — 不封顶"
    if lower is None or Decimal(lower) == Decimal(upper):
        return wan(upper)
    return f"{wan(lower)} — {wan(upper)}"
