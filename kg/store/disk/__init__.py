"""A graph held in a folder: loaded once, opened at once, asked without being read into memory."""
