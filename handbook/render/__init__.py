"""Site -> Outputs: one page at a time."""
