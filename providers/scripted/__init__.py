"""How failures on purpose are written: their kinds, scripts of them, and markers in a query."""
