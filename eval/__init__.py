"""Measuring the assistant: typed cases, their answers, the score, a report.

`answer` and `score` are separate commands, so that one set of answers can be scored again
and answers made elsewhere can be scored too.
"""
