"""systemd's socket units: addresses that the init system opens for its services."""
