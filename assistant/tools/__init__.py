"""What a language model may do: find and read clauses, list measures, have the calculator assess. Typed, and checked.

The functions (`PolicyTools`) are plain and import no llama_index: `build_tools` wraps them for it.
"""

from assistant.tools.functions import PolicyTools
from assistant.tools.llama import build_tools
from assistant.tools.result import BadArgument, ToolResult
from assistant.tools.schemas import ToolSpec, tool_specs
from assistant.tools.tokens import CLAUSE_TOKEN, clause_token, clauses_named

__all__ = [
    "CLAUSE_TOKEN",
    "BadArgument",
    "PolicyTools",
    "ToolResult",
    "ToolSpec",
    "build_tools",
    "clause_token",
    "clauses_named",
    "tool_specs",
]
