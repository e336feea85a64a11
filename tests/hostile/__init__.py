"""Inputs that mean harm: patterns tried on them, files and queries made of them."""
