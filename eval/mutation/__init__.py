"""Mutation of answers: how much of what a language model may get wrong the guard stops, and how much of what is right.

`operators` spoil a right answer in one place, `rewordings` say the same in other words, `run` holds both against the
guard. The operators were written before the guard, from how models err: they know nothing of how it works.
"""
