"""The Terraform halves of rules that serve several dialects."""
