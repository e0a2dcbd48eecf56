"""The index as a llama-index retriever. Only this module imports llama_index."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection

from llama_index.core.base.base_retriever import BaseRetriever
from llama_index.core.schema import NodeWithScore, QueryBundle, TextNode

from index.hybrid import Hit, HybridIndex


class ClauseRetriever(BaseRetriever):
    """Gives each hit as a TextNode whose metadata hold its policy and clause id.

    `pin` tells from a question's text which clauses it names (see `HybridIndex.search`): a retriever is
    handed nothing but the text. Nodes are whole units and shall not be split again, or the clause ids lose
    their meaning.
    """

    def __init__(self, index: HybridIndex, k: int = 10, pin: Callable[[str], Collection[str]] | None = None) -> None:
        super().__init__()
        self._index, self._k, self._pin = index, k, pin

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        query = query_bundle.query_str
        pinned = self._pin(query) if self._pin else ()
        return [_node(hit) for hit in self._index.search(query, self._k, pinned)]

    async def _aretrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        # The base class would search on the event loop, and other chats would wait for it.
        return await asyncio.to_thread(self._retrieve, query_bundle)


def _node(hit: Hit) -> NodeWithScore:
    unit = hit.unit
    metadata = {"policy": unit.policy, "clause": unit.clause, "kind": unit.kind}
    return NodeWithScore(node=TextNode(id_=unit.id, text=unit.text, metadata=metadata), score=hit.score)
