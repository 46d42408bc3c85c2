"""The oracle needs the extra `torch`, the tests of the values it stored do not."""

collect_ignore_glob = ["torch_*.py", "make.py"]
