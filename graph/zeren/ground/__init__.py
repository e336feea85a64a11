"""What every room stands on: the records, the errors, the words and codes, folding, and work that is bounded."""
