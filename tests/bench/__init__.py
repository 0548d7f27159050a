"""The benchmarks: the whole stack in front of an upstream of its own, its time and CPU measured."""
