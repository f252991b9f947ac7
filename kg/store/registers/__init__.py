"""Registers as tables: rows stay in typed Parquet columns, and SPARQL over them becomes SQL."""
