"""Tables: their layout, columns and rows, and the measures that they state."""
