"""The quota ledger: windows, money, prices, and what has been used."""
