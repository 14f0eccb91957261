"""In a namespace: write texts to settings, and tell what the kernel says and what it then shows."""

import json
import sys

from tests.tools.sysctl_probe import ROOT, read, write


def path_of(key: str) -> str:
    return f"{ROOT}/{key.translate(str.maketrans('./', '/.'))}"


def main() -> None:
    answers = []
    for key, before, text in json.load(sys.stdin):
        for first, value in before:
            write(path_of(first), value)
        path = path_of(key)
        old = read(path)
        error = write(path, text)
        answers.append((error, read(path)))
        if old is not None:
            write(path, old)
        for first, value in before:
            write(path_of(first), value)
    json.dump(answers, sys.stdout)


if __name__ == "__main__":
    main()
