"""placeholder"""
LOWER: dict[str, object] = {}
