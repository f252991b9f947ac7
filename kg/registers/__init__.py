"""Registers to quads: tables of any length, read by a mapping (a subset of YARRRML), written as N-Quads."""
