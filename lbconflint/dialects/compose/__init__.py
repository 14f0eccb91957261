"""Docker Compose: the ports of the host that the services of a project publish."""
