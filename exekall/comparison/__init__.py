"""What differs between two databases: by ID, without unpickling anything unless that is asked for.

What a database says of its values becomes :class:`~exekall.comparison.sample.Sample` objects; those
of two databases are matched by ID and by what tells them apart; each match is judged; and what
comes out is a :class:`~exekall.comparison.report.Report`.
"""

__exekall_internal__ = True
