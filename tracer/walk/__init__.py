"""The walk: step through a trace in the terminal, one equation at a time.

What is shown is made by plain functions of a plain model (`model.py`, `views/`), which know
nothing of a screen; `app.py`, `screens/` and `widgets/` put it on one.
"""
