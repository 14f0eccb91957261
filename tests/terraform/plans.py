"""Plans as ``terraform show -json`` writes them, made by hand."""

from typing import Any

Json = dict[str, Any]
LATER = {"load_balancer_arn": True}
NAMED = {"load_balancer_arn": {"references": ["aws_lb.main.arn", "aws_lb.main"]}}


def resource(address: str, values: Json, sensitive: Json | None = None) -> Json:
    """One entry of ``planned_values``."""
    kind, name = address.split(".")[-2:]
    return {
        "address": address,
        "mode": "managed",
        "type": kind,
        "name": name.partition("[")[0],
        "values": values,
        "sensitive_values": sensitive or {},
    }


def listener(name: str, port: object, **more: Any) -> Json:
    return resource(f"aws_lb_listener.{name}", {"port": port, "protocol": "HTTP", **more})


def change(address: str, unknown: Json, **more: Any) -> Json:
    """One entry of ``resource_changes``."""
    return {
        "address": address,
        "change": {"actions": ["create"], "before": None, "after": {}, "after_unknown": unknown, **more},
    }


def configured(name: str, expressions: Json) -> Json:
    """One resource of the configuration."""
    return {"mode": "managed", "type": "aws_lb_listener", "name": name, "expressions": expressions}


def plan(resources: list[Json], changes: list[Json] = [], settings: list[Json] = [], **more: Any) -> Json:  # noqa: B006
    return {
        "format_version": "1.2",
        "terraform_version": "1.11.4",
        "planned_values": {"root_module": {"resources": resources}},
        "resource_changes": changes,
        "configuration": {"root_module": {"resources": settings}},
        **more,
    }


def pair(**more: Any) -> Json:
    """Two listeners of a new load balancer that take one port."""
    names = ("first", "second")
    return plan(
        [resource("aws_lb.main", {"load_balancer_type": "application"}), *(listener(name, 80) for name in names)],
        [change(f"aws_lb_listener.{name}", dict(LATER)) for name in names],
        [configured(name, dict(NAMED)) for name in names],
        **more,
    )
