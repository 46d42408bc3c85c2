"""Screens on which a person works by hand and is judged as the grader would.

sheet.py        a sheet that is being filled in; lines.py  its lines
model.py        practice without a screen; parts.py  moving in it, from part to part
plain.py        on standard input and output
own_walk.py     the walk on one's own numbers; walk.py  the walk, judged by the grader
worked.py       a line with one's own numbers put in
progress.py, store.py   what is kept of an exercise; where
next_variant.py which numbers come next
course.py, course_command.py    the way through the lecture
session.py      what belongs to it on a screen; asks.py  what it asks; exporting.py  what leaves it
keys.py         the keys, as data; views/  what is shown
app.py, screens/, widgets/      on the screen; practice.tcss  its looks
command.py, __main__.py     the command, alone
"""
