"""Formulas: one tree, one parser, an emitter a file.

tree.py         the tree; node.py  what all nodes have in common
parse.py        text → tree
functions.py    the functions that an expression may use, an entry each
operations.py   the operations on whole arrays, an entry each; calls.py  a call of one
opened.py, windows.py    one entry of an operation; sliding windows
value.py        the value of a tree; size.py  of its terms without their signs
calculus.py     its derivative, by the rules of the lecture
simplify.py, terms.py, arranged.py    tree → sum of terms → tree as a person writes it
kinks.py        where it has a kink or jumps
text.py         one line, Unicode or ASCII; box.py, boxes.py  two-dimensional
latex.py, mathml.py, spoken.py    LaTeX, MathML, words
"""
