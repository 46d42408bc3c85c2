"""The grader's commands, a module each."""
