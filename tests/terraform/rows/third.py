"""Rows 32 to 47 of the table of candidate rules."""

from tests.terraform.rows import Row

ROWS = [
    Row(32, "weak-tls", "warning", """
resource "aws_lb" "w" {
  load_balancer_type = "application"
}
resource "aws_lb_listener" "a" {
  load_balancer_arn = aws_lb.w.arn
  port              = 443
  protocol          = "HTTPS"
  certificate_arn   = "arn:aws:acm:eu-west-1:123456789012:certificate/a"
  ssl_policy        = "ELBSecurityPolicy-TLS-1-0-2015-04"
}
"""),
    Row(32, "weak-tls", "note", """
resource "aws_lb" "w" {
  load_balancer_type = "application"
}
resource "aws_lb_listener" "a" {
  load_balancer_arn = aws_lb.w.arn
  port              = 443
  protocol          = "HTTPS"
  certificate_arn   = "arn:aws:acm:eu-west-1:123456789012:certificate/a"
}
"""),
    Row(33, "duplicate-route", "error", """
resource "aws_lb_listener_rule" "a" {
  listener_arn = "listener"
  priority     = 1
  condition {
    path_pattern {
      values = ["/a"]
    }
  }
}
resource "aws_lb_listener_rule" "b" {
  listener_arn = "listener"
  priority     = 1
  condition {
    host_header {
      values = ["b.example"]
    }
  }
}
"""),
    Row(34, "unreachable-route", "note", """
resource "aws_lb_listener_rule" "a" {
  listener_arn = "listener"
  priority     = 1
  condition {
    path_pattern {
      values = ["/a"]
    }
  }
}
resource "aws_lb_listener_rule" "b" {
  listener_arn = "listener"
  priority     = 2
  condition {
    path_pattern {
      values = ["/a"]
    }
  }
}
"""),
    Row(35, "invalid-argument", "error", """
resource "alicloud_slb_listener" "a" {
  load_balancer_id = "lb"
  frontend_port    = 80
  protocol         = "HTTP"
  backend_port     = 80
}
"""),
    Row(35, "invalid-argument", "error", """
resource "azurerm_lb_rule" "a" {
  loadbalancer_id                = "lb"
  frontend_ip_configuration_name = "one"
  protocol                       = "Icmp"
  frontend_port                  = 80
  backend_port                   = 80
}
"""),
    Row(36, "removed-directive", "warning", """
resource "alicloud_slb_listener" "a" {
  load_balancer_id = "lb"
  frontend_port    = 80
  protocol         = "http"
  backend_port     = 80
  lb_port          = 80
}
"""),
    Row(36, "removed-directive", "warning", """
resource "tencentcloud_lb" "a" {
  type = 2
}
"""),
    Row(37, "invalid-argument", "error", """
resource "alicloud_slb_listener" "a" {
  load_balancer_id = "lb"
  frontend_port    = 80
  protocol         = "http"
  server_group_id              = "a"
  master_slave_server_group_id = "b"
}
"""),
    Row(37, "invalid-argument", "error", """
resource "azurerm_lb_nat_rule" "a" {
  loadbalancer_id                = "lb"
  frontend_ip_configuration_name = "one"
  protocol                       = "Tcp"
  frontend_port                  = 80
  backend_port                   = 80
  frontend_port_start            = 1
  frontend_port_end              = 2
}
"""),
    Row(38, "duplicate-listener", "error", """
resource "huaweicloud_elb_listener" "a" {
  loadbalancer_id    = "lb"
  protocol           = "QUIC"
  protocol_port      = 443
  server_certificate = "c"
}
resource "huaweicloud_elb_listener" "b" {
  loadbalancer_id = "lb"
  protocol        = "UDP"
  protocol_port   = 443
}
"""),
    Row(39, "oversubscribed-bandwidth", "note", """
resource "alicloud_slb_load_balancer" "w" {
  address_type         = "internet"
  internet_charge_type = "PayByBandwidth"
  bandwidth            = 5
}
resource "alicloud_slb_listener" "a" {
  load_balancer_id = alicloud_slb_load_balancer.w.id
  frontend_port    = 80
  protocol         = "http"
  backend_port     = 80
  bandwidth        = 6
}
"""),
    Row(40, "unattached-group", "note", """
resource "aws_lb_target_group" "g" {
  port     = 8080
  protocol = "HTTP"
}
"""),
    Row(40, "unattached-group", "note", """
resource "aws_lb" "w" {
  load_balancer_type = "application"
}
"""),
    Row(41, "no-usable-server", "warning", """
resource "aws_lb_listener_rule" "a" {
  listener_arn = "listener"
  priority     = 1
  action {
    type = "forward"
    forward {
      target_group {
        arn    = "a"
        weight = 0
      }
      target_group {
        arn    = "b"
        weight = 0
      }
    }
  }
}
"""),
    Row(42, "incomplete-option", "warning", """
resource "alicloud_slb_listener" "a" {
  load_balancer_id = "lb"
  frontend_port    = 80
  protocol         = "http"
  backend_port     = 80
  acl_status       = "on"
  acl_type         = "white"
}
"""),
    Row(43, "incomplete-option", "warning", """
resource "aws_lb_target_group" "g" {
  port     = 5432
  protocol = "TCP"
  stickiness {
    type = "lb_cookie"
  }
}
"""),
    Row(44, "health-check-shape", "note", """
resource "aws_lb_target_group" "g" {
  port     = 80
  protocol = "HTTP"
  health_check {
    interval = 5
    timeout  = 5
  }
}
"""),
    Row(44, "health-check-shape", "note", """
resource "azurerm_lb_probe" "p" {
  loadbalancer_id     = "lb"
  port                = 80
  interval_in_seconds = 5
  number_of_probes    = 1
}
"""),
    Row(44, "health-check-shape", "note", """
resource "google_compute_health_check" "h" {
  timeout_sec        = 6
  check_interval_sec = 5
  tcp_health_check {
    port = 80
  }
}
"""),
    Row(45, "duplicate-listener", "error", """
resource "alicloud_slb_listener" "a" {
  for_each         = { shop = 80, cart = 80 }
  load_balancer_id = "lb"
  frontend_port    = each.value
  backend_port     = 80
  protocol         = "tcp"
}
"""),
    Row(47, "mixed-management", "warning", """
resource "aws_security_group" "w" {
  ingress {
    from_port   = 443
    to_port     = 443
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }
}
resource "aws_lb" "w" {
  security_groups = [aws_security_group.w.id]
}
resource "aws_security_group_rule" "r" {
  type              = "ingress"
  security_group_id = aws_security_group.w.id
  from_port         = 80
  to_port           = 80
  protocol          = "tcp"
  cidr_blocks       = ["10.0.0.0/8"]
}
"""),
]  # fmt: skip
