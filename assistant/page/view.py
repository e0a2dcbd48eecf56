"""The page: a chat on the left, what the answer rests on at its right (below it on a phone)."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, cast

import gradio as gr
from fastapi import FastAPI

from assistant.errors import BadInput
from assistant.page import render
from assistant.page.text import answer_markdown, literal

if TYPE_CHECKING:
    from assistant.pipeline import Assistant

_log: Final = logging.getLogger(__name__)
_HERE: Final = Path(__file__).parent
_SAMPLES: Final = 6
_REASONS: Final = ("金额有误", "条款有误", "没答到点")
_WAITING: Final = "正在组织措辞，并逐项核对……"
_FONTS: Final = (
    "PingFang SC",
    "Hiragino Sans GB",
    "Microsoft YaHei",
    "Noto Sans CJK SC",
    "Source Han Sans SC",
)
_CSS: Final = (_HERE / "style.css").read_text(encoding="utf-8")
_HEAD: Final = '<meta name="color-scheme" content="light">'
_JS: Final = (_HERE / "page.js").read_text(encoding="utf-8")
_SAY: Final = """
element.addEventListener('click', (event) => {
  const button = event.target.closest('[data-say]');
  if (button) trigger('click', {say: button.dataset.say});
});
"""
# A drafted reply is finished in the box.
_FINISH: Final = """() => {
  const box = document.querySelector("#mc-box textarea");
  if (box.value) { box.focus(); box.setSelectionRange(box.value.length, box.value.length); }
}"""


@dataclass(frozen=True)
class Talk:
    """One page's conversation. `turns` says of each message shown which turn it answers, if it does.

    `drafts` are the texts that a click writes into the box, to be finished there, and does not send.
    """

    session: str | None = None
    turns: tuple[int | None, ...] = ()
    drafts: tuple[str, ...] = ()

    def shown(self, *turns: int | None) -> Talk:
        """The same conversation after messages that answer these turns (None: a message that answers none)."""
        return replace(self, turns=(*self.turns, *turns))


Messages = list[dict[str, Any]]
Shown = tuple[Messages, Any, Any, Talk]  # messages, the box's text, the panel, the conversation


def theme() -> gr.themes.Base:
    """System fonts only: a theme's own fonts would be fetched from another host."""
    return gr.themes.Base(
        primary_hue=gr.themes.colors.blue,
        neutral_hue=gr.themes.colors.stone,
        font=(*_FONTS, "system-ui", "sans-serif"),
        font_mono=("Consolas", "Menlo", "monospace"),
    )


def mount(app: FastAPI, assistant: Assistant) -> FastAPI:
    """The page at `/` of the application."""
    gr.mount_gradio_app(  # which adds it to the application
        app,
        create_page(assistant),
        path="/",
        theme=theme(),
        css=_CSS,
        head=_HEAD,
        js=_JS,
        footer_links=[],
        run_history=False,
        show_error=False,
        ssr_mode=False,
        mcp_server=False,
        pwa=False,
        max_file_size=1,  # nothing is uploaded here
        server_name="127.0.0.1",
    )
    return app


def create_page(assistant: Assistant) -> gr.Blocks:
    """The page that asks this assistant."""
    handlers = _Handlers(assistant)
    with gr.Blocks(title="明策 · 政策问答与权益测算", fill_width=True, analytics_enabled=False) as page:
        talk = gr.State(Talk())
        gr.HTML(render.header(assistant.policies), apply_default_css=False, elem_id="mc-header")
        with gr.Row(elem_id="mc-body", equal_height=False):
            with gr.Column(scale=7, min_width=320, elem_id="mc-left"):
                chat = _chatbot(_samples(assistant))
                with gr.Row(elem_id="mc-ask"):
                    box = gr.Textbox(
                        placeholder="请输入您的问题",
                        show_label=False,
                        container=False,
                        lines=1,
                        max_lines=6,
                        scale=8,
                        min_width=160,
                        elem_id="mc-box",
                    )
                    send = gr.Button("提问", variant="primary", scale=1, min_width=76, elem_id="mc-send")
                new = gr.Button("新对话", size="sm", variant="secondary", elem_id="mc-new")
            with gr.Column(scale=5, min_width=320, elem_id="mc-right"):
                panel = gr.HTML(render.empty_panel(), js_on_load=_SAY, apply_default_css=False, elem_id="mc-panel")
        shown = [chat, box, panel, talk]
        quick: dict[str, Any] = {
            "concurrency_limit": None,
            "show_progress": "hidden",
            "api_visibility": "private",
        }
        gr.on([box.submit, send.click], handlers.typed, [box, chat, talk], shown, **quick)
        for clicked in (chat.example_select, chat.option_select):
            clicked(handlers.clicked, [chat, talk], shown, **quick).then(None, js=_FINISH)
        panel.click(handlers.said, [chat, talk], shown, **quick)
        chat.like(handlers.flagged, [talk], None, **quick)
        new.click(handlers.renewed, None, shown, **quick)
    return cast(gr.Blocks, page)


def _chatbot(samples: list[str]) -> gr.Chatbot:
    return gr.Chatbot(
        show_label=False,
        container=False,
        height="100%",
        layout="bubble",
        buttons=["copy"],
        latex_delimiters=[],
        allow_tags=False,
        sanitize_html=True,
        group_consecutive_messages=False,
        feedback_options=_REASONS,
        placeholder=(_HERE / "welcome.md").read_text(encoding="utf-8"),
        examples=[{"text": sample} for sample in samples],
        elem_id="mc-chat",
    )


def _samples(assistant: Assistant) -> list[str]:
    """The sample questions that the policies offer."""
    return [question for policy in assistant.policies for question in policy.samples.shown][:_SAMPLES]


class _Handlers:
    """What the page does on each event."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant

    def typed(self, text: str, messages: Messages, talk: Talk) -> Iterator[Shown]:
        yield from self._ask(text, messages, talk, typed=True)

    def clicked(self, messages: Messages, talk: Talk, event: gr.SelectData) -> Iterator[Shown]:
        value = event.value
        text = str(value["text"] if isinstance(value, dict) else value)
        if text in talk.drafts:
            yield messages, text, gr.skip(), talk
        else:
            yield from self._ask(text, messages, talk)

    def said(self, messages: Messages, talk: Talk, event: gr.EventData) -> Iterator[Shown]:
        yield from self._ask(str(event.say), messages, talk)

    def renewed(self) -> Shown:
        return [], "", render.empty_panel(), Talk()

    def flagged(self, talk: Talk, event: gr.LikeData) -> None:
        """The reason is kept with its turn. Gradio tells a click twice: the second finds it on record."""
        at = event.index if isinstance(event.index, int) else event.index[0]
        turn = talk.turns[at] if at < len(talk.turns) else None
        if talk.session is None or turn is None or event.liked not in _REASONS:
            return  # taken back, or told of a message that answers nothing
        if self._assistant.sessions.flag(talk.session, turn, str(event.liked)):
            gr.Info("已记下您的反馈，谢谢。", duration=4)

    def _ask(self, text: str, messages: Messages, talk: Talk, typed: bool = False) -> Iterator[Shown]:
        """After a failure the text stays in the box, to be mended."""
        asked = {"role": "user", "content": literal(text)}
        box = "" if typed else gr.skip()
        try:
            answered = self._assistant.answer(text, session=talk.session)
            if self._assistant.writer and answered.citations:
                waiting = {"role": "assistant", "content": _WAITING}
                yield [*messages, asked, waiting], box, gr.skip(), talk
            reply = self._assistant.word(answered, text).to_json()
        except BadInput as error:
            # A refused turn has begun the conversation all the same.
            talk = replace(talk, session=talk.session or _text_or_none(error.reply.get("session")))
            yield self._failed(str(error), messages, talk, text if typed else gr.skip())
            return
        except Exception:
            _log.exception("a question on the page failed")
            sorry = "系统出错，这一问没有答成；详情已记入日志，请稍后再试。"
            yield self._failed(sorry, messages, talk, text if typed else gr.skip())
            return
        drafts = render.drafts(reply)
        options = [{"value": choice, "label": choice} for choice in render.choices(reply)]
        options += [{"value": draft, "label": question} for question, draft in drafts.items()]
        words = "\n\n".join(filter(None, (str(reply["answer"]), render.path_mark(reply))))
        answer = {"role": "assistant", "content": answer_markdown(words), "options": options}
        after = replace(talk, session=str(reply["session"]), drafts=tuple(drafts.values()))
        after = after.shown(None, int(str(reply["turn"])))
        evidence = render.panel(reply, self._assistant.policies)
        yield [*messages, asked, answer], box, evidence, after

    def _failed(self, message: str, messages: Messages, talk: Talk, box: Any) -> Shown:
        told = {"role": "assistant", "content": answer_markdown(f"⚠ {message}")}
        return [*messages, told], box, gr.skip(), talk.shown(None)


def _text_or_none(value: object) -> str | None:
    return value if isinstance(value, str) else None
