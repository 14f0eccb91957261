"""HAProxy, started for real, alone and beside nginx: generated cases and named ones."""

import pytest

from .netns import Pool
from .regressions_haproxy import HAPROXY
from .servers import Server
from .suite import check_regressions, check_series, demand, servers


@pytest.mark.parametrize("server", servers("haproxy"))
def test_every_judge_foretells_what_haproxy_does(pool: Pool, server: Server | None) -> None:
    check_series(pool, demand(server, "haproxy"))


@pytest.mark.parametrize("server", servers("haproxy"))
def test_regressions(pool: Pool, server: Server | None) -> None:
    check_regressions(pool, demand(server, "haproxy"), HAPROXY)
