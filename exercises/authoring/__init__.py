"""Writing exercises: a template to begin with, and the check of what an author wrote."""
