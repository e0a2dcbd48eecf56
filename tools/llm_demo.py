"""`make llm-demo`: ten questions with a small language model, what it said, what was stopped, what the user was sent."""

from __future__ import annotations

import logging
import os
import sys
from pathlib import Path
from typing import Final

from assistant.llm.failure import notice_of
from assistant.settings import Settings
from eval.cases import Case, Expect
from eval.model_turns import ModelTurn, Session
from tools.local_llm import MODEL, NoLocalModel, local_model, stop_on_sigterm

_QUESTIONS: Final = Path(__file__).with_name("llm_demo.txt")
_SECONDS: Final = 120  # a turn; users wait no longer than 20 by default
_PATHS: Final = {
    "offline": "没有请模型措辞，按规则写的答复",
    "model": "模型的措辞，核对通过",
    "model_retry": "模型第二次的措辞，核对通过",
    "offline_after_model": "模型的措辞没有用，按规则写的答复",
}


def main() -> int:
    """Serves the model, asks, stops the model. Exit code 1 where it cannot be served."""
    stop_on_sigterm()
    logging.getLogger("mingce").setLevel(logging.ERROR)  # what is rejected is shown below its question
    print("启动本地模型……", file=sys.stderr)
    try:
        with local_model(Settings.from_environment().data_dir / "local-llm") as url:
            _ask_all(url)
    except NoLocalModel as why:
        print(why, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\n已停止。", file=sys.stderr)
        return 130
    return 0


def _ask_all(url: str) -> None:
    os.environ.update(MINGCE_LLM_BASE_URL=url, MINGCE_LLM_MODEL=MODEL, MINGCE_LLM_TIMEOUT=str(_SECONDS))
    os.environ.pop("MINGCE_LLM_API_KEY", None)
    session = Session()
    questions = _QUESTIONS.read_text(encoding="utf-8").splitlines()
    turns = []
    for number, question in enumerate(questions, start=1):
        print(f"\n[{number}/{len(questions)}] 问：{question}", flush=True)
        turn = session.turn(Case(id=str(number), turns=[question], kind="lookup", expect=Expect()))
        turns.append(turn)
        _show(turn)
    worded = sum(turn.reply["composed_by"] in ("model", "model_retry") for turn in turns)
    stopped = sum(len(turn.stopped) for turn in turns)
    print(f"\n{len(turns)} 个问题：{worded} 个用了模型的措辞；模型的 {stopped} 次措辞没有通过核对，没有发出。")


def _show(turn: ModelTurn) -> None:
    for wording in turn.wordings:
        print(f"  模型说：{' '.join(wording.said.split())}")
        for objection in wording.objections:
            print(f"    拦下（{objection.kind}）：{objection.why}")
    if turn.failure:
        print(f"  {notice_of(turn.failure)}")
    waited = f"，{turn.seconds:.1f} 秒" if turn.seconds is not None else ""
    path = _PATHS[turn.reply["composed_by"]]
    first = turn.reply["answer"].split("\n\n")[0]
    print(f"  用户看到（{path}{waited}）：{first}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
