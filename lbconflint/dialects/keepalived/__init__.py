"""keepalived: the virtual addresses that a machine may have."""
