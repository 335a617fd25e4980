"""A client keeps its library's name wherever Python code hands it, and the calls on it are told."""

from __future__ import annotations

import textwrap

import pytest

from preflight.roles.python import following
from preflight.roles.python.modules import Files
from preflight.roles.python.types import NOBODY

BLOB = "google.cloud.storage.Client().bucket().blob()"
DELETED = "c.bucket('b').blob('o').delete()"


def _calls(**files: str) -> set[str]:
    """Give the paths of all calls; a file's name has `__` for `/`."""
    texts = {f"{name.replace('__', '/')}.py": textwrap.dedent(text).encode() for name, text in files.items()}
    return {call.path for call in following.calls(Files(texts))}


ONE_FILE = {
    "a name": f"from google.cloud import storage\nc = storage.Client()\n{DELETED}",
    "an alias of an import": f"import google.cloud.storage as gcs\nc = gcs.Client()\n{DELETED}",
    "a dotted import": f"import google.cloud.storage\nc = google.cloud.storage.Client()\n{DELETED}",
    "a global that a function fills": f"""
        from google.cloud import storage
        _c = None
        def client():
            global _c
            _c = storage.Client()
            return _c
        c = client()
        {DELETED}
    """,
    "an attribute": f"""
        from google.cloud import storage
        class Store:
            def __init__(self):
                self._client = storage.Client()
            def go(self):
                c = self._client
                {DELETED}
    """,
    "an attribute of what a base keeps": f"""
        from google.cloud import storage
        class Base:
            def __init__(self):
                self.client = storage.Client()
        class Store(Base):
            def go(self):
                c = self.client
                {DELETED}
    """,
    "a class made from a library's": """
        from google.cloud import storage
        class Mine(storage.Client):
            def go(self):
                self.bucket('b').blob('o').delete()
    """,
    "an annotated parameter": f"from google.cloud import storage\ndef go(c: storage.Client):\n    {DELETED}",
    "an annotation as text": f'from google.cloud import storage\ndef go(c: "storage.Client"):\n    {DELETED}',
    "a client or nothing": (
        f"from google.cloud import storage\ndef go(c: storage.Client | None = None):\n    {DELETED}"
    ),
    "an optional": f"""
        from typing import Optional
        from google.cloud import storage
        def go(c: Optional[storage.Client]):
            {DELETED}
    """,
    "what a caller hands over": (
        f"from google.cloud import storage\ndef go(c):\n    {DELETED}\ngo(storage.Client())"
    ),
    "what a caller hands over by name": (
        f"from google.cloud import storage\ndef go(*, c):\n    {DELETED}\ngo(c=storage.Client())"
    ),
    "what a thread runs": (
        f"from google.cloud import storage\ndef go(c):\n    {DELETED}\npool.submit(go, storage.Client())"
    ),
    "a dependency of FastAPI": f"""
        from fastapi import Depends
        from google.cloud import storage
        def client():
            yield storage.Client()
        def go(c=Depends(client)):
            {DELETED}
    """,
    "an annotated dependency": f"""
        from typing import Annotated
        from google.cloud import storage
        Store = Annotated[storage.Client, Depends(make)]
        def go(c: Store):
            {DELETED}
    """,
    "a context": f"from google.cloud import storage\nwith storage.Client() as c:\n    {DELETED}",
    "a context of one's own": f"""
        from contextlib import contextmanager
        from google.cloud import storage
        @contextmanager
        def client():
            yield storage.Client()
        with client() as c:
            {DELETED}
    """,
    "a mapping": f"""
        from collections.abc import Mapping
        from google.cloud import storage
        def go(clients: Mapping[str, storage.Client]):
            for name, c in clients.items():
                {DELETED}
    """,
    "a list": f"from google.cloud import storage\nfor c in [storage.Client()]:\n    {DELETED}",
    "a comprehension": "from google.cloud import storage\n"
    "[c.bucket('b').blob('o').delete() for c in [storage.Client()]]",
    "a lambda": f"from google.cloud import storage\nc = storage.Client()\nrun(lambda: {DELETED})",
    "a choice": f"from google.cloud import storage\nc = given or storage.Client()\n{DELETED}",
    "a dataclass": f"""
        from dataclasses import dataclass
        from google.cloud import storage
        @dataclass
        class Clients:
            store: storage.Client
        def go(clients: Clients):
            c = clients.store
            {DELETED}
    """,
    "a property": f"""
        from functools import cached_property
        from google.cloud import storage
        class Store:
            @cached_property
            def client(self):
                return storage.Client()
            def go(self):
                c = self.client
                {DELETED}
    """,
    "an elif, a try and a match": f"""
        from google.cloud import storage
        c = storage.Client()
        try:
            if a: pass
            elif b:
                match x:
                    case 1:
                        {DELETED}
        finally:
            pass
    """,
}


@pytest.mark.parametrize("text", ONE_FILE.values(), ids=ONE_FILE)
def test_a_client_is_followed_within_a_file(text: str) -> None:
    found = _calls(a=text)
    assert {f"{BLOB}.delete", "google.cloud.storage.Client.bucket().blob().delete"} & found or any(
        path.endswith(".bucket().blob().delete") and path.startswith("google.cloud.storage.Client")
        for path in found
    )


def test_a_client_is_followed_through_the_files_of_a_service() -> None:
    found = _calls(
        svc__clients="from google.cloud import storage\nclass Clients:\n    store: storage.Client\n",
        svc__made="from svc.clients import Clients\ndef make() -> Clients: ...",
        svc__work="class Work:\n    def __init__(self, bucket):\n        self._b = bucket\n"
        "    def go(self):\n        self._b.blob('x').delete()\n",
        svc__main="from . import made\nfrom .work import Work\nc = made.make()\n"
        "Work(c.store.bucket('b')).go()\n",
    )
    assert f"{BLOB}.delete" in found


def test_a_method_that_is_handed_on_is_told() -> None:
    found = _calls(
        a="from google.cloud import storage\nb = storage.Client().bucket('b')\npool.submit(b.get_blob, 'x')"
    )
    assert "google.cloud.storage.Client().bucket().get_blob" in found


NOTHING = {
    "another's client": "import storage\nstorage.Client().bucket('b').blob('o').delete()",
    "a name that means something else now": "from google.cloud import storage\n"
    "def f():\n    c = storage.Client()\n    c = other()\n    c.bucket('b').blob('o').delete()",
    "a parameter that hides a global": "from google.cloud import storage\nc = storage.Client()\n"
    "def f(c):\n    c.bucket('b').blob('o').delete()",
    "a comment": "from google.cloud import storage\n# storage.Client().bucket('b').blob('o').delete()",
    "text": "from google.cloud import storage\nx = \"storage.Client().bucket('b').blob('o').delete()\"",
}


@pytest.mark.parametrize("text", NOTHING.values(), ids=NOTHING)
def test_what_is_no_client_is_not_followed(text: str) -> None:
    assert not any(path.endswith(".delete") and not path.startswith(NOBODY) for path in _calls(a=text))


ODD = {
    "a syntax error": "def f(:\n",
    "names that mean each other": "A = B | None\nB = A | None\ndef f(x: A): x.go()",
    "functions that call each other": "def f(x): return g(x)\ndef g(x): return f(x)\nf(1)",
    "a class that is its own base": "class A(A):\n    pass\nA().go()",
    "modules that import each other": "from .b import x\nx.go()",
    "a long chain": "from google.cloud import storage\nc = storage.Client()" + ".bucket('a')" * 500,
    "null": "x = '\0'",
    "nothing": "",
}


@pytest.mark.parametrize("text", ODD.values(), ids=ODD)
def test_odd_code_ends_quietly(text: str) -> None:
    _calls(a=text, b="from .a import x")
