"""Paper marked by exception: a key for what is as it should be, the number for what is not.

paper.py        one paper as it is copied; right.py  what should stand there
by_hand.py      points of what a person marks; store.py  papers as files
keys.py         keys and words, as data; view.py  what is shown; leaving.py  at the end
app.py, screen.py, command.py   on the screen; the command
"""
