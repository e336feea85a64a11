"""Names of bodies as they are printed: where they begin and end, what a list says once for several, persons beside them."""
