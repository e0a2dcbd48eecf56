"""Answering: the calculator, understanding, composing and proof, and the ways in (command line, API, page)."""

import os

# the embedding model's threads would spin while they wait and starve each other on two cores
os.environ.setdefault("OMP_WAIT_POLICY", "passive")
