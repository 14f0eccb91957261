"""Real servers as judges: generated configurations are started on loopback in throw-away network namespaces,
and what is observed there is compared with what the linter says."""
