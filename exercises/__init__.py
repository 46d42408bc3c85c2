"""Asks for some of a trace's numbers: exercises, variants, worksheets, practice, marking.

task.py         an exercise as it is handed out
hints.py        of increasing strength, none with a number that is asked
worth.py        points and minutes
secret.py       of a course; given.py  its files
library/        the bundled exercises
variants/       everybody's own numbers; worksheet/  sheets; targets/  other systems' questions
authoring/      for whoever writes an exercise; classroom/  for whoever hands one out
practice/, marking/     the screens
cli.py          the command `backprop`; commands/  a module each
"""
