"""The guard over a language model's wording: it may say what the offline answer and its sources bear out, and no more.

A text is read into claims (each figure with its bound, its role, the class and the time it is told for; each denial;
each class; each clause named), the evidence is read into claims by the same reader, and the two are compared. What
asserts nothing that can be compared must consist of the evidence's words and of words that join and address.

The modules, each of which knows nothing of those below it in this list:

- ``words``: the general words of Chinese that bound, deny, promise and join (words.yaml);
- ``lexicon``: a policy's own words for classes, facts and clauses, from its data;
- ``text``: a text as it is compared, in sentences and in the stretches between commas;
- ``figures``: every figure, named clause and document number of a text;
- ``classes``: levels, grades, kinds and roles, and which of them a figure is told for;
- ``claims``: a text's claims;
- ``evidence``: the claims of a reply and its sources;
- ``likeness``: how alike the words around two places are;
- ``figure_relations``, ``figure_checks``, ``relation_checks``, ``word_checks``, ``required``: the comparisons;
- ``examining``: all of it put together.
"""

from assistant.answer.guard.evidence import Evidence
from assistant.answer.guard.examining import examine
from assistant.answer.guard.model import Fault, FaultKind, Verdict

__all__ = ["Evidence", "Fault", "FaultKind", "Verdict", "examine"]
