"""Files and URLs: read strictly and within limits, written atomically."""
