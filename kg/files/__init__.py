"""Files and addresses: read and written strictly, atomically, within limits."""
