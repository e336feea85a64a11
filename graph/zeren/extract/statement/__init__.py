"""Statements of responsibility: their grammar, where they stand, the rules that hold for all of them."""
