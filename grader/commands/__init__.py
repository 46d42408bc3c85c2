"""The grader's commands, a module each.

grade.py        mark a submission or a class
autograder.py   mark one where Gradescope runs it
"""
