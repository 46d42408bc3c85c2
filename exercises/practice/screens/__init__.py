"""The screens of practice: each composes widgets and routes what they say to the model.

practice.py     the screen; answering.py  its field
"""
