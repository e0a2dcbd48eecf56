"""The page: its rendering as functions, and the whole of it in a browser."""

from __future__ import annotations

import os
import shutil
import socket
import threading
from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import urlsplit

import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from sqlalchemy import text

from app import create_app
from assistant.page import render
from assistant.page.text import answer_markdown, esc, interval, literal, wan
from assistant.page.view import create_page
from assistant.pipeline import Assistant

CHROMIUM: Final = "/usr/bin/chromium"
FLAGS: Final = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
DESKTOP: Final = {"width": 1440, "height": 900}
PHONE: Final = {"width": 390, "height": 844}
CHIP: Final = "用了区内企业的自主芯片，研发投入1000万，采购额500万，能补多少？"
LISTING: Final = "我们能进培育名单吗？"
ATTACK: Final = (
    "研发人员28人<script>window.hacked=1</script><img src=x onerror='window.hacked=2'>"
    "![图](http://evil.example/x.png) {{value}} ${window.hacked=3} **粗** 能进培育名单吗"
)


@pytest.fixture(scope="module")
def assistant() -> Assistant:
    return Assistant.open(sessions=":memory:")


# ------------------------------------------------------------------ text
@pytest.mark.parametrize(
    ("yuan", "written"),
    [
        (0, "0"),
        (300_000, "30"),
        (472_500, "47.25"),
        (100_000_000, "10,000"),
        ("12345.67", "1.234567"),
        (1, "0.0001"),
    ],
)
def test_yuan_in_wan(yuan: Any, written: str) -> None:
    assert wan(yuan) == written


@pytest.mark.parametrize(
    ("lower", "upper", "written"),
    [
        (0, 10_000_000, "0 — 1,000"),
        (300_000, "300000", "30"),
        (10_000, None, "1 — 不封顶"),
        (None, None, "—"),
        (None, 20_000, "2"),
    ],
)
def test_interval_in_wan(lower: Any, upper: Any, written: str) -> None:
    assert interval(lower, upper) == written


def test_escaping_leaves_no_markup_and_no_template() -> None:
    assert not set(esc("<a href=\"x\">'{{value}}' ${1} `")) & set("<>\"'{}$`")


def test_typed_text_is_no_markdown() -> None:
    assert literal("# 标题\n    缩进 <b>") == "\\# 标题\n缩进 &lt;b&gt;"
    assert literal("![x](http://evil)").startswith("\\!\\[x\\]\\(http\\:")


def test_answer_keeps_markdown_but_no_html_image_or_link() -> None:
    safe = answer_markdown("**奖**<img src=x>\n\n![x](http://evil) [y](http://evil) [z]: http://evil")
    assert "**奖**" in safe
    assert "<img" not in safe and "![" not in safe and "](" not in safe and "]:" not in safe


# ------------------------------------------------------------------ panel
def measure(**more: Any) -> dict[str, Any]:
    return {
        "id": "m", "name": "示范项目", "clause": "4.5.14", "kind": "rate", "status": "met",
        "lower_yuan": 472_500, "upper_yuan": 600_000, "formula": None, "supposed": [],
        "conditions": [], "unknown": [], "readings": [], **more,
    }  # fmt: skip


def reply(**more: Any) -> dict[str, Any]:
    return {
        "version": 1, "session": "s1", "turn": 1, "asked_on": "2026-11-24", "outcome": "answered",
        "answer": "有。", "citations": [], "total": None, "measures": [], "facts": {}, "questions": [],
        "choices": [], "proof": [], **more,
    }  # fmt: skip


def test_overlapping_quotes_are_one_mark(assistant: Assistant) -> None:
    clause = assistant.policies[0].document.clause("4.3.7")
    start = clause.start
    html = render.marked(clause, [(start + 4, start + 8), (start + 2, start + 5), (start + 20, start + 22)])
    assert html.count("<mark>") == 2
    assert f"<mark>{clause.text[2:8]}</mark>" in html
    assert html.replace("<mark>", "").replace("</mark>", "") == clause.text


def test_quote_outside_its_clause_marks_nothing(assistant: Assistant) -> None:
    clause = assistant.policies[0].document.clause("4.3.7")
    assert render.marked(clause, [(0, 5), (clause.end + 1, clause.end + 9)]) == esc(clause.text)


def test_clause_stands_in_full_with_its_headings(assistant: Assistant) -> None:
    policy = assistant.policies[0]
    found = policy.document.find("500万元、100万元", "4.3.7")
    assert found is not None
    citation = {
        "policy": policy.head.number,
        "clause": "4.3.7",
        "label": "四（三）7",
        "quote": "500万元、100万元",
    }
    html = render.panel(reply(citations=[{**citation, "start": found[0], "end": found[1]}]), assistant.policies)
    assert "<mark>500万元、100万元</mark>" in html
    assert "四、支持政策 › （三）" in html
    assert html.count("<article") == 1


def test_amounts_show_status_sum_formula_and_both_readings(assistant: Assistant) -> None:
    readings = [
        {"name": "上浮5个百分点", "lower_yuan": 600_000, "upper_yuan": 600_000},
        {"name": "按标准上浮5%", "lower_yuan": 472_500, "upper_yuan": 472_500},
    ]
    row = measure(formula="15%×300万元", readings=readings)
    total = {"lower_yuan": 472_500, "upper_yuan": 600_000, "unpriced": []}
    html = render.panel(reply(measures=[row], total=total), assistant.policies)
    for words in (
        "四（五）14",
        "符合",
        "47.25 — 60",
        "15%×300万元",
        "上浮5个百分点",
        "60 万元",
        "47.25 万元",
        "下限",
    ):
        assert words in html


@pytest.mark.parametrize(("status", "word"), [("met", "符合"), ("unmet", "不符合"), ("open", "待定")])
def test_status_in_words(assistant: Assistant, status: str, word: str) -> None:
    html = render.panel(reply(measures=[measure(status=status)]), assistant.policies)
    assert f">{word}<" in html


def test_three_kinds_of_unknown_stand_apart(assistant: Assistant) -> None:
    unknown = [
        {"kind": "reading", "what": "读法"},
        {"kind": "missing_fact", "what": "合同金额"},
        {"kind": "authority", "what": "专家委认定"},
    ]
    html = render.panel(reply(measures=[measure(unknown=unknown), measure(unknown=unknown)]), assistant.policies)
    order = [
        html.index(t) for t in ("待补充信息", "合同金额", "主管部门决定", "专家委认定", "原文有不同读法", "读法</li>")
    ]
    assert order == sorted(order)
    assert html.count("合同金额") == 1


def test_money_of_unstated_size_is_named(assistant: Assistant) -> None:
    total = {"lower_yuan": 0, "upper_yuan": 0, "unpriced": ["m"]}
    row = measure(kind="rent", lower_yuan=None, upper_yuan=None)
    html = render.panel(reply(total=total, measures=[row]), assistant.policies)
    assert "另有示范项目，原文没有写明金额" in html
    assert "原文未定额" in html


def test_facts_are_told_with_their_words_and_can_be_deleted(assistant: Assistant) -> None:
    fact = {"value": "300万元", "turn": 1, "span": "合同300万", "subject": "我们"}
    html = render.panel(reply(facts={"contract_sum": fact}), assistant.policies)
    label = assistant.policies[0].facts["contract_sum"].label
    assert f'data-say="把{label}删掉"' in html
    assert "合同300万" in html


def test_supposed_conditions_have_their_labels(assistant: Assistant) -> None:
    html = render.panel(reply(measures=[measure(supposed=["in_district"])]), assistant.policies)
    assert assistant.policies[0].facts["in_district"].label in html
    assert "in_district" not in html


def test_every_text_of_a_reply_is_escaped(assistant: Assistant) -> None:
    bad = "<script>alert(1)</script>"
    row = measure(
        name=bad, formula=bad, supposed=[bad], clause=bad,
        conditions=[{"text": bad, "status": "open", "fact": None, "miss": bad}],
        unknown=[{"kind": "authority", "what": bad}],
        readings=[{"name": bad, "status": "open"}],
    )  # fmt: skip
    html = render.panel(
        reply(
            measures=[row],
            facts={bad: {"value": bad, "turn": 1, "span": bad, "subject": bad}},
            citations=[{"policy": bad, "clause": bad, "label": bad, "quote": bad, "start": 0, "end": 9}],
            total={"lower_yuan": 0, "upper_yuan": None, "unpriced": [bad]},
            proof=[{"figure": bad, "from": bad}],
        ),
        assistant.policies,
    )
    assert "<script" not in html
    assert html.count("&lt;script&gt;") >= 12


def test_reply_without_evidence_says_so(assistant: Assistant) -> None:
    assert "没有引用条款" in render.panel(reply(outcome="off_topic"), assistant.policies)


def test_choices_come_before_questions() -> None:
    both = reply(choices=["是", "否"], questions=["标准已经发布了吗？"])
    assert (render.choices(both), render.drafts(both)) == (["是", "否"], {})
    asking = reply(questions=["年研发投入是多少？", "研发人员有多少人？", "标准已经发布了吗？"])
    assert render.choices(asking) == []
    assert list(render.drafts(asking).values()) == ["年研发投入", "研发人员", "标准已经发布了"]


def test_header_tells_what_the_answers_rest_on(assistant: Assistant) -> None:
    html = render.header(assistant.policies)
    for words in (
        "明策",
        "杭高新〔2022〕17号",
        "关于加快智造供给产业发展的实施意见",
        "2023年2月10日",
        "现行有效",
        "2026年11月24日",
    ):
        assert words in html


def test_no_event_queues_behind_another(assistant: Assistant) -> None:
    events = create_page(assistant).fns.values()
    asking = [event for event in events if event.fn is not None]  # the rest runs in the browser alone
    assert asking and all(event.concurrency_limit is None for event in asking)


# ------------------------------------------------------------------ in a browser
@pytest.fixture(scope="module")
def url(assistant: Assistant) -> Iterator[str]:
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(create_app(assistant), log_level="error"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    yield f"http://127.0.0.1:{listener.getsockname()[1]}/"
    server.should_exit = True
    thread.join()
    listener.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    path = shutil.which("chromium") or CHROMIUM
    if not os.path.exists(path):
        missing = "没有浏览器 chromium，页面没有测试"
        if os.environ.get("CI") == "true":
            pytest.fail(missing)
        pytest.skip(missing)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


def opened(browser: Browser, url: str, size: Any) -> Iterator[Page]:
    """A page that may speak to its own server only, and must not fail in its scripts."""
    context: BrowserContext = browser.new_context(viewport=size, locale="zh-CN")
    elsewhere: list[str] = []
    failures: list[str] = []
    context.on("request", lambda request: elsewhere.append(request.url) if _is_elsewhere(request.url, url) else None)
    page = context.new_page()
    page.on("pageerror", lambda error: failures.append(str(error)))
    page.goto(url)
    page.wait_for_selector("#mc-box textarea")
    yield page
    page.wait_for_timeout(300)  # for a request that comes late
    context.close()
    assert elsewhere == []
    assert failures == []


def _is_elsewhere(requested: str, url: str) -> bool:
    parts = urlsplit(requested)
    return parts.scheme not in ("data", "blob") and parts.netloc != urlsplit(url).netloc


@pytest.fixture
def desktop(browser: Browser, url: str) -> Iterator[Page]:
    yield from opened(browser, url, DESKTOP)


@pytest.fixture
def phone(browser: Browser, url: str) -> Iterator[Page]:
    yield from opened(browser, url, PHONE)


def newest_session(assistant: Assistant) -> str:
    """The conversation begun last: the test's own."""
    with assistant.sessions._engine.connect() as connection:
        newest = text("SELECT session FROM turns WHERE turn = 1 ORDER BY id DESC LIMIT 1")
        return str(connection.execute(newest).scalar_one())


def ask(page: Page, question: str, turn: int = 1) -> None:
    page.fill("#mc-box textarea", question)
    page.press("#mc-box textarea", "Enter")
    expect(page.locator(".mc-panel h2 small")).to_have_text(f"第{turn}轮")


def test_sample_question_shows_answer_clause_and_amount(desktop: Page) -> None:
    desktop.locator("#mc-chat .example", has_text="自主芯片").click()
    expect(desktop.locator("#mc-chat .bot.message")).to_contain_text("150万元")
    expect(desktop.locator(".mc-card")).to_contain_text("支持我区智造供给企业应用区内集成电路企业的自主芯片")
    expect(desktop.locator(".mc-card mark").first).to_contain_text("20%")
    expect(desktop.locator(".mc-table td.mc-num")).to_have_text("150")
    expect(desktop.locator(".mc-sum")).to_have_text("150万元")
    expect(desktop.locator("#mc-box textarea")).to_have_value("")


def test_choice_is_the_next_turn(desktop: Page) -> None:
    ask(desktop, "你好")
    choice = desktop.locator("#mc-chat .option").first
    said = choice.inner_text()
    choice.click()
    expect(desktop.locator("#mc-chat .user.message").nth(1)).to_have_text(said)
    expect(desktop.locator(".mc-panel h2 small")).to_have_text("第2轮")
    expect(desktop.locator("#mc-chat .bot.message")).to_have_count(2)


def test_question_asked_back_is_answered_in_the_box(desktop: Page) -> None:
    ask(desktop, LISTING)
    expect(desktop.locator(".mc-unknown-missing_fact")).to_contain_text("待补充信息")
    desktop.locator("#mc-chat .option", has_text="研发人员有多少人").click()
    box = desktop.locator("#mc-box textarea")
    expect(box).to_have_value("研发人员")
    expect(box).to_be_focused()
    ask(desktop, "研发人员28人", turn=2)
    expect(desktop.locator(".mc-status.mc-unmet").first).to_have_text("不符合")


def test_fact_is_deleted_by_its_button(desktop: Page) -> None:
    ask(desktop, "项目列入未来工厂，专家委认定了，合同300万，没有评优，奖多少？")
    facts = desktop.locator(".mc-facts li")
    before = facts.count()
    facts.filter(has_text="合同300万").get_by_role("button").click()
    expect(desktop.locator("#mc-chat .user.message").nth(1)).to_have_text("把合同金额删掉")
    expect(desktop.locator(".mc-panel h2 small")).to_have_text("第2轮")
    expect(facts).to_have_count(before - 1)


def test_refused_text_stays_in_the_box(desktop: Page) -> None:
    desktop.fill("#mc-box textarea", "长" * 2001)
    desktop.click("#mc-send")
    expect(desktop.locator("#mc-chat .bot.message")).to_contain_text("2000")
    expect(desktop.locator("#mc-box textarea")).to_have_value("长" * 2001)
    expect(desktop.locator("#mc-chat .user.message")).to_have_count(0)


def test_new_conversation_forgets(desktop: Page) -> None:
    ask(desktop, CHIP)
    desktop.click("#mc-new")
    expect(desktop.locator("#mc-chat .message")).to_have_count(0)
    expect(desktop.locator(".mc-empty")).to_be_visible()
    ask(desktop, "你记了我什么")  # turn 1 again
    expect(desktop.locator(".mc-facts")).to_have_count(0)


def test_markup_in_a_question_is_text(desktop: Page) -> None:
    ask(desktop, ATTACK)
    typed = desktop.locator("#mc-chat .user.message")
    for part in (
        "<script>window.hacked=1</script>",
        "![图](http://evil.example/x.png)",
        "{{value}}",
        "**粗**",
    ):
        expect(typed).to_contain_text(part)
    assert desktop.evaluate("window.hacked") is None
    assert desktop.locator("#mc-chat .message img, #mc-panel img, #mc-panel script").count() == 0


def test_flag_is_kept_with_its_turn(desktop: Page, assistant: Assistant) -> None:
    ask(desktop, CHIP)
    ask(desktop, "第七条说什么？", turn=2)
    desktop.locator("#mc-chat .extra-feedback").nth(1).hover()
    desktop.locator("#mc-chat .extra-feedback-option", has_text="条款有误").nth(1).click()
    expect(desktop.get_by_text("已记下您的反馈")).to_have_count(1)
    [flag] = assistant.sessions.flags(newest_session(assistant))
    assert (flag.turn, flag.reason) == (2, "条款有误")


def test_phone_shows_all_without_scrolling_sideways(phone: Page) -> None:
    wide = "document.documentElement.scrollWidth > window.innerWidth"
    assert not phone.evaluate(wide)
    ask(phone, CHIP)
    ask(phone, LISTING, turn=2)
    assert not phone.evaluate(wide)
    chat, panel = phone.locator("#mc-left").bounding_box(), phone.locator("#mc-panel").bounding_box()
    assert chat and panel and panel["y"] >= chat["y"] + chat["height"]


def test_page_is_chinese(desktop: Page) -> None:
    assert desktop.evaluate("document.documentElement.lang") == "zh-CN"
    assert desktop.title() == "明策 · 政策问答与权益测算"
    assert desktop.locator("footer:visible").count() == 0
