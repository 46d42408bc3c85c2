"""Classes: sheets for a roster, and everybody's own numbers when they come back.

handout.py      sheets for a class; manifest.py  which ones; sending.py  on their way
roster.py       who is in it
own_numbers.py  everybody's numbers, for the grader
rules_page.py   how a sheet is marked, on one page
"""
