"""Formulas: one tree, one parser, an emitter a file."""
