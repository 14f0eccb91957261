"""The table of ports that clouds keep: whole, dated, and about listeners that are read."""

import re

from lbconflint.knowledge.cloud_ports import KEPT
from lbconflint.knowledge.terraform_types import MODELLED

GATEWAY_LISTENER = "http_listener"


def test_every_entry_says_from_where_and_from_when_it_is() -> None:
    for kept in KEPT:
        assert len(kept.source) > 10, kept
        assert re.fullmatch(r"20\d\d-(0[1-9]|1[0-2])", kept.read), kept


def test_every_entry_is_about_ports_of_listeners_that_are_read() -> None:
    for kept in KEPT:
        assert kept.resources <= MODELLED | {GATEWAY_LISTENER}, kept
        assert kept.transports <= {"tcp", "udp"}
        assert kept.transports
        assert all(1 <= ports.low <= ports.high <= 65535 for ports in kept.ports), kept


def test_what_is_allowed_alone_leaves_all_others() -> None:
    (http,) = [kept for kept in KEPT if kept.variant == "http"]
    allowed = [port for port in range(1, 65536) if not any(port in ports for ports in http.ports)]
    assert allowed == [80, 8080]


def test_what_only_a_copy_of_the_page_says_is_no_error() -> None:
    assert not any(kept.certain for kept in KEPT if "copy" in kept.source or "one of two" in kept.why)
