"""The walk: step through a trace in the terminal, one equation at a time.

What is shown is made by plain functions of a plain model (`model.py`, `views/`), which know
nothing of a screen; `app.py`, `screens/` and `widgets/` put it on one.

position.py     where the walk is; model.py  and what if; version.py  one version of it
session.py      with its file, its looks, what it says; opening.py  from the name of a file
detail.py       how fine the steps are
trying.py       the person's own value, judged; answers.py  a row, a matrix of them
edits.py, swap.py   change something; a mistake on purpose
asks.py, asks_change.py, asks_file.py   the questions to the person
own_network.py  a network typed in as numbers
copying.py, exporting.py, saving.py     what leaves the walk
remember.py     between sessions
keys.py         the keys, as data: bindings, foot and help are made of them
views/          what is shown, as lines of text; plain.py  without a screen
app.py, screens/, widgets/      on the screen; walk.tcss  its looks
command.py, __main__.py     the command, alone
"""
