"""Classes: sheets for a roster, and everybody's own numbers when they come back."""
