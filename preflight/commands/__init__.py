"""One command a module, found by being here: `arguments(parser)` and `run(given)`, imported light."""
