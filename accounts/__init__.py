"""Who may ask by another way than signing in: a person's API keys. Knows of no council."""
