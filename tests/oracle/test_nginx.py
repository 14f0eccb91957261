"""nginx, started for real: generated cases and named ones."""

import pytest

from .netns import Pool
from .regressions_nginx import NGINX
from .servers import Server
from .suite import check_regressions, check_series, demand, servers


@pytest.mark.parametrize("server", servers("nginx"))
def test_every_judge_foretells_what_nginx_does(pool: Pool, server: Server | None) -> None:
    check_series(pool, demand(server, "nginx"))


@pytest.mark.parametrize("server", servers("nginx"))
def test_regressions(pool: Pool, server: Server | None) -> None:
    check_regressions(pool, demand(server, "nginx"), NGINX)
