"""What a reader tells of one file, in words that fit every language: imports, uses, texts, commands.

A reader of `languages/` fills a `Source`, a detector of `detectors/` judges many of them; neither knows the
other. Everything here can be sent to another process and kept in a cache, so it is data and nothing else.

A *path* names a thing the way its language imports it, with `.` between members:

    google.cloud.storage.Client                 Python
    @google-cloud/storage.Storage               JavaScript and TypeScript: package, then export
    cloud.google.com/go/storage.NewClient       Go: import path, then name
    com.google.cloud.storage.StorageOptions.getDefaultInstance        Java, Kotlin
    Google.Cloud.Storage.V1.StorageClient.Create                      C#

A method of something that a call gave is written after `()`: `google.cloud.storage.Client().bucket`. A method
whose receiver is not known is written after `?`: `?.generate_signed_url`.

Deliberately absent: types and control flow. A name means what any assignment in its file says it means.
"""

from __future__ import annotations

from msgspec import Struct, field


class Known(Struct, frozen=True, tag=True, array_like=True):
    """A value that is spelled in the code."""

    value: str | bool | int | float | None


class Name(Struct, frozen=True, tag=True, array_like=True):
    """A value under a name: `BUCKET`, `self.topic`, or after imports `service.settings.BUCKET`."""

    path: str


class Env(Struct, frozen=True, tag=True, array_like=True):
    """The environment variable `name`, and what the code takes when it is not set."""

    name: str
    default: Value | None = None


class Joined(Struct, frozen=True, tag=True, array_like=True):
    """Texts one after the other: an f-string, a template, a concatenation, a `format`."""

    parts: tuple[Value, ...]


class OneOf(Struct, frozen=True, tag=True, array_like=True):
    """One of several: both arms of a condition, both sides of an `or`."""

    values: tuple[Value, ...]


class Made(Struct, frozen=True, tag=True, array_like=True):
    """What calling `path` gives."""

    path: str


class Opaque(Struct, frozen=True, tag=True, array_like=True):
    """A value that this file does not tell."""


Value = Known | Name | Env | Joined | OneOf | Made | Opaque


class Import(Struct, frozen=True, array_like=True):
    """An import. `path` as above (with `.*` for all names of it); `used`: named again outside of types."""

    path: str
    line: int
    used: bool = True


class Use(Struct, frozen=True, array_like=True):
    """An imported thing that is named in code: called, or (`called` false) handed on or subclassed.

    Types of parameters, variables and results are no use. `keywords` holds named arguments and, in languages
    that have none, the fields of an object literal given as an argument (`vertexai` of `{vertexai: true}`).
    """

    path: str
    line: int
    called: bool = True
    args: tuple[Value, ...] = ()
    keywords: dict[str, Value] = field(default_factory=dict[str, "Value"])


class Text(Struct, frozen=True, array_like=True):
    """A string that can name something of Google's: it holds `googleapis.com`, `://`, `google` or a host.

    `into`: what takes it, as a path if it is known (`requests.post`), else a name (`?.get`, `fetch`), with
    the keyword behind a `:` (`google.cloud.run_v2.ServicesClient:api_endpoint`); `=` and a name where it is
    assigned (`=BASE_URL`); empty where it is neither. Documentation strings and comments are no texts.
    """

    value: Value
    line: int
    into: str = ""


class Command(Struct, frozen=True, array_like=True):
    r"""A command line that is run (`gcloud run deploy api`), of a shell, an image, a pipeline, a notebook.

    `words` are resolved as far as the file tells; a word with an unknown part has `\\x00` for it. `within`
    names what runs it: a function, a make target, a pipeline step, or nothing.
    """

    words: tuple[str, ...]
    line: int
    within: str = ""


class Declaration(Struct, frozen=True, array_like=True):
    """Something declared in a file of infrastructure: Terraform's `google_pubsub_topic`, a YAML `kind`."""

    kind: str
    name: str
    line: int


class Setting(Struct, frozen=True, array_like=True):
    """An environment variable that a file sets: `ENV`, `.env`, a manifest, `os.environ[…] =`."""

    name: str
    value: Value
    line: int


class Source(Struct, array_like=True):
    """All that a reader tells of one file. Lines count from 1; in a notebook they are lines of the `.ipynb`.

    `constants`: values by name, of modules and classes (`Settings.topic`), each what any assignment gives it.
    `locals`: other files of the same code that this one names, as the language spells it (`.clients`,
    `./db.js`, `example.com/app/store`), to follow who uses whom. `entry`: this file is started by itself
    (`__main__`, `package main`, a handler). `problems`: what could not be read, for a person.
    """

    language: str
    imports: list[Import] = field(default_factory=list[Import])
    uses: list[Use] = field(default_factory=list[Use])
    texts: list[Text] = field(default_factory=list[Text])
    constants: dict[str, Value] = field(default_factory=dict[str, "Value"])
    commands: list[Command] = field(default_factory=list[Command])
    declarations: list[Declaration] = field(default_factory=list[Declaration])
    settings: list[Setting] = field(default_factory=list[Setting])
    locals: list[str] = field(default_factory=list[str])
    # Packages that a manifest asks for (requirements.txt, package.json, go.mod, pom.xml), with their lines.
    dependencies: list[Import] = field(default_factory=list[Import])
    entry: bool = False
    problems: list[str] = field(default_factory=list[str])


#: Which libraries of the catalogue the code of a language uses.
LIBRARIES_OF = {
    "python": "python", "notebook": "python", "javascript": "node", "typescript": "node", "go": "go",
    "java": "java", "kotlin": "java", "csharp": "csharp",
}  # fmt: skip
