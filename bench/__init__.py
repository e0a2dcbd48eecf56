"""Measurements: what the parts of mingce reach, on data that no one here wrote."""
