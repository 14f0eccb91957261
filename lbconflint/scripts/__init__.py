"""What writes kernel settings wherever it stands: commands of a shell, and the lines of a sysctl file.

Shared by the dialects, which only hand over the places of such texts.
"""
