"""How large a filter may be."""

MOST_CHARACTERS = 10_000
DEEPEST = 50  # brackets, operators and functions within one another
MOST_NODES = 3_000  # operators, functions, properties and values
MOST_COORDINATES = 5_000  # positions of all its geometries together
