"""Kubernetes manifests: YAML and JSON, rendered or as templates."""
