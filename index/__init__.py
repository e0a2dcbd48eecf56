"""Finding the clause that answers a question: one hybrid index over the answer units of the policies.

`index.store` builds, opens and keeps the index on disk; `index.hybrid` searches it. The adapters that pull in
heavy libraries (`index.sentence_transformers_module`, `index.llamaindex`) are imported only by those who use
them: this package itself imports nothing, so that a one-shot command stays fast.
"""
