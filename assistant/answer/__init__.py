"""From a decision to a reply: composing, citations, proof of every figure."""
