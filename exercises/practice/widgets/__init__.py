"""Widgets of practice's own; the others are the walk's.

lines.py        the list of lines
value.py        the field
"""
