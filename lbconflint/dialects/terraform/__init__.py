"""Terraform and OpenTofu: HCL and its JSON form, evaluated without providers or state."""
