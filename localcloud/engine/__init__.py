"""Stand-ins around Pulumi's engine, used only where the official parts cannot be had."""
