"""The short table at the end of `make local`: what the local cloud holds for the project."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.table import Table

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

NOT_RUNNING = "declared, not running"


@dataclass(frozen=True)
class Row:
    """A line of the table."""

    kind: str
    name: str
    note: str = ""


KINDS = {
    ("pubsub.googleapis.com", "topics"): "topic",
    ("pubsub.googleapis.com", "subscriptions"): "subscription",
    ("run.googleapis.com", "services"): "service",
    ("storage.googleapis.com", "buckets"): "bucket",
    ("artifactregistry.googleapis.com", "repositories"): "repository",
    ("secretmanager.googleapis.com", "secrets"): "secret",
}


def rows(resources: Iterable[Mapping[str, Any]]) -> list[Row]:
    """The resources worth a line, grouped by kind; `resources` as `/_local/resources` gives them."""
    found: list[Row] = []
    for resource in resources:
        parts = resource["name"].split("/")
        kind = KINDS.get((resource["service"], parts[-2] if len(parts) > 1 else ""))
        if kind:
            found.append(Row(kind, parts[-1], _note(kind, resource["body"])))
    order = list(KINDS.values())
    return sorted(found, key=lambda row: (order.index(row.kind), row.name))


def _note(kind: str, body: Mapping[str, Any]) -> str:
    if kind == "service":
        return f"{NOT_RUNNING}: {body.get('uri', 'no address')}"
    if kind == "subscription":
        pushed_to = body.get("pushConfig", {}).get("pushEndpoint", "")
        return f"pushes to {pushed_to}" if pushed_to else "pulled"
    return str(body.get("registryUri", ""))


def api_row(declared: Sequence[str], enabled: set[str]) -> Row:
    """How many APIs are declared and how many of them are enabled, and which are not."""
    missing = [api for api in declared if api not in enabled]
    note = f"not enabled: {', '.join(missing)}" if missing else "as google-cloud-service-usage says"
    return Row("APIs", f"{len(declared)} declared, {len(declared) - len(missing)} enabled", note)


def show(title: str, table_rows: Sequence[Row]) -> None:
    """Print the table on standard output; plain lines where that is no terminal."""
    console = Console(highlight=False)
    if not console.is_terminal:
        print(title, *map(_plain, table_rows), sep="\n")
        return
    table = Table(title=title, title_justify="left", box=None, show_header=False, pad_edge=False)
    table.add_column(style="bold")
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for row in table_rows:
        table.add_row(row.kind, row.name, row.note)
    console.print(table)


def _plain(row: Row) -> str:
    return f"{row.kind:<13} {row.name:<33} {row.note}".rstrip()
