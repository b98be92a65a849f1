"""What exekall costs beside plain Python that makes the same calls (``python -m benchmarks``)."""

# Whoever scans this checkout must not take the workloads for operators.
__exekall_internal__ = True
