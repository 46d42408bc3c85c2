"""What practice shows, as lines of text made by plain functions.

pane.py         the line that is here; table.py  its answers; marks.py  the signs of verdicts
rows.py         the table that is being filled in
lines.py        all lines; side.py  beside them: numbers.py  to work with, or the picture
about.py, help.py, summary.py   what it is about, the keys, how it went
derivation.py   a calculation with a mistake to find; bars.py  the top line and the foot
"""
