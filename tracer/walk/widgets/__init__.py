"""Widgets that show lines and say what was clicked; they compute nothing."""
