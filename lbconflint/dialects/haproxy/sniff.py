from lbconflint.dialects.haproxy.reader import claims

__all__ = ["claims"]
