"""How good a council is, measured on recorded answers: plain Python."""
