"""What is promised: amounts, indicators, qualities."""
