"""The tools for llama-index. Only this module imports llama_index, and only when its function is called."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from assistant.indexes import Indexes
from assistant.tools.functions import PolicyTools
from assistant.tools.result import ToolResult
from assistant.tools.schemas import Schema, ToolSpec, tool_specs
from corpus.library import Policy

if TYPE_CHECKING:
    from llama_index.core.tools import FunctionTool


def build_tools(policy: Policy, indexes: Indexes) -> list[FunctionTool]:
    """A FunctionTool each. `raw_output` of its output is the ToolResult; `is_error` where arguments could not be used."""
    tools = PolicyTools(policy, indexes.units)
    return [_function_tool(tools, spec) for spec in tool_specs(policy)]


def _function_tool(tools: PolicyTools, spec: ToolSpec) -> FunctionTool:
    from llama_index.core.tools import FunctionTool, ToolOutput

    def run(**arguments: Any) -> ToolResult:
        return tools.call(spec.name, arguments)

    def output(result: ToolResult) -> ToolOutput:
        return ToolOutput(spec.name, str(result), raw_input={}, raw_output=result, is_error=result.is_error)

    return FunctionTool.from_defaults(
        run, spec.name, spec.description, fn_schema=_model_of(spec.name, spec.parameters), callback=output
    )


def _model_of(name: str, schema: Schema) -> type[BaseModel]:
    """What llama-index asks for a schema: a model, which here validates nothing, since a wrong argument is to come
    back in words."""

    def model_json_schema(*_: object, **__: object) -> Schema:
        return schema

    return type(name, (BaseModel,), {"__module__": __name__, "model_json_schema": staticmethod(model_json_schema)})
