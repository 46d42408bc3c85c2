"""Widgets of practice's own; the others are the walk's."""
