"""Discovery: from the words of a command line to the operators of the code that they name."""
