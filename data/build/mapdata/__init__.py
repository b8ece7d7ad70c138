"""How the boundaries, rivers and towns of the Mali atlas are made from published packages."""
