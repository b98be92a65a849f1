"""``exekall run``: build expressions from annotated code and execute them."""

__exekall_internal__ = True
