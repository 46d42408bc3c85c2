"""Models of PyTorch as networks, and back. To add a module or a loss, add an entry to a table.

`torch` is imported when it is first needed, and never by `import tracer`.
"""
