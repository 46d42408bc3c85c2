"""What the programs on a screen have in common: the walk, practice, marking. It knows none of them.

line.py         a line of text in pieces, each with a role; ascii.py  without signs
lines_view.py   lines on the screen
question.py     a question to the person; ask.py  on the screen
reading.py      something to read over a screen
themes.py       the colours
serve.py        in a browser; serving.py  the server; door.py  who may come in
"""
