"""Rows 1 to 15 of the table of candidate rules."""

from tests.terraform.rows import Row

ROWS = [
    Row(1, "duplicate-listener", "error", """
resource "aws_lb" "w" {
  load_balancer_type = "application"
}
resource "aws_lb_listener" "a" {
  load_balancer_arn = aws_lb.w.arn
  port              = 80
  protocol          = "HTTP"
}
resource "aws_lb_listener" "b" {
  load_balancer_arn = aws_lb.w.arn
  port              = 80
  protocol          = "HTTP"
}
"""),
    Row(2, "duplicate-listener", "error", """
resource "aws_lb" "w" {
  load_balancer_type = "network"
}
resource "aws_lb_listener" "a" {
  load_balancer_arn = aws_lb.w.arn
  port              = 53
  protocol          = "TCP"
}
resource "aws_lb_listener" "b" {
  load_balancer_arn = aws_lb.w.arn
  port              = 53
  protocol          = "UDP"
}
"""),
    Row(3, "duplicate-listener", "error", """
resource "aws_elb" "w" {
  listener {
    lb_port           = 80
    lb_protocol       = "http"
    instance_port     = 80
    instance_protocol = "http"
  }
  listener {
    lb_port           = 80
    lb_protocol       = "tcp"
    instance_port     = 81
    instance_protocol = "tcp"
  }
}
"""),
    Row(4, "duplicate-listener", "error", """
resource "azurerm_lb_rule" "a" {
  loadbalancer_id                = "lb"
  frontend_ip_configuration_name = "one"
  protocol                       = "Tcp"
  frontend_port                  = 3389
  backend_port                   = 1
}
resource "azurerm_lb_nat_rule" "b" {
  loadbalancer_id                = "lb"
  frontend_ip_configuration_name = "one"
  protocol                       = "All"
  frontend_port                  = 3389
  backend_port                   = 2
}
"""),
    Row(5, "invalid-argument", "error", """
resource "azurerm_lb_rule" "a" {
  loadbalancer_id                = "lb"
  frontend_ip_configuration_name = "one"
  protocol                       = "Tcp"
  frontend_port                  = 80
  backend_port                   = 8080
  backend_address_pool_ids       = ["pool"]
}
resource "azurerm_lb_rule" "b" {
  loadbalancer_id                = "lb"
  frontend_ip_configuration_name = "two"
  protocol                       = "Tcp"
  frontend_port                  = 81
  backend_port                   = 8080
  backend_address_pool_ids       = ["pool"]
}
"""),
    Row(6, "duplicate-listener", "error", """
resource "google_compute_global_forwarding_rule" "a" {
  ip_address = google_compute_global_address.w.address
  target     = "a"
  port_range = "80-90"
}
resource "google_compute_global_forwarding_rule" "b" {
  ip_address = google_compute_global_address.w.address
  target     = "b"
  port_range = "85"
}
"""),
    Row(7, "duplicate-listener", "error", """
resource "alicloud_nlb_listener" "a" {
  load_balancer_id  = "lb"
  listener_port     = 0
  start_port        = 8000
  end_port          = 8100
  listener_protocol = "TCP"
  server_group_id   = "g"
}
resource "alicloud_nlb_listener" "b" {
  load_balancer_id  = "lb"
  listener_port     = 8050
  listener_protocol = "TCP"
  server_group_id   = "g"
}
"""),
    Row(7, "invalid-argument", "error", """
resource "huaweicloud_elb_listener" "a" {
  loadbalancer_id = "lb"
  protocol        = "TCP"
  port_ranges {
    start_port = 8000
    end_port   = 8099
  }
  port_ranges {
    start_port = 8090
    end_port   = 8200
  }
}
"""),
    Row(8, "tls-without-certificate", "error", """
resource "alicloud_slb_listener" "a" {
  load_balancer_id = "lb"
  frontend_port    = 443
  protocol         = "https"
  backend_port     = 8080
}
"""),
    Row(9, "no-usable-server", "error", """
resource "alicloud_slb_listener" "a" {
  load_balancer_id = "lb"
  frontend_port    = 80
  protocol         = "http"
}
"""),
    Row(10, "undefined-backend", "error", """
resource "azurerm_lb" "w" {
  frontend_ip_configuration {
    name = "two"
  }
}
resource "azurerm_lb_rule" "a" {
  loadbalancer_id                = azurerm_lb.w.id
  frontend_ip_configuration_name = "one"
  protocol                       = "Tcp"
  frontend_port                  = 80
  backend_port                   = 80
}
"""),
    Row(10, "undefined-backend", "warning", """
resource "aws_lb_listener" "a" {
  load_balancer_arn = aws_lb.w.arn
  port              = 80
  protocol          = "HTTP"
}
"""),
    Row(11, "undefined-listener", "warning", """
resource "alicloud_slb_listener" "a" {
  load_balancer_id = "lb"
  frontend_port    = 81
  protocol         = "http"
  backend_port     = 80
}

resource "alicloud_slb_rule" "a" {
  load_balancer_id = "lb"
  frontend_port    = 80
  domain           = "shop.example"
  server_group_id  = "g"
}
"""),
    Row(12, "platform-port", "error", """
resource "alicloud_slb_listener" "a" {
  load_balancer_id = "lb"
  frontend_port    = 4789
  protocol         = "udp"
  backend_port     = 80
}
"""),
    Row(12, "platform-port", "warning", """
resource "alicloud_slb_listener" "a" {
  load_balancer_id = "lb"
  frontend_port    = 4790
  protocol         = "udp"
  backend_port     = 80
}
"""),
    Row(12, "invalid-argument", "error", """
resource "aws_lb" "w" {
  load_balancer_type = "gateway"
}
resource "aws_lb_listener" "a" {
  load_balancer_arn = aws_lb.w.arn
  port              = 6081
  protocol          = "GENEVE"
}
"""),
    Row(13, "proxy-loop", "error", """
resource "aws_lb" "w" {
  load_balancer_type = "application"
}
resource "aws_lb_listener" "a" {
  load_balancer_arn = aws_lb.w.arn
  port              = 80
  protocol          = "HTTP"
  default_action {
    type = "redirect"
    redirect {
      status_code = "HTTP_301"
    }
  }
}
"""),
    Row(13, "proxy-loop", "error", """
resource "alicloud_slb_listener" "a" {
  load_balancer_id = "lb"
  frontend_port    = 80
  protocol         = "http"
  listener_forward = "on"
  forward_port     = 80
}
"""),
    Row(14, "undefined-listener", "warning", """
resource "aws_lb" "w" {
  load_balancer_type = "application"
}
resource "aws_lb_listener" "a" {
  load_balancer_arn = aws_lb.w.arn
  port              = 80
  protocol          = "HTTP"
  default_action {
    type = "redirect"
    redirect {
      port        = "443"
      protocol    = "HTTPS"
      status_code = "HTTP_301"
    }
  }
}
"""),
    Row(15, "listener-not-open", "warning", """
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
  port              = 80
  protocol          = "HTTP"
}
"""),
]  # fmt: skip
