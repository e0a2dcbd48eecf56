"""policy.yaml agrees with the text's own head and closing clause: number, title, issuers, dates, repeals."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Final

from corpus.check.view import HEAD_FILE, Check, Finding, View
from corpus.figures import DATE, Figure, find_figures

_NUMBER: Final = re.compile(r"[\u4e00-\u9fff]+〔\d{4}〕\d+号")
_IN_FORCE: Final = re.compile(r"自([^，。；]{6,24}?)起?(?:施行|实施|执行|生效)")
_OFFICES: Final = re.compile(r"由([^，。；由]+?)会同([^，。；]+?)(?:负责|牵头|组织|实施)")


def _text_of(view: View, *clause_ids: str) -> str:
    return "\n".join(clause.text for name in clause_ids if (clause := view.clause(name)))


def _fault(key: str, message: str, clause: str | None = "head") -> Finding:
    return Finding(HEAD_FILE, (key,), clause, message)


def folder_is_named_by_id(view: View) -> Iterator[Finding]:
    """The folder bears the policy's id."""
    if view.policy.head.id != view.policy.folder.name:
        yield _fault("id", f"id「{view.policy.head.id}」应与文件夹名「{view.policy.folder.name}」相同", None)


def number_agrees(view: View) -> Iterator[Finding]:
    """The number is the first that the head gives."""
    numbers = _NUMBER.findall(_text_of(view, "head"))
    if numbers[:1] != [view.policy.head.number]:
        found = numbers[0] if numbers else "没有文号"
        yield _fault("number", f"文号「{view.policy.head.number}」与文首不符，文首是：{found}")


def title_and_issuers_agree(view: View) -> Iterator[Finding]:
    """Title and issuers stand in the head."""
    head = view.policy.head
    lines = _text_of(view, "head").split("\n")
    if not any(head.title in line for line in lines):
        yield _fault("title", f"标题「{head.title}」不在文首")
    for issuer in head.issuers:
        if issuer not in lines:
            yield _fault("issuers", f"发文机关「{issuer}」不在文首（应独占一行）")


def issue_date_agrees(view: View) -> Iterator[Finding]:
    """The date of issue is one of the dates of head and tail."""
    dates = [_as_date(f) for name in ("head", "tail") for f in view.figures.get(name, ()) if f.unit == DATE]
    if view.policy.head.issued not in dates:
        yield _fault("issued", f"印发日期 {view.policy.head.issued} 与落款不符，文中是：{_show(dates)}")


def effective_date_agrees(view: View) -> Iterator[Finding]:
    """The policy is in force since the day that the text says."""
    stated = [
        (clause.id, _as_date(figure))
        for clause in view.policy.document.clauses
        for match in _IN_FORCE.finditer(clause.text)
        for figure in find_figures(match[1])
        if figure.unit == DATE
    ]
    dates = [day for _, day in stated]
    if dates and view.policy.head.effective not in dates:
        message = f"施行日期 {view.policy.head.effective} 与原文不符，原文是：{_show(dates)}"
        yield _fault("effective", message, stated[0][0])


def repeals_agree(view: View) -> Iterator[Finding]:
    """The documents that the sentence with 废止 names are those that are recorded, and no other."""
    repealed: list[str] = []
    for sentence in re.split("[。；\n]", view.policy.document.text):
        if "废止" in sentence:
            repealed += _NUMBER.findall(sentence)
    recorded = view.policy.head.repeals
    for number in recorded:
        if not any(written.endswith(number) for written in repealed):
            yield _fault("repeals", f"废止文件「{number}」在原文写明废止的文件里找不到", None)
    for written in repealed:
        if not any(written.endswith(number) for number in recorded):
            yield _fault("repeals", f"原文还废止了「{written}」，没有记在 repeals 里", None)


def offices_agree(view: View) -> Iterator[Finding]:
    """The offices are those that the text charges."""
    head, text = view.policy.head, view.policy.document.text
    for key, office in (("lead_office", head.lead_office), ("joint_office", head.joint_office)):
        if office and office not in text:
            yield _fault(key, f"「{office}」不在原文里", None)
    stated = _OFFICES.search(text)
    if stated and (head.lead_office, head.joint_office) != stated.groups():
        yield _fault("lead_office", f"原文是由{stated[1]}会同{stated[2]}，请核对 lead_office 和 joint_office", None)


def dates_are_in_order(view: View) -> Iterator[Finding]:
    """What was checked before the policy took effect says nothing of its validity."""
    head = view.policy.head
    if head.status_checked_on < max(head.issued, head.effective) and head.status == "in_force":
        yield _fault("status_checked_on", "施行之前核对的有效性不能作准，请重新核对", None)


def _as_date(figure: Figure) -> date | None:
    rest, day = divmod(int(figure.value), 100)
    year, month = divmod(rest, 100)
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _show(dates: list[date | None]) -> str:
    return "、".join(str(day) for day in dict.fromkeys(dates) if day) or "没有日期"


HEADING_CHECKS: Final[tuple[Check, ...]] = (
    folder_is_named_by_id,
    number_agrees,
    title_and_issuers_agree,
    issue_date_agrees,
    effective_date_agrees,
    repeals_agree,
    offices_agree,
    dates_are_in_order,
)
