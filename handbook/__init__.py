"""A static site generator for company handbooks and blogs."""

__version__ = "0.1.0"
