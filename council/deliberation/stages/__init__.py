"""The parts that strategies are made of."""
