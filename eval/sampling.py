"""A fixed sample of a set of cases, spread over its kinds and the outcomes that are right."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Sequence

from eval.cases import Case

_Stratum = tuple[str, str]


def sample(cases: Sequence[Case], size: int) -> list[Case]:
    """At most `size` cases, in the order of the hashes of their ids, so that any beginning of it is a mixture too.

    Each kind with each right outcome has its share, and one at the least while there is room; which cases of it are
    taken hangs on their ids alone.
    """
    strata: dict[_Stratum, list[Case]] = defaultdict(list)
    for case in sorted(cases, key=_hash):
        strata[_stratum(case)].append(case)
    shares = _shares({stratum: len(members) for stratum, members in strata.items()}, size)
    taken = [case for stratum, members in strata.items() for case in members[: shares[stratum]]]
    return sorted(taken, key=_hash)


def _shares(sizes: dict[_Stratum, int], size: int) -> dict[_Stratum, int]:
    """How many to take of each stratum: each next one where the share taken so far is the smallest, none twice."""
    shares = dict.fromkeys(sizes, 0)
    for _ in range(min(size, sum(sizes.values()))):
        short = min(shares, key=lambda s: (shares[s] > 0, shares[s] / sizes[s], -sizes[s], s))
        shares[short] += 1
    return shares


def _stratum(case: Case) -> _Stratum:
    return case.kind, min(case.expect.outcomes, default="")


def _hash(case: Case) -> bytes:
    return hashlib.sha256(f"sample:{case.id}".encode("utf-8", errors="surrogatepass")).digest()
