"""Files and folders that are written without being led astray."""

__exekall_internal__ = True
