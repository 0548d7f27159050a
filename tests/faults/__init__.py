"""The sixteen faults that lose other systems their answers, each played to a council."""
