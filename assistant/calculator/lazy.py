"""What is worked out when it is first read: a property (functools.cached_property without its lock, which costs more than
the work), and what is the same for every enterprise of a policy."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Generic, TypeVar, overload
from weakref import WeakKeyDictionary

from corpus.library import Policy

_T = TypeVar("_T")


class lazy(Generic[_T]):
    """A property that is worked out once; two threads may both work it out, to the same value."""

    def __init__(self, work: Callable[[Any], _T]) -> None:
        self._work = work
        self.__doc__ = work.__doc__

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    @overload
    def __get__(self, instance: None, owner: type) -> lazy[_T]: ...
    @overload
    def __get__(self, instance: object, owner: type) -> _T: ...
    def __get__(self, instance: object | None, owner: type) -> lazy[_T] | _T:
        if instance is None:
            return self
        value = self._work(instance)
        instance.__dict__[self._name] = value
        return value


def once_a_policy(work: Callable[[Policy], _T]) -> Callable[[Policy], _T]:
    """A function of a policy that is worked out once for each, and forgotten with it."""
    known: WeakKeyDictionary[Policy, _T] = WeakKeyDictionary()

    @wraps(work)
    def recalled(policy: Policy) -> _T:
        found = known.get(policy)
        if found is None:
            known[policy] = found = work(policy)
        return found

    return recalled
