"""Rules over many resources of one deployment cost what there is, not its square."""

from collections.abc import Callable
from pathlib import Path

from lbconflint.finding import Level
from tests.conftest import CATALOG, lint_tree, write_tree
from tests.cost import LINEAR, growth

RULES = [name for name, header in CATALOG.headers.items() if "terraform" in header.reads]
HEAD = """
terraform {
  required_providers {
    azurerm = "~> 4.0"
  }
}
resource "aws_security_group" "web" {
  ingress {
    from_port   = 0
    to_port     = 65535
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }
}
resource "aws_lb" "web" {
  security_groups = [aws_security_group.web.id]
}
resource "alicloud_slb_load_balancer" "web" {
  address_type         = "internet"
  internet_charge_type = "PayByBandwidth"
  bandwidth            = 5
}
resource "google_compute_instance_group_manager" "web" {
  named_port {
    name = "web"
    port = 80
  }
}
"""
EACH = """
resource "aws_lb_listener" "a@" {
  load_balancer_arn = aws_lb.web.arn
  port              = @
  protocol          = "HTTP"
  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.a@.arn
  }
}
resource "aws_lb_target_group" "a@" {
  port     = @
  protocol = "HTTP"
  health_check {
    port = 9@
  }
}
resource "aws_lb_listener_rule" "a@" {
  listener_arn = aws_lb_listener.a1.arn
  priority     = @
  condition {
    path_pattern {
      values = ["/a@"]
    }
  }
}
resource "aws_instance" "a@" {
  vpc_security_group_ids = [aws_security_group.web.id]
}
resource "aws_lb_target_group_attachment" "a@" {
  target_group_arn = aws_lb_target_group.a@.arn
  target_id        = aws_instance.a@.id
}
resource "alicloud_slb_listener" "a@" {
  load_balancer_id = alicloud_slb_load_balancer.web.id
  frontend_port    = @
  backend_port     = 80
  protocol         = "tcp"
  bandwidth        = 1
}
resource "azurerm_lb_rule" "a@" {
  loadbalancer_id                = "lb"
  frontend_ip_configuration_name = "one"
  protocol                       = "Tcp"
  frontend_port                  = @
  backend_port                   = @
  enable_floating_ip             = true
}
resource "google_compute_health_check" "a@" {
  http_health_check {
    port_name          = "web"
    port_specification = "USE_NAMED_PORT"
  }
}
resource "google_compute_backend_service" "a@" {
  port_name     = "web"
  health_checks = [google_compute_health_check.a@.id]
  backend {
    group = google_compute_instance_group_manager.web.instance_group
  }
}
"""


def test_cost_grows_with_the_resources(tmp_path: Path) -> None:
    def linting(count: int) -> Callable[[], object]:
        root = tmp_path / str(count)
        write_tree(root, {"main.tf": HEAD + "".join(EACH.replace("@", str(n)) for n in range(1, count + 1))})
        return lambda: lint_tree(root, rules=RULES)

    assert growth(linting, 40) < LINEAR


def test_all_of_terraforms_rules_are_meant() -> None:
    assert {"unattached-group", "platform-port", "weak-tls"} <= set(RULES)
    assert any(CATALOG.headers[name].level is Level.OFF for name in RULES)
