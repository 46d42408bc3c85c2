"""What the programs on a screen have in common: the walk, practice, marking. It knows none of them.

line.py         a line of text in pieces, each with a role; ascii.py  without signs
"""
