"""Commands for those who look after the theme: ``python -m checks html``, and more."""
