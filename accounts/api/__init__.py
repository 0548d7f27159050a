"""The way in of programs: API keys in REST framework."""
