"""Screens on which a person works by hand and is judged as the grader would."""
