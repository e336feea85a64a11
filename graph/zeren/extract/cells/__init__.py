"""What a cell or the head of a column is: bodies, times, persons, marks, words."""
