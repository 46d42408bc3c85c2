"""Whole classes: what many students handed in, marked in chunks through the one loop.

run.py          a class into a folder, from the files to the gradebook
lock.py         one run at a time in a folder; folder.py  files that are there whole or not at all
gather.py       the files, whose each is, who came already; file_names.py  ids as names of files
hand_ins.py     which of several counts, what is late; times.py  when; told.py  what is said
chunks.py       files and rows in pieces; wide.py  a wide table in blocks, how large
spread.py       pieces on several cores, or on a cluster
proof.py, carried.py    the same code and the same exercise there as here
submissions.py  files of single students; rows.py, columns.py, texts.py, known.py  rows of tables
work.py         what all pieces have in common, and what comes of each
scored.py       verdicts and points as arrays; items.py  how hard each line was
others.py       numbers that fit somebody else's sheet; look_at.py  whom a person should look at
overrides.py    marks that a person set; what_if.py, compare.py  marks of others
gradebook.py    the rows; cells.py  as CSV; before.py, by_rule.py  beside those of an earlier run
feedback.py     pages for students, records for instructors; exports/  marks for other systems
"""
