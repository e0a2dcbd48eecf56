"""The entitlement calculator: exact, interval-valued, without I/O, retrieval or model. Imports corpus only."""
