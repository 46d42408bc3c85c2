"""Paper marked by exception: a key for what is as it should be, the number for what is not."""
