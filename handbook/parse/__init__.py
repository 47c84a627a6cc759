"""Source -> Document: one file at a time, knowing nothing of any other file."""
