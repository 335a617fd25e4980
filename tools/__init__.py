"""The developer commands: what `make` calls. Program, pack and services import nothing from here."""
