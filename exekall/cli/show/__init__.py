"""``exekall show``: look at what a database holds."""

__exekall_internal__ = True
