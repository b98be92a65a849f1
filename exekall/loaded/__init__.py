"""Values of earlier runs, used in a new one instead of computing them again.

:mod:`exekall.loaded.selection` says which, :mod:`exekall.loaded.provenance` makes operators of
them, and :mod:`exekall.loaded.replay` computes one of them again.
"""

__exekall_internal__ = True
