"""HAProxy: ``haproxy.cfg`` and the directories of files that are loaded beside it."""
