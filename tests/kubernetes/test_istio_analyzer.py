"""What we find in the test data of Istio's own analyzer, line by line, beside what it says of them itself.

Told by both: IST0101 (a Gateway, Service or port that nobody defines), IST0109, IST0130 to IST0132, IST0145 and
IST0162.
"""

import os
from pathlib import Path

import pytest

from tests.conftest import Lint

CORPORA = os.environ.get("LBCONFLINT_CORPORA", "")
DATA = Path(CORPORA) / "istio+istio" / "pkg/config/analysis/analyzers/testdata"
FOUND: dict[str, dict[str, list[int]]] = {
    "gateway-correct-port": {},
    "gateway-different-port": {},
    "gateway-custom-ingressgateway": {},
    "gateway-custom-ingressgateway-translation": {},
    "gateway-custom-ingressgateway-badport": {"listener-not-open": [12]},
    "gateway-custom-ingressgateway-badport-notarget": {"listener-not-open": [12]},
    "gateway-custom-ingressgateway-svcselector": {"listener-not-open": [27]},
    "conflicting-gateways-invalid-port": {},
    "conflicting-gateways": {"conflicting-gateway-listener": [25]},
    "conflicting-gateways-subSelector": {"conflicting-gateway-listener": [28]},
    # The port names that stand twice, the validation tells of, not the analyzer.
    "conflicting-gateways-multiple-ports": {"conflicting-gateway-listener": [17, 37, 38]},
    "analyze-list-type": {"conflicting-gateway-listener": [28, 43]},
    # It also tells of a host of one namespace beside one for all, though the sidecar takes that of its namespace.
    "virtualservice_conflictingmeshgatewayhosts": {"duplicate-mesh-host": [21, 77, 147]},
    "virtualservice_conflictingmeshgatewayhosts_with_exportto": {"duplicate-mesh-host": [21]},
    # A Service that nobody defines is a note; a port that is left out is no fault in the mesh.
    "virtualservice_destinationhosts": {"backend-port-mismatch": [201]},
    "virtualservice_gateways": {"undefined-listener": [26, 38, 57]},
    "virtualservice_kubernetes_gateways": {"undefined-listener": [51]},
    "virtualservice_internal_gateway_ref": {},
    "virtualservice_dupmatches": {"duplicate-route": [22, 47, 74, 100, 123, 151, 179, 206]},
    # Its analyzer of hosts does not run here; matches of one route that overlap, it tells of, and they do no harm.
    "virtualservice_overlappingmatches": {"duplicate-mesh-host": [27, 47, 69, 97], "unreachable-route": [82, 110]},
    "virtualservice_host_not_found_gateway": {
        "conflicting-gateway-listener": [195],
        "undefined-listener": [45, 97, 166, 242],
    },
    # The same host and match for two namespaces on one Gateway.
    "virtualservice_host_not_found_gateway_with_ns_prefix": {
        "duplicate-route": [51, 103, 155, 207],
        "undefined-listener": [44],
    },
    # One certificate in two Gateways is left out.
    "gateway-duplicate-certificate": {},
}
RULES = sorted({rule for rules in FOUND.values() for rule in rules})


@pytest.mark.skipif(not CORPORA, reason="no corpora")
@pytest.mark.parametrize("name", FOUND)
def test_the_analyzers_own_examples(lint: Lint, name: str) -> None:
    text = (DATA / f"{name}.yaml").read_text(encoding="utf-8")
    found: dict[str, list[int]] = {}
    for finding in lint({f"{name}.yaml": text}, rules=RULES).findings:
        if finding.level.word != "note":
            found.setdefault(finding.rule, []).append(finding.span.line)
    assert found == FOUND[name]
