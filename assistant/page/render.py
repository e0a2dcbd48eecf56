"""A reply as the page shows it: pure functions from the reply's JSON to HTML, with all text escaped."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any, Final

from assistant.page.text import esc, interval, wan
from corpus.document import Clause, UnknownClause
from corpus.library import Policy

Json = Mapping[str, Any]

STATUS: Final = {"met": "符合", "unmet": "不符合", "open": "待定"}
UNKNOWN: Final = {
    "missing_fact": ("待补充信息", "您补充后即可算准"),
    "authority": ("主管部门决定", "需经认定、审核或评审"),
    "reading": ("原文有不同读法", "以主管部门解释为准"),
}
_POLICY_STATUS: Final = {"in_force": "现行有效", "repealed": "已废止", "unknown": "效力待核"}
_NO_SUM: Final = {"recognition": "认定", "in_kind": "服务保障", "fund": "基金"}
_SOURCES: Final = {"told": "您提供", "question": "您的提问", "policy": "政策文件"}
_OFFERED: Final = 6  # as many as a phone shows at once
_ASKING: Final = re.compile(r"(吗|是多少|有多少.{1,2}|多少)?[？?]$")


# ------------------------------------------------------------------ header
def header(policies: Sequence[Policy]) -> str:
    """The page's head: the name, and each policy with its dates."""
    rows = "".join(_policy_row(policy) for policy in policies)
    return (
        '<header class="mc-head"><div class="mc-brand"><span class="mc-seal" aria-hidden="true">明策</span>'
        '<div><h1>明策</h1><p>政策问答与权益测算</p></div></div><div class="mc-policies">' + rows + "</div></header>"
    )


def _policy_row(policy: Policy) -> str:
    head = policy.head
    status = _POLICY_STATUS[head.status]
    return (
        f'<div class="mc-policy"><p class="mc-title">《{esc(head.title)}》</p><p class="mc-meta">'
        f'<span class="mc-number">{esc(head.number)}</span><span>{_day(head.effective)}起施行</span>'
        f'<span class="mc-force mc-force-{esc(head.status)}">{status}</span>'
        f"<span>效力核对于{_day(head.status_checked_on)}</span></p></div>"
    )


def _day(day: Any) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


# ------------------------------------------------------------------ panel
def empty_panel() -> str:
    """What stands beside the chat before the first question."""
    points = (
        ("条文为据", "答复引用的条款在这里列出全文，引用的文字逐字标出。"),
        ("金额可算", "每一笔金额都有下限、上限和算式；“最高”只作上限，不作承诺。"),
        ("未定分明", "待您补充的、由主管部门决定的、原文有不同读法的，分开列明。"),
    )
    items = "".join(f"<li><b>{esc(name)}</b><span>{esc(text)}</span></li>" for name, text in points)
    return f'<div class="mc-panel mc-empty"><h2>依据与测算</h2><ul>{items}</ul></div>'


def panel(reply: Json, policies: Sequence[Policy]) -> str:
    """The evidence for one reply."""
    parts = (
        _total(reply, policies),
        _amounts(reply, policies),
        _clauses(reply, policies),
        _unknowns(reply),
        _supposed(reply, policies),
        _facts(reply, policies),
        _proof(reply, policies),
    )
    body = "".join(parts) or '<p class="mc-note">这一轮没有引用条款，也没有测算金额。</p>'
    return f'<div class="mc-panel"><h2>依据与测算<small>第{esc(reply["turn"])}轮</small></h2>{body}</div>'


def path_mark(reply: Json) -> str:
    """How the answer came about, in one line: ◆ a model's wording, ◇ the model's is not there. Empty where none was asked."""
    if reply.get("notice"):
        return f"◇ {reply['notice']}"
    if reply.get("composed_by") in ("model", "model_retry"):
        return f"◆ 措辞由语言模型 {reply['receipt']['model']} 组织，数字和条款已逐项核对。"
    return ""


def choices(reply: Json) -> list[str]:
    """Replies to the answer's question, to send with a click."""
    return [str(choice) for choice in (reply.get("choices") or ())[:_OFFERED]]


def drafts(reply: Json) -> dict[str, str]:
    """Where there are no such replies: each question asked back, and the beginning of the reply to it."""
    if reply.get("choices"):
        return {}
    return {str(question): _ASKING.sub("", str(question)) for question in (reply.get("questions") or ())[:_OFFERED]}


def _section(title: str, body: str, hint: str = "", kind: str = "") -> str:
    if not body:
        return ""
    small = f"<small>{esc(hint)}</small>" if hint else ""
    return f'<section class="mc-section {kind}"><h3>{esc(title)}{small}</h3>{body}</section>'


# ------------------------------------------------------------------ amounts
def _total(reply: Json, policies: Sequence[Policy]) -> str:
    total = reply.get("total")
    if total is None:
        return ""
    lower, upper = total["lower_yuan"], total["upper_yuan"]
    names = [_measure_name(id_, reply, policies) for id_ in total.get("unpriced", ())]
    more = f"<p>另有{esc('、'.join(names))}，原文没有写明金额，未计入。</p>" if names else ""
    if upper is None:
        figure, words = f"{wan(lower)}<i>万元起</i>", "上限取决于尚未提供的基数"
    elif str(lower) == str(upper):
        figure, words = f"{wan(upper)}<i>万元</i>", "按已知情况，金额确定"
    else:
        figure, words = (
            f"{wan(lower)}<em>—</em>{wan(upper)}<i>万元</i>",
            "前为有把握的下限，后为原文允许的上限",
        )
    if str(lower) == str(upper) == "0" and names:
        words = "可计算的金额为零"
    return f'<div class="mc-total"><p class="mc-sum">{figure}</p><span>{words}</span>{more}</div>'


def _amounts(reply: Json, policies: Sequence[Policy]) -> str:
    measures = reply.get("measures") or []
    if not measures:
        return ""
    head = '<thead><tr><th>项目</th><th>条款</th><th>状态</th><th class="mc-num">金额（万元）</th></tr></thead>'
    rows = "".join(_measure_rows(measure, policies) for measure in measures)
    return _section("测算", f'<table class="mc-table">{head}{rows}</table>', "下限 — 上限")


def _measure_rows(measure: Json, policies: Sequence[Policy]) -> str:
    clause = find_clause(policies, measure["clause"])
    status = measure["status"]
    lower, upper = measure["lower_yuan"], measure["upper_yuan"]
    priced = lower is not None or upper is not None
    money = interval(lower, upper) if priced else _NO_SUM.get(measure["kind"], "原文未定额")
    row = (
        f"<tr><td>{esc(measure['name'])}</td>"
        f'<td class="mc-label">{esc(clause.label if clause else measure["clause"])}</td>'
        f'<td><span class="mc-status mc-{esc(status)}">{STATUS[status]}</span></td>'
        f'<td class="mc-num{"" if priced else " mc-words"}">{esc(money)}</td></tr>'
    )
    formula = measure.get("formula")
    more = f'<p class="mc-formula"><b>算式</b>{esc(formula)}</p>' if formula else ""
    more += _readings(measure.get("readings") or [])
    more += _conditions(measure.get("conditions") or [])
    detail = f'<tr class="mc-detail"><td colspan="4">{more}</td></tr>' if more else ""
    return f"<tbody>{row}{detail}</tbody>"


def _readings(readings: Sequence[Json]) -> str:
    """The readings of one measure, side by side."""
    boxes = []
    for reading in readings:
        status = reading.get("status")
        known = reading.get("lower_yuan") is not None or reading.get("upper_yuan") is not None
        money = f"{interval(reading.get('lower_yuan'), reading.get('upper_yuan'))} 万元" if known else ""
        verdict = money or (STATUS[status] if status else "")
        boxes.append(f"<div><span>{esc(reading['name'])}</span><b>{esc(verdict)}</b></div>")
    return f'<div class="mc-readings"><p>原文可作以下读法</p>{"".join(boxes)}</div>' if boxes else ""


def _conditions(conditions: Sequence[Json]) -> str:
    """Shown at once where one is not met or not known."""
    if not conditions:
        return ""
    count = {status: sum(c["status"] == status for c in conditions) for status in STATUS}
    summary = "，".join(f"{count[status]}项{word}" for status, word in STATUS.items() if count[status])
    items = "".join(f'<li class="mc-{esc(c["status"])}">{esc(c["text"])}{_miss(c)}</li>' for c in conditions)
    opened = " open" if count["met"] < len(conditions) else ""
    return f'<details class="mc-conditions"{opened}><summary>条件：{summary}</summary><ul>{items}</ul></details>'


def _miss(condition: Json) -> str:
    miss = condition.get("miss")
    return f"<small>{esc(miss)}</small>" if miss else ""


# ------------------------------------------------------------------ what is not settled
def _unknowns(reply: Json) -> str:
    found: dict[str, dict[str, None]] = {kind: {} for kind in UNKNOWN}
    for measure in reply.get("measures") or []:
        for unknown in measure["unknown"]:
            found[unknown["kind"]].setdefault(unknown["what"])
    groups = "".join(
        f'<div class="mc-unknown mc-unknown-{kind}"><h4>{title}<small>{hint}</small></h4>'
        f"{_list(found[kind], 'mc-chips' if kind == 'missing_fact' else '')}</div>"
        for kind, (title, hint) in UNKNOWN.items()
        if found[kind]
    )
    return _section("尚未确定", groups)


def _supposed(reply: Json, policies: Sequence[Policy]) -> str:
    ids = dict.fromkeys(id_ for measure in reply.get("measures") or [] for id_ in measure.get("supposed", ()))
    labels = dict.fromkeys(_fact_label(id_, policies) for id_ in ids)
    return _section("测算时假定成立", _list(labels, "mc-chips"), "与实际不符请告知")


def _list(items: Iterable[str], css: str = "") -> str:
    rows = "".join(f"<li>{esc(item)}</li>" for item in items)
    return f'<ul class="{css}">{rows}</ul>' if rows else ""


# ------------------------------------------------------------------ clauses
def _clauses(reply: Json, policies: Sequence[Policy]) -> str:
    cited: dict[tuple[str, str], list[Json]] = {}
    for citation in reply.get("citations") or []:
        cited.setdefault((citation["policy"], citation["clause"]), []).append(citation)
    cards = "".join(_card(number, id_, quotes, policies) for (number, id_), quotes in cited.items())
    return _section("条款依据", cards, "黄底为答复所引原文")


def _card(number: str, clause_id: str, citations: Sequence[Json], policies: Sequence[Policy]) -> str:
    clause = find_clause(policies, clause_id, number)
    label = str(citations[0]["label"])
    if clause is None:  # the policy was replaced since: the quotes are what was said then
        text, path = "<br>".join(f"<mark>{esc(c['quote'])}</mark>" for c in citations), ""
    else:
        text = marked(clause, [(c["start"], c["end"]) for c in citations])
        path = " › ".join(heading.rstrip("。：:") for heading in clause.heading_path)
    return (
        f'<article class="mc-card"><h4><span>{esc(label)}</span><small>{esc(number)}</small></h4>'
        + (f'<p class="mc-path">{esc(path)}</p>' if path else "")
        + f'<p class="mc-text">{text}</p></article>'
    )


def marked(clause: Clause, spans: Sequence[tuple[int, int]]) -> str:
    """The clause's text with these spans of the policy's text in <mark>; overlapping ones are one."""
    out, at = [], 0
    for start, end in merged(spans):
        first, last = (min(max(x - clause.start, 0), len(clause.text)) for x in (start, end))
        if first < last:
            out += [esc(clause.text[at:first]), "<mark>", esc(clause.text[first:last]), "</mark>"]
            at = last
    return "".join([*out, esc(clause.text[at:])])


def merged(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The spans in order, those that overlap or touch as one."""
    out: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if out and start <= out[-1][1]:
            out[-1] = out[-1][0], max(end, out[-1][1])
        else:
            out.append((start, end))
    return out


# ------------------------------------------------------------------ facts and figures
def _facts(reply: Json, policies: Sequence[Policy]) -> str:
    """What was noted, by enterprise. The button says what a user would say to have it forgotten."""
    facts = sorted((reply.get("facts") or {}).items(), key=lambda item: str(item[1].get("subject", "")))
    blocks = []
    for subject, group in groupby(facts, key=lambda item: str(item[1].get("subject", ""))):
        rows = "".join(_fact_row(id_, fact, policies) for id_, fact in group)
        title = f"<h4>{esc(subject)}</h4>" if subject not in ("", "我们") else ""
        blocks.append(f'{title}<ul class="mc-facts">{rows}</ul>')
    return _section("已记下的情况", "".join(blocks), "说“把…删掉”即可删除")


def _fact_row(id_: str, fact: Json, policies: Sequence[Policy]) -> str:
    label = esc(_fact_label(id_, policies))
    value = {True: "是", False: "否", None: "—"}.get(fact["value"], fact["value"])
    return (
        f"<li><span>{label}</span><b>{esc(value)}</b><q>{esc(fact['span'])}</q>"
        f'<button type="button" data-say="把{label}删掉" aria-label="删掉{label}">删除</button></li>'
    )


def _proof(reply: Json, policies: Sequence[Policy]) -> str:
    rows = "".join(
        f"<li><b>{esc(figure)}</b><span>{esc(_source(source, reply, policies))}</span></li>"
        for figure, source in dict.fromkeys((p["figure"], p["from"]) for p in reply.get("proof") or [])
    )
    if not rows:
        return ""
    return f'<details class="mc-proof"><summary>每个数字的来处</summary><ul>{rows}</ul></details>'


def _source(source: str, reply: Json, policies: Sequence[Policy]) -> str:
    kind, _, id_ = source.partition(" ")
    if kind == "clause":
        clause = find_clause(policies, id_)
        return f"条款{clause.label if clause else id_}"
    if kind == "measure":
        return f"测算：{_measure_name(id_, reply, policies)}"
    return _SOURCES.get(kind, source)


# ------------------------------------------------------------------ names
def find_clause(policies: Sequence[Policy], clause_id: str, number: str | None = None) -> Clause | None:
    """The clause in the policy with this number, else in the first that has it."""
    for policy in policies:
        if number in (None, policy.head.number):
            try:
                return policy.document.clause(clause_id)
            except UnknownClause:
                continue
    return None


def _measure_name(id_: str, reply: Json, policies: Sequence[Policy]) -> str:
    for measure in reply.get("measures") or []:
        if measure["id"] == id_:
            return str(measure["name"])
    return next((p.measure_by_id[id_].name for p in policies if id_ in p.measure_by_id), id_)


def _fact_label(id_: str, policies: Sequence[Policy]) -> str:
    return next((p.facts[id_].label for p in policies if id_ in p.facts), id_)
