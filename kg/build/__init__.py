"""A validated graph written to files, with a manifest, and compared with another."""
