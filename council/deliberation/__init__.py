"""How a council thinks. Plain Python: no Django, no network, no clock of its own."""
