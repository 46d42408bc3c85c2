"""The subcommands of this room, a module each.

sheet.py        make a sheet; assign.py  one for everybody; export.py  for another system
exercises.py    list, begin, check exercises
grade.py, compare.py    mark; lay one's own marks beside
"""
