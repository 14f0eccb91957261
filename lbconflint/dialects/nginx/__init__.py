"""nginx: configuration files of the http, stream and mail modules."""
