"""lbconflint: a static linter for load-balancer configuration.

The public surface for plugins is ``lbconflint.check`` and ``lbconflint.model``.
"""

__version__ = "0.1.0.dev0"
