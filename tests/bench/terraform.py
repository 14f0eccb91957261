"""Deterministic Terraform stacks: modules, and roots that call them, about fifty lines a file."""

import random
from pathlib import Path

_MODULES = 20
_PROSE = (
    "The ports of this stack are agreed with the network team.",
    "Change them here and nowhere else.",
    "Health checks go to the admin port.",
    "The names end up in dashboards.",
)


def _variables(count: int) -> str:
    blocks = [
        f"""variable "setting_{number}" {{
  description = "What setting {number} is for, in one sentence."
  type        = {"number" if number % 2 else "string"}
  default     = {8000 + number if number % 2 else f'"value-{number}"'}
}}
"""
        for number in range(count)
    ]
    return "\n".join(blocks)


def _module(number: int) -> dict[str, str]:
    main = f"""resource "aws_lb_target_group" "this" {{
  for_each = var.ports
  name     = "${{var.name}}-${{each.key}}"
  port     = each.value
  protocol = "HTTP"
  vpc_id   = var.vpc_id

  health_check {{
    enabled  = true
    protocol = "HTTP"
    path     = "/health/{number}"
    interval = 10
    timeout  = 5
  }}

  tags = merge(var.tags, {{ Name = var.name, Port = each.value }})
}}

resource "aws_lb_listener" "this" {{
  for_each          = {{ for name, port in var.ports : name => port if port > 0 }}
  load_balancer_arn = var.balancer
  port              = each.value + 1000
  protocol          = "HTTP"

  default_action {{
    type             = "forward"
    target_group_arn = aws_lb_target_group.this[each.key].arn
  }}
}}

locals {{
  notes = <<-EOT
    {_PROSE[number % 4]}
    Module ${{var.name}} has ${{length(var.ports)}} ports.
    {_PROSE[(number + 1) % 4]}
  EOT
}}
"""
    inputs = """variable "name" {
  type = string
}

variable "ports" {
  type = map(number)
}

variable "balancer" {
  type = string
}

variable "vpc_id" {
  type = string
}

variable "tags" {
  type    = map(string)
  default = {}
}

"""
    outputs = 'output "groups" {\n  value = { for key, group in aws_lb_target_group.this : key => group.arn }\n}\n'
    return {"main.tf": main, "variables.tf": inputs + _variables(5), "outputs.tf": outputs}


def _stack(number: int, defects: bool) -> dict[str, str]:
    chance = random.Random(f"terraform:{number}")
    port = 8000 + chance.randrange(800)
    twin = port if defects and number % 20 == 0 else port + 7
    main = f"""module "web" {{
  source   = "../../modules/m{number % _MODULES:02}"
  name     = local.name
  ports    = {{ shop = {port + 100}, cart = {port + 101}, admin = local.admin_port }}
  balancer = aws_lb.main.arn
  vpc_id   = var.vpc_id
  tags     = local.tags
}}

resource "aws_lb" "main" {{
  name               = "${{local.name}}-main"
  load_balancer_type = "application"
  internal           = {"true" if number % 2 else "false"}
  subnets            = var.subnets
}}

resource "aws_lb_listener" "http" {{
  load_balancer_arn = aws_lb.main.arn
  port              = {port}
  protocol          = "HTTP"

  default_action {{
    type = "redirect"

    redirect {{
      port        = "443"
      protocol    = "HTTPS"
      status_code = "HTTP_301"
    }}
  }}
}}

resource "aws_lb_listener" "https" {{
  load_balancer_arn = aws_lb.main.arn
  port              = 443
  protocol          = "HTTPS"
  certificate_arn   = var.certificate
  ssl_policy        = "ELBSecurityPolicy-TLS13-1-2-2021-06"
}}

resource "alicloud_slb_listener" "plain" {{
  load_balancer_id = "lb-{number}"
  frontend_port    = {port}
  backend_port     = var.setting_1
  protocol         = "http"
}}

resource "alicloud_slb_listener" "second" {{
  load_balancer_id = "lb-{number}"
  frontend_port    = {twin}
  backend_port     = var.setting_3
  protocol         = "http"
}}
"""
    lists = "\n".join(f'    "10.{number % 256}.{row + 10}.0/24", # row {row}' for row in range(12))
    values = f"""locals {{
  name       = format("%s-%03d", var.setting_0, {number})
  admin_port = var.admin ? {port + 200} : {port + 201}
  tags = {{
    team  = "team-{number % 17}"
    stack = "${{var.setting_2}}-{number}"
  }}
  networks = [
{lists}
  ]
  by_row = {{ for index, network in local.networks : "row-${{index}}" => cidrhost(network, 10) if index % 2 == 0 }}
  text   = <<EOT
{_PROSE[number % 4]}
{_PROSE[(number + 1) % 4]}
Rows: %{{for key, host in local.by_row}}${{key}}=${{host}} %{{endfor}}
EOT
}}
"""
    inputs = """variable "vpc_id" {
  type = string
}

variable "subnets" {
  type = list(string)
}

variable "certificate" {
  type = string
}

variable "admin" {
  type    = bool
  default = true
}

"""
    outputs = "\n".join(
        f'output "value_{row}" {{\n  description = "Value {row} of the stack."\n'
        f'  value       = try(module.web.groups["shop"], local.name)\n}}\n'
        for row in range(8)
    )
    return {"main.tf": main, "variables.tf": inputs + _variables(6), "locals.tf": values, "outputs.tf": outputs}


def write_terraform(out: Path, lines: int, defects: bool = False) -> None:
    """Twenty modules and as many stacks (four files each) as give about ``lines`` lines."""
    written = 0
    folders = [(out / "modules" / f"m{number:02}", _module(number)) for number in range(_MODULES)]
    number = 0
    while folders or written < lines:
        if not folders:
            folders.append((out / "stacks" / f"s{number:05}", _stack(number, defects)))
            number += 1
        folder, files = folders.pop()
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in files.items():
            (folder / name).write_text(text)
            written += text.count("\n")
