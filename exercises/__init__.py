"""Asks for some of a trace's numbers: exercises, variants, worksheets, practice, marking."""
