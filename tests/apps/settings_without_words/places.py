"""The parts of addresses, apart from the host they end in."""

PRODUCT = "vision"
OTHER = "translation"
VERSION = "v1"
