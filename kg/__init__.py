"""certreg: what regulators say they did, as a graph one can ask."""

__version__ = "0.1.0"
