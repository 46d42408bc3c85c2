"""The screens: each composes widgets and routes what they say to the walk.

walk.py         the walk; panes.py  its panes
trying.py, descending.py    two things that it can do: try first, run descent
help.py         the keys
choose.py, own_network.py   without a FILE: an example, or a network typed in
leave.py        before leaving
"""
