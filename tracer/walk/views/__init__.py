"""What the walk says, as lines of text with roles; no screen, and nothing is calculated here.

pane.py         the whole step; step.py  its parts; formula.py, terms.py, matrix.py  equation,
                one entry term by term, result
equations.py    all lines so far; bars.py  the top line and the foot
diagram.py      neurons.py or graph.py; picture.py  nodes and edges; canvas.py  characters
plot.py         J over the iterations; quotients.py  the check of one number
words.py        the walk's own words; kept.py  what is worked out once
"""
