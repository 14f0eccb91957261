"""Rows 16 to 31 of the table of candidate rules."""

from tests.terraform.rows import Row

ROWS = [
    Row(16, "target-not-open", "note", """
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
resource "aws_lb_listener" "a" {
  load_balancer_arn = aws_lb.w.arn
  port              = 443
  protocol          = "HTTPS"
  certificate_arn   = "arn:aws:acm:eu-west-1:123456789012:certificate/a"
  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.g.arn
  }
}
resource "aws_lb_target_group" "g" {
  port     = 8080
  protocol = "HTTP"
}
resource "aws_instance" "i" {
  vpc_security_group_ids = [aws_security_group.w.id]
}
resource "aws_lb_target_group_attachment" "i" {
  target_group_arn = aws_lb_target_group.g.arn
  target_id        = aws_instance.i.id
}
"""),
    Row(17, "protocol-mismatch", "error", """
resource "aws_lb" "w" {
  load_balancer_type = "application"
}
resource "aws_lb_listener" "a" {
  load_balancer_arn = aws_lb.w.arn
  port              = 80
  protocol          = "TCP"
}
"""),
    Row(18, "protocol-mismatch", "error", """
resource "aws_lb" "w" {
  load_balancer_type = "network"
}
resource "aws_lb_listener" "a" {
  load_balancer_arn = aws_lb.w.arn
  port              = 53
  protocol          = "UDP"
  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.g.arn
  }
}
resource "aws_lb_target_group" "g" {
  port     = 53
  protocol = "TCP"
}
"""),
    Row(19, "protocol-mismatch", "error", """
resource "huaweicloud_elb_pool" "p" {
  protocol  = "UDP"
  lb_method = "ROUND_ROBIN"
}
resource "huaweicloud_elb_monitor" "m" {
  pool_id     = huaweicloud_elb_pool.p.id
  protocol    = "TCP"
  interval    = 5
  timeout     = 3
  max_retries = 3
}
"""),
    Row(19, "invalid-argument", "error", """
resource "tencentcloud_clb_listener" "a" {
  clb_id            = "lb"
  listener_name     = "a"
  port              = 53
  protocol          = "UDP"
  health_check_type = "HTTP"
}
"""),
    Row(20, "health-check-shape", "warning", """
resource "aws_lb_target_group" "g" {
  port     = 5432
  protocol = "TCP"
  health_check {
    interval = 10
  }
}
"""),
    Row(20, "health-check-shape", "note", """
resource "aws_lb_target_group" "g" {
  port     = 5432
  protocol = "TCP"
  health_check {
    path = "/ready"
  }
}
"""),
    Row(21, "health-check-shape", "error", """
resource "aws_lb_target_group" "g" {
  port     = 5432
  protocol = "TCP"
  health_check {
    protocol = "TCP"
    path     = "/ready"
  }
}
"""),
    Row(21, "health-check-shape", "note", """
resource "alicloud_slb_listener" "a" {
  load_balancer_id = "lb"
  frontend_port    = 80
  protocol         = "tcp"
  backend_port     = 80
  health_check_uri = "/ready"
}
"""),
    Row(22, "health-check-shape", "error", """
resource "azurerm_lb_probe" "p" {
  loadbalancer_id = "lb"
  protocol        = "Http"
  port            = 80
}
"""),
    Row(22, "health-check-shape", "error", """
resource "azurerm_application_gateway" "w" {
  probe {
    name     = "p"
    protocol = "Http"
    interval = 30
    timeout  = 30
  }
}
"""),
    Row(23, "missing-health-check", "warning", """
resource "openstack_lb_pool_v2" "p" {
  protocol        = "UDP"
  lb_method       = "ROUND_ROBIN"
  loadbalancer_id = "lb"
}
resource "openstack_lb_monitor_v2" "m" {
  pool_id     = openstack_lb_pool_v2.p.id
  type        = "TCP"
  delay       = 5
  timeout     = 3
  max_retries = 3
}
"""),
    Row(23, "missing-health-check", "note", """
resource "aws_lb_target_group" "g" {
  port     = 53
  protocol = "UDP"
}
"""),
    Row(24, "backend-port-mismatch", "warning", """
resource "alicloud_slb_listener" "a" {
  load_balancer_id = "lb"
  frontend_port    = 80
  protocol         = "http"
  backend_port     = 8080
  server_group_id  = alicloud_slb_server_group.g.id
}

resource "alicloud_slb_server_group" "g" {
  load_balancer_id = "lb"
}
resource "alicloud_slb_server_group_server_attachment" "s" {
  server_group_id = alicloud_slb_server_group.g.id
  server_id       = "i"
  port            = 80
}
"""),
    Row(24, "backend-port-mismatch", "warning", """
resource "google_compute_instance_group_manager" "m" {
  named_port {
    name = "web"
    port = 80
  }
}
resource "google_compute_health_check" "h" {
  http_health_check {
    port_name          = "wbe"
    port_specification = "USE_NAMED_PORT"
  }
}
resource "google_compute_backend_service" "s" {
  port_name     = "web"
  health_checks = [google_compute_health_check.h.id]
  backend {
    group = google_compute_instance_group_manager.m.instance_group
  }
}
"""),
    Row(24, "backend-port-mismatch", "note", """
resource "aws_lb_target_group" "g" {
  port     = 80
  protocol = "HTTP"
}
resource "aws_lb_target_group_attachment" "a" {
  target_group_arn = aws_lb_target_group.g.arn
  target_id        = "i"
  port             = 8080
}
"""),
    Row(25, "check-port-not-served", "note", """
resource "aws_lb_target_group" "g" {
  port     = 80
  protocol = "HTTP"
  health_check {
    port = 8081
  }
}
"""),
    Row(26, "inconsistent-check-port", "note", """
resource "aws_elb" "w" {
  listener {
    lb_port           = 80
    lb_protocol       = "http"
    instance_port     = 8080
    instance_protocol = "http"
  }
  health_check {
    target   = "HTTP:8081/"
    interval = 30
    timeout  = 5
  }
}
"""),
    Row(27, "inconsistent-check-port", "note", """
resource "azurerm_lb_rule" "a" {
  loadbalancer_id                = "lb"
  frontend_ip_configuration_name = "one"
  protocol                       = "Tcp"
  frontend_port                  = 80
  backend_port                   = 8080
  probe_id                       = azurerm_lb_probe.p.id
}
resource "azurerm_lb_probe" "p" {
  loadbalancer_id = "lb"
  port            = 8081
}
"""),
    Row(28, "missing-health-check", "note", """
resource "azurerm_lb_rule" "a" {
  loadbalancer_id                = "lb"
  frontend_ip_configuration_name = "one"
  protocol                       = "Tcp"
  frontend_port                  = 80
  backend_port                   = 80
}
"""),
    Row(29, "invalid-argument", "error", """
resource "azurerm_lb_rule" "a" {
  loadbalancer_id                = "lb"
  frontend_ip_configuration_name = "one"
  protocol                       = "Tcp"
  frontend_port                  = 0
  backend_port                   = 80
}
"""),
    Row(30, "invalid-port", "error", """
resource "aws_lb_target_group" "g" {
  port     = 80
  protocol = "HTTP"
  health_check {
    port = 65536
  }
}
"""),
    Row(30, "invalid-port", "error", """
resource "alicloud_slb_listener" "a" {
  load_balancer_id = "lb"
  frontend_port    = "80-90"
  protocol         = "tcp"
  backend_port     = 80
}
"""),
    Row(31, "plaintext-on-tls-port", "warning", """
resource "aws_lb" "w" {
  load_balancer_type = "application"
}
resource "aws_lb_listener" "a" {
  load_balancer_arn = aws_lb.w.arn
  port              = 443
  protocol          = "HTTP"
}
"""),
]  # fmt: skip
