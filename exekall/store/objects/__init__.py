"""Objects as they are stored: pickles that refer to one another, and large buffers beside them."""

__exekall_internal__ = True
