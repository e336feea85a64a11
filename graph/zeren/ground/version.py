"""Which zeren this is: the only place that says it, below every room that puts it into what it makes."""

__version__ = "0.1.0"
