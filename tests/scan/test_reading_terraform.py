"""The reader of Terraform: Google's resources, the APIs that are enabled, and what is run while applying."""

from __future__ import annotations

import pytest

from preflight.scan.languages import terraform
from preflight.scan.source import Joined, Known, Name, Opaque, Setting


def declared(text: str) -> list[tuple[int, str, str]]:
    source = terraform.read(text.encode(), "main.tf")
    return [(one.line, one.kind, one.name) for one in source.declarations]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('resource "google_pubsub_topic" "t" {}', [(1, "google_pubsub_topic", "t")]),
        ("\nresource google_pubsub_topic t {\n}\n", [(2, "google_pubsub_topic", "t")]),
        ('data "google_project" "p" {}', [(1, "google_project", "p")]),
        ('resource "google_project_service" "s" {\n  service = "run.googleapis.com"\n}',
         [(2, "google_project_service", "run.googleapis.com")]),
        (('resource "google_project_service" "s" {\n  for_each = toset([\n    "a.googleapis.com",\n'
         '    "b.googleapis.com"])\n  service = each.key\n}'),
         [(3, "google_project_service", "a.googleapis.com"), (4, "google_project_service",
          "b.googleapis.com")]),
        (('locals {\n  s = ["a.googleapis.com"]\n}\nresource "google_project_service" "s" {\n'
         '  for_each = toset(local.s)\n  service = each.value\n}'),
         [(2, "google_project_service", "a.googleapis.com")]),
        (('variable "s" {\n  default = ["a.googleapis.com"]\n}\nresource "google_project_service" "s" {\n'
         '  for_each = var.s\n}'),
         [(2, "google_project_service", "a.googleapis.com")]),
        ('resource "google_project_service" "s" {\n  service = var.unknown\n}',
         [(1, "google_project_service", "")]),
        ('module "m" {\n  source = "terraform-google-modules/network/google"\n}',
         [(1, "module:terraform-google-modules/network/google", "m")]),
        (('module "m" {\n'
         '  source = "terraform-google-modules/project-factory/google//modules/project_services"\n'
         '  activate_apis = ["a.googleapis.com"]\n}'),
         [(1, "module:terraform-google-modules/project-factory/google//modules/project_services", "m"), (3,
          "google_project_service", "a.googleapis.com")]),
        ('terraform {\n  backend "gcs" {}\n}', [(2, "backend:gcs", "")]),
        ('source "googlecompute" "i" {}', [(1, "source:googlecompute", "")]),
        ('resource "google_{{.X}}_y" "z" {\n  {{ if .A }}\n}\nresource "google_dns_policy" "p" {}',
         [(1, "google_hole_y", "z"), (4, "google_dns_policy", "p")]),
    ],
)  # fmt: skip
def test_what_google_is_asked_for_is_declared(text: str, found: list[tuple[int, str, str]]) -> None:
    assert declared(text) == found


@pytest.mark.parametrize(
    "text",
    [
        '# resource "google_pubsub_topic" "t" {}',
        '/* resource "google_pubsub_topic" "t" {} */',
        'resource "aws_s3_bucket" "google_x" {}',
        'output "google_x" { value = "google_y" }',
        'module "m" {\n  source = "./google_x"\n}',
        'module "m" {\n  source = "terraform-aws-modules/vpc/aws"\n}',
        'locals {\n  a = "resource google_x y"\n}',
        'provider "google" {}',
        'terraform {\n  backend "s3" {}\n}',
        'variable "google_x" {}',
        "",
    ],
)
def test_what_asks_google_for_nothing_is_not_declared(text: str) -> None:
    assert declared(text) == []


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ('  provisioner "local-exec" {\n    command = "gcloud x --y=${var.z}"\n  }', [(3, "gcloud x --y=?")]),
        (('  provisioner "local-exec" {\n    command = <<-EOT\n      gcloud x \\\n        --y\n'
         '      gsutil z\n'
         '    EOT\n  }'), [(4, "gcloud x --y"), (6, "gsutil z")]),
        ('  metadata_startup_script = <<EOT\ngsutil cp a b\nEOT', [(3, "gsutil cp a b")]),
        ('  metadata = {\n    startup-script = "gsutil cp a b"\n  }', [(3, "gsutil cp a b")]),
        ('  provisioner "local-exec" {\n    command = "echo gcloud x"\n  }', []),
        ('  provisioner "local-exec" {\n    command = var.command\n  }', []),
        ('  provisioner "remote-exec" {\n    inline = []\n  }', []),
        ('  description = "gcloud x"', []),
    ],
)  # fmt: skip
def test_scripts_are_commands_of_their_resource(body: str, found: list[tuple[int, str]]) -> None:
    source = terraform.read(f'resource "null_resource" "n" {{\n{body}\n}}'.encode(), "main.tf")
    assert [(one.line, " ".join(one.words).replace("\x00", "?")) for one in source.commands] == found
    assert {one.within for one in source.commands} <= {"null_resource.n"}


@pytest.mark.parametrize(
    ("body", "settings"),
    [
        ('env {\n name = "A"\n value = "b"\n}', [Setting("A", Known("b"), 4)]),
        (
            'env {\n name = "A"\n value = "b-${var.c}"\n}',
            [Setting("A", Joined((Known("b-"), Name("var.c"))), 4)],
        ),
        (
            "environment_variables = {\n A = 1\n B = x.y\n}",
            [Setting("A", Known("1"), 3), Setting("B", Opaque(), 4)],
        ),
        ('env {\n name = "A"\n value_source {}\n}', []),
        ('labels = {\n A = "b"\n}', []),
    ],
)
def test_environment_variables_are_settings(body: str, settings: list[Setting]) -> None:
    assert terraform.read(f'resource "google_x" "y" {{\n{body}\n}}'.encode(), "main.tf").settings == settings


def test_defaults_and_locals_are_constants() -> None:
    source = terraform.read(b'variable "a" {\n  default = "b"\n}\nlocals {\n  c = "d-${var.a}"\n}', "main.tf")
    assert source.constants == {"var.a": Known("b"), "local.c": Joined((Known("d-"), Name("var.a")))}


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        ('resource "google_x" "y" {\n', 0),
        ('a "b" {} }\nresource "google_x" "y" }', 1),
        ('resource "aws_x" "y" {\n', 0),
        ('resource "google_x" "y" {}\n', 0),
        ("", 0),
    ],
)
def test_what_is_no_terraform_is_told_where_it_could_matter(text: str, problems: int) -> None:
    assert len(terraform.read(text.encode(), "main.tf").problems) == problems


@pytest.mark.parametrize(
    "text",
    ["{" * 3000, "a {\n" * 3000, "locals { a = " + "[" * 3000, 'module "m" { source = }', "module {}",
     "resource {}",
     'resource "google_x" {}', "env { name = 1 }", "a = <<EOT\n", "\x00", 'locals { a = "${' * 500,
     "data external e {}"],
)  # fmt: skip
def test_broken_and_hostile_terraform_is_read_without_an_error(text: str) -> None:
    assert terraform.read(text.encode(), "main.tf").language == "terraform"
