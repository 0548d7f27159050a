"""Cases put to models, and whether what they answer is as it should be. Plain Python."""
