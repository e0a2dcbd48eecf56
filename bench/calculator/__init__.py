"""mingce's calculator beside OpenFisca-Core, PolicyEngine-Core and zen-engine: `python -m bench.calculator`."""
