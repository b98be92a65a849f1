"""What differs between two databases: by ID, without unpickling anything unless that is asked for.

The records of a database become :class:`Sample` objects, those of two databases are matched by ID
and by what tells them apart, each match is judged, and what comes out is a :class:`Report`.
"""

from __future__ import annotations

from exekall.comparison.comparing import compare
from exekall.comparison.options import ComparisonOptions
from exekall.comparison.reading import read_side
from exekall.comparison.report import Report
from exekall.comparison.sample import Sample, Side

__all__ = ["ComparisonOptions", "Report", "Sample", "Side", "compare", "read_side"]

__exekall_internal__ = True
