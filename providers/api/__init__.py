"""The way in: providers, models, the Hub, usage. Read-only."""
