"""What is known of one API: what leads to it, which grants its callers usually want."""
