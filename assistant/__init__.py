"""Answering: understanding a question, looking up, calculating, composing, proving."""
