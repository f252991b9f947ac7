"""Questions of `queries/` and their answers."""
