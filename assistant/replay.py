"""Replaying a receipt: the same facts, rules, text and engine give the same result, byte for byte."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from assistant.engine import engine_hash
from assistant.errors import BadInput
from corpus.library import Policy

_WHAT: Final = {"policy": "政策原文", "rules": "规则", "index": "检索索引", "engine": "程序"}


@dataclass(frozen=True)
class Replayed:
    """A reply as it comes out again, without the wording of a model; `model` names the one that had worded it."""

    reply: dict[str, Any]
    model: str | None


def as_line(result: Mapping[str, Any]) -> str:
    """A result as its one line of JSON: what is printed, stored and compared."""
    return json.dumps(result, ensure_ascii=False)


def without_model(reply: Mapping[str, Any]) -> dict[str, Any]:
    """A recorded reply as it was before a model worded it: what a replay gives again, byte for byte."""
    offline = reply.get("offline") or {key: reply[key] for key in ("answer", "proof")}
    receipt = {**reply["receipt"], "model": None} if reply.get("receipt") else None
    return {**reply, **offline, "composed_by": "offline", "notice": "", "offline": None, "receipt": receipt}


def receipt_of(policy: Policy, facts: object, suppose: bool, result: Mapping[str, Any]) -> dict[str, Any]:
    """What an assessment was made from, and a hash of what came out: enough to make it again."""
    return {
        "number": policy.head.number,
        "policy": policy.text_hash,
        "rules": policy.rules_hash,
        "engine": engine_hash(),
        "suppose": suppose,
        "facts": facts,
        "result": _hash(result),
    }


def check_receipt(policies: Iterable[Policy], data: object) -> tuple[Policy, Mapping[str, Any]]:
    """The policy and the receipt of a stored result (or of the receipt alone). Raises BadInput where it is none, or was
    made by other rules, another text or another engine."""
    receipt = data.get("receipt", data) if isinstance(data, dict) else None
    if not isinstance(receipt, dict) or not {"number", "policy", "rules", "engine", "suppose", "facts"} <= set(receipt):
        raise BadInput("文件里没有测算收据：应是 mingce assess --json 的输出，或其中的 receipt。")
    policy = next((p for p in policies if p.head.number == receipt["number"]), None)
    if policy is None:
        raise BadInput(f"收据是按政策「{str(receipt['number'])[:60]}」算的，政策库里没有它。")
    now = {"policy": policy.text_hash, "rules": policy.rules_hash, "engine": engine_hash()}
    check_unchanged(receipt, now)
    return policy, receipt


def check_unchanged(receipt: Mapping[str, Any], now: Mapping[str, Any]) -> None:
    """Raises BadInput naming what is not as it was when the receipt was given."""
    changed = [what for key, what in _WHAT.items() if key in now and receipt.get(key) != now[key]]
    if changed:
        raise BadInput(
            f"{'、'.join(changed)}与开具收据时不同，不能保证得到同样的结果。请用当时的版本重放，或重新提问、测算。"
        )


def check_result(receipt: Mapping[str, Any], result: Mapping[str, Any]) -> None:
    """Raises BadInput where what comes out is not what the receipt was given for."""
    if receipt.get("result") not in (None, _hash(result)):
        raise BadInput("重新算出的结果与收据不符：收据里的事实或结果被改动过。")


def _hash(result: Mapping[str, Any]) -> str:
    without = {key: value for key, value in result.items() if key != "receipt"}
    return hashlib.sha256(as_line(without).encode()).hexdigest()
