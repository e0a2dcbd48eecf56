"""Same question, same answer: the same cases asked again, in another order."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from typing import Final

from eval.answering import Asks, answer_all
from eval.cases import Question

_SEED: Final = 20230210


def unsteady(assistant: Asks, questions: Sequence[Question]) -> list[str]:
    """Ids whose last reply, apart from its session, is not the same byte for byte when the set is asked a second time
    in shuffled order."""
    shuffled = list(questions)
    random.Random(_SEED).shuffle(shuffled)
    first, second = (_replies(assistant, order) for order in (questions, shuffled))
    return [q.id for q in questions if first[q.id] != second[q.id]]


def _replies(assistant: Asks, questions: Sequence[Question]) -> dict[str, str]:
    return {
        answered.id: json.dumps({k: v for k, v in answered.reply.items() if k != "session"}, ensure_ascii=False)
        for answered in answer_all(assistant, questions)
    }
