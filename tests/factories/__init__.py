"""Plain functions that make one valid object each; every argument can be given, nothing else happens."""
