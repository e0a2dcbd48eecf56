"""Answering: the calculator, understanding, composing and proof, and the ways in (command line, API, page)."""
