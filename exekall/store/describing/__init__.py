"""What is told of objects, failures and operators, for people who do not load them."""

__exekall_internal__ = True
