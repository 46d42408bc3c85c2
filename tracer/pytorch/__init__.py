"""Models of PyTorch as networks, and back. To add a module or a loss, add an entry to a table.

`torch` is imported when it is first needed, and never by `import tracer`.

read.py         a model as a network; stack.py  its modules as layers; data.py  its data
modules.py      the modules that a network can have; losses.py  the losses
write.py        a network as a model
"""
