"""The way in: providers and their keys, models, the Hub, usage. What asks stands apart from what
reads."""
