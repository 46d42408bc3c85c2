"""Whole classes: what many students handed in, marked in chunks through the one loop."""
