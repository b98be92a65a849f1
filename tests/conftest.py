"""What all tests start from."""

from __future__ import annotations

import signal

# Whoever starts tests in the background may ignore Ctrl-C; the runs that tests interrupt must not.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)
