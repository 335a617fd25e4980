"""What readers share: the grammars, names of methods worth keeping, values put together."""
