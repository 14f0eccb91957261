"""The Kubernetes halves of rules that serve several dialects: imported when there is a manifest.

A rule's check asks ``hits(unit, ctx)`` of the module of its own name.
"""
