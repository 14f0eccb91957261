"""The pool of namespaces, shared by all oracle tests of one process."""

from collections.abc import Iterator

import pytest

from .netns import Pool, unavailable
from .suite import missing


@pytest.fixture(scope="session")
def pool() -> Iterator[Pool]:
    reason = unavailable()
    if reason:
        missing(reason)
    pool = Pool()
    yield pool
    pool.close()
