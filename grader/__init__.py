"""Marks a student's numbers against a trace, following through from what was written."""
