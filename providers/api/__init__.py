"""The way in: providers, models, the Hub, usage. What asks models stands apart from what reads."""
