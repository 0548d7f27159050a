"""What is known of providers and models without asking them for an answer."""
