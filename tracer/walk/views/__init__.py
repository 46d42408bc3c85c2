"""What the walk says, as lines of text with roles; no screen, and nothing is calculated here."""
