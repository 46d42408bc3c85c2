"""Paper marked by exception: a key for what is as it should be, the number for what is not.

copied.py       one paper as it is copied; right.py  what should stand there
model.py        a class's papers one after the other: where it is, what is done, undone
by_hand.py      points of what a person marks; store.py  papers as files
keys.py         keys and words, as data; view.py  what is shown; leaving.py  at the end
app.py, screen.py, command.py   on the screen; the command; marking.tcss  its looks
"""
