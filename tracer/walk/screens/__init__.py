"""The screens: each composes widgets and routes what they say to the walk."""
