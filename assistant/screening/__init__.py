"""Screening: a table of enterprises in (CSV, XLSX, Parquet), what each measure comes to for each of them out.

Rows stream in blocks from a source through the calculator into a sink, so that memory does not grow with the table:

- ``model``: what the layers hand to each other;
- ``headers``: which column is which fact, in which unit;
- ``cells``: one cell as a fact's exact ends; ``facts``: a block's column of them, each distinct cell read once;
- ``sources``: the three kinds of input;
- ``results``, ``tally``: what a block came to, and the sums over all of them;
- ``sinks``: the three kinds of output;
- ``template``: the table to fill in;
- ``run``: all of it put together.
"""

from assistant.screening.run import Screened, screen
from assistant.screening.template import write_template

__all__ = ["Screened", "screen", "write_template"]
