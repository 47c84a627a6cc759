"""The preview: a site in memory, answered from there, built again as its files change."""
