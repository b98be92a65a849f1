"""Rendering: every sentence that a person reads, made from the data that the engine gives."""

__exekall_internal__ = True
