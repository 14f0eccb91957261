"""Public configurations: lint them all, and show what a change does to their findings.

    python -m tests.corpus --corpora DIRECTORY [--fetch] [--rule NAME] [--against REVISION] [CORPUS ...]

Nothing of them is committed but PINNED.tsv: repository, commit and licence.
"""
