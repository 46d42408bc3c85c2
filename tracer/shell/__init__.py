"""What the programs on a screen have in common: the walk, practice, marking. It knows none of them.

program.py      the program: a new one is a table of keys and a screen; keys.py  what a key is
terminal.py     whether there is a screen, and what is said after it
memory.py       between sessions
line.py         a line of text in pieces, each with a role; ascii.py  without signs
bars.py         the top line, the foot, too little room; help.py  the keys and signs, as lines
lines_view.py   lines on the screen, painted a row at a time
question.py     a question to the person; ask.py  on the screen
reading.py      something to read over a screen
themes.py       the colours; shell.tcss  the looks
serve.py        in a browser, served/; serving.py  the server; door.py  who may come in
"""
