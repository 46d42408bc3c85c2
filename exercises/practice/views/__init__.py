"""What practice shows, as lines of text made by plain functions."""
