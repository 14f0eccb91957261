"""Kernel settings: sysctl.conf and sysctl.d, and the lines of scripts and Dockerfiles that write them."""
