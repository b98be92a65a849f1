"""exekall: an expression engine driven by type annotations."""
