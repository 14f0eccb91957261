"""Who is public, cloud by cloud: the level of ``exposed-port`` for port 6379, or nothing."""

import pytest

from tests.conftest import Lint

OPEN = """
resource "aws_security_group" "g" {
  ingress {
    from_port        = 6379
    to_port          = 6379
    protocol         = "tcp"
    %s
  }
}
"""
CLASSIC = """
resource "aws_elb" "w" {
  security_groups = [aws_security_group.g.id]
  %s
  listener {
    lb_port           = 6379
    lb_protocol       = "tcp"
    instance_port     = 6379
    instance_protocol = "tcp"
  }
}
"""
WORLD = OPEN % 'ipv6_cidr_blocks = ["::/0"]'
NEAR = OPEN % 'cidr_blocks = ["10.0.0.0/8"]'
GOOGLE = """
resource "google_compute_target_tcp_proxy" "p" {
  backend_service = "b"
}
resource "google_compute_global_forwarding_rule" "w" {
  target     = %s
  port_range = "6379"
  %s
}
"""
PROXY = "google_compute_target_tcp_proxy.p.id"
SCHEME = 'load_balancing_scheme = "%s"'


def balanced(kind: str, owner: str, balancer: str, arguments: str, more: str = "") -> str:
    return f"""
resource "{balancer}" "w" {{
  {arguments}
}}
resource "{kind}" "w" {{
  {owner}   = {balancer}.w.id
  protocol      = "TCP"
  {"port" if owner == "clb_id" else "protocol_port"} = 6379
  {more}
}}
"""


HUAWEI = ("huaweicloud_elb_listener", "loadbalancer_id", "huaweicloud_elb_loadbalancer")
OTC = ("opentelekomcloud_lb_listener_v3", "loadbalancer_id", "opentelekomcloud_lb_loadbalancer_v3")
TENCENT = ("tencentcloud_clb_listener", "clb_id", "tencentcloud_clb_instance")


@pytest.mark.parametrize(
    ("text", "level"),
    [
        (WORLD + CLASSIC % "", "warning"),
        (NEAR + CLASSIC % "", None),
        (WORLD + CLASSIC % "internal = true", None),
        (WORLD + CLASSIC % "internal = var.internal", None),
        (CLASSIC % "", None),
        (GOOGLE % (PROXY, SCHEME % "EXTERNAL_MANAGED"), "warning"),
        (GOOGLE % (PROXY, ""), "note"),
        (GOOGLE % ('"instance"', SCHEME % "EXTERNAL"), "note"),
        (GOOGLE % (PROXY, SCHEME % "INTERNAL_MANAGED"), None),
        (GOOGLE % (PROXY, SCHEME % "EXTERNAL" + '\n  source_ip_ranges = ["198.51.100.0/24"]'), None),
        (balanced(*HUAWEI, 'ipv4_eip_id = "eip"'), "warning"),
        (balanced(*HUAWEI, 'name = "inner"'), None),
        (balanced(*HUAWEI, 'ipv4_eip_id = "eip"', 'access_policy = "white"\n  ip_group = "g"'), None),
        (balanced(*OTC, "public_ip {\n    id = 1\n  }"), "warning"),
        (balanced(*TENCENT, 'network_type = "OPEN"'), "warning"),
        (balanced(*TENCENT, 'network_type = "INTERNAL"'), None),
        (balanced(*TENCENT, 'network_type = "OPEN"\n  security_groups = ["sg"]'), None),
    ],
)
def test_public(lint: Lint, text: str, level: str | None) -> None:
    report = lint({"main.tf": text}, rules=["exposed-port"])
    assert [finding.level.word for finding in report.findings] == ([level] if level else [])
    assert not report.internal


def test_a_range_of_hundreds_does_not_mean_one_of_its_ports(lint: Lint) -> None:
    text = """
resource "alicloud_nlb_load_balancer" "w" {
  address_type = "Internet"
}
resource "alicloud_nlb_listener" "w" {
  load_balancer_id  = alicloud_nlb_load_balancer.w.id
  listener_port     = 0
  start_port        = 6300
  end_port          = %s
  listener_protocol = "TCP"
  server_group_id   = "g"
}
"""
    assert not lint({"main.tf": text % 6900}, rules=["exposed-port"]).findings
    assert len(lint({"main.tf": text % 6380}, rules=["exposed-port"]).findings) == 1
