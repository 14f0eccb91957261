"""The reporters: findings in, text out.  This table is strings only; a reporter is imported on first need.

Each module offers ``render(report: Report, style: Style) -> Iterator[str]``: pieces of text that are written
one after the other, newlines included.
"""

REPORTERS = {
    "text": "lbconflint.reporters.text",
    "concise": "lbconflint.reporters.concise",
    "json": "lbconflint.reporters.json",
    "sarif": "lbconflint.reporters.sarif",
    "github": "lbconflint.reporters.github",
}
"""Format name to module."""
