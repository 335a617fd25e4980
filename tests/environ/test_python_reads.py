"""What Python reads of the environment, in all its forms.

A row is a file, what stands in it, and what is read: `A` optional, `A!` required, `A/B` required unless B is
there, `?` a name that cannot be told, `?all` the whole environment, `=A` set by the code itself.
"""

from __future__ import annotations

import pytest
from shown_reads import shown

from preflight.environ.found import python

CASES = {
    "a list of the file that a function fills and the file refuses": (
        "m.py",
        (
            "import os\nmissing = []\ndef need(key, default=None):\n    data = os.environ.get(key, default)\n"
            "    if not data:\n        missing.append(key)\n    return data\n"
            'A = need("A")\nB = need("B", "b")\nif missing:\n    raise ValueError(", ".join(missing))\n'
        ),
        "A! B",
    ),
    "a list of the function's own": (
        "m.py",
        (
            "import os\nmissing = []\ndef need(key):\n    missing = []\n    if not os.environ.get(key):\n"
            '        missing.append(key)\nneed("A")\nif missing:\n    raise ValueError()\n'
        ),
        "A",
    ),
    "a conversion that is asked for first": (
        "m.py",
        ('import os\nPORT = int(os.getenv("PORT")) if os.getenv("PORT") else 8080\n'),
        "PORT",
    ),
    "a method of what is asked for first": (
        "m.py",
        ('import os\np = os.getenv("P", None)\nif p is not None:\n    p = p.lower()\n'),
        "P",
    ),
    "a conversion of what nobody asked for": (
        "m.py",
        ('import os\nother = os.getenv("O")\nif other:\n    int(os.getenv("P"))\n'),
        "O P!",
    ),
    "a file that is opened by what may be nothing": (
        "m.py",
        ('import os\nopen(os.environ.get("KEY_PATH"), "r")\nopen(os.environ.get("LOG", "x"))\n'),
        "KEY_PATH! LOG",
    ),
    "a path that is joined from what may be nothing": (
        "m.py",
        ('import os\nos.path.join("/", os.getenv("D"))\nos.path.join("/", os.getenv("E") or "e")\n'),
        "D! E",
    ),
    "any of what a map gives": (
        "m.py",
        'import os\nif any(map(all, [["a"]])):\n    pass\nos.environ["A"]\n',
        "A!",
    ),
    "a subscript is required": (
        "m.py",
        ('import os\na=os.environ["A"]\n'),
        "A!",
    ),
    "a get is optional": (
        "m.py",
        ('import os\na=os.environ.get("A")\n'),
        "A",
    ),
    "a get with a default is optional": (
        "m.py",
        ('import os\na=os.environ.get("A","x")\n'),
        "A",
    ),
    "names imported from os": (
        "m.py",
        ('from os import environ as e, getenv as g\ne["A"]\ng("B")\ng("C","d")\n'),
        "A! B C",
    ),
    "setdefault and pop": (
        "m.py",
        ('import os\nos.environ.setdefault("A","1")\nos.environ.pop("B",None)\nos.environ.pop("C")\n'),
        "A B C!",
    ),
    "a subscript behind a question": (
        "m.py",
        ('import os\nif "X" in os.environ:\n    os.environ["X"]\n'),
        "X",
    ),
    "a question that raises": (
        "m.py",
        ('import os\nif "X" not in os.environ:\n    raise RuntimeError()\n'),
        "X!",
    ),
    "another name of the environment": (
        "m.py",
        ('import os\nX=os.environ\nX["A"]\n'),
        "A!",
    ),
    "all of it is gone through": (
        "m.py",
        ("import os\n{**os.environ}\nfor k,v in os.environ.items(): print(k)\n"),
        "?all",
    ),
    "a comprehension over names": (
        "m.py",
        ('import os\nN=["A","B"]\nd={n: os.environ[n] for n in N}\n'),
        "A! B!",
    ),
    "a list of missing names that ends the program": (
        "m.py",
        (
            "import os\n"
            'N=["A","B"]\n'
            "missing=[n for n in N if not os.environ.get(n)]\n"
            "if missing:\n"
            '    raise SystemExit("no")\n'
        ),
        "A! B!",
    ),
    "a loop that raises": (
        "m.py",
        ('import os\nfor n in ("A","B"):\n    if n not in os.environ:\n        raise ValueError(n)\n'),
        "A! B!",
    ),
    "a wrapper that gives nothing": (
        "m.py",
        (
            "import os\n"
            "def env(name, default=None):\n"
            "    return os.environ.get(name, default)\n"
            'env("A"); env("B","x")\n'
        ),
        "A B",
    ),
    "a wrapper that raises": (
        "m.py",
        (
            "import os\n"
            "def env(name, default=None):\n"
            "    v=os.environ.get(name, default)\n"
            "    if v is None:\n"
            "        raise RuntimeError(name)\n"
            "    return v\n"
            'env("A"); env("B","x")\n'
        ),
        "A! B",
    ),
    "a wrapper that is told whether it is required": (
        "m.py",
        (
            "import os\n"
            "def env(name, default=None, required=False):\n"
            "    v=os.getenv(name)\n"
            "    if not v and required:\n"
            "        raise RuntimeError(name)\n"
            "    return v or default\n"
            'env("A",required=True); env("B","x"); env("C")\n'
        ),
        "A! B C",
    ),
    "a KeyError that is caught": (
        "m.py",
        (
            "import os\n"
            "try:\n"
            '    a=os.environ["A"]\n'
            "except KeyError:\n"
            '    a="d"\n'
            "try:\n"
            '    b=os.environ["B"]\n'
            "except KeyError:\n"
            "    raise SystemExit(1)\n"
        ),
        "A B!",
    ),
    "an exit where nothing was found": (
        "m.py",
        ('import os\nimport sys\na=os.getenv("A")\nif not a:\n    print("no")\n    sys.exit(1)\n'),
        "A!",
    ),
    "one or another": (
        "m.py",
        ('import os\na=os.getenv("A") or os.environ["B"]\n'),
        "A B/A",
    ),
    "either missing raises": (
        "m.py",
        ('import os\na,b=os.getenv("A"),os.getenv("B")\nif not a or not b:\n    raise E\n'),
        "A! B!",
    ),
    "only both missing raise": (
        "m.py",
        ('import os\na,b=os.getenv("A"),os.getenv("B")\nif not a and not b:\n    raise E\n'),
        "A/B B/A",
    ),
    "an assertion": (
        "m.py",
        ('import os\nassert os.getenv("A")\n'),
        "A!",
    ),
    "a handler that nobody calls": (
        "m.py",
        ('import os\ndef h(req):\n    return os.environ["A"]\n'),
        "A!",
    ),
    "methods of an object": (
        "m.py",
        (
            "import os\n"
            "class S:\n"
            "    def __init__(self):\n"
            '        self.a=os.environ["A"]\n'
            "    def go(self):\n"
            '        return os.getenv("B")\n'
        ),
        "A! B",
    ),
    "fields of a dataclass": (
        "m.py",
        (
            "import os\n"
            "from dataclasses import dataclass, field\n"
            "@dataclass\n"
            "class S:\n"
            '    a: str = field(default_factory=lambda: os.environ["A"])\n'
            '    b: str = os.getenv("B","")\n'
        ),
        "A! B",
    ),
    "environs with a prefix": (
        "m.py",
        (
            "from environs import Env\n"
            "env=Env()\n"
            "env.read_env()\n"
            'A=env("A")\n'
            'B=env.int("B",default=1)\n'
            'C=env.bool("C",False)\n'
            'with env.prefixed("P_"):\n'
            '    D=env.str("D")\n'
            'E=env("E")\n'
        ),
        "A! B C P_D! E!",
    ),
    "django-environ": (
        "m.py",
        (
            "import environ\n"
            "env=environ.Env(DEBUG=(bool,False))\n"
            'env("DEBUG")\n'
            'env("S")\n'
            'env.bool("T",default=True)\n'
            "env.db()\n"
        ),
        "DEBUG S! T DATABASE_URL!",
    ),
    "python-decouple": (
        "m.py",
        ('from decouple import config\nA=config("A")\nB=config("B",default="x",cast=int)\n'),
        "A! B",
    ),
    "starlette": (
        "m.py",
        (
            "from starlette.config import Config\n"
            'c=Config(".env")\n'
            'A=c("A")\n'
            'B=c("B",cast=bool,default=False)\n'
        ),
        "A! B",
    ),
    "pydantic-settings": (
        "m.py",
        (
            "from pydantic_settings import BaseSettings, SettingsConfigDict\n"
            "from pydantic import Field, AliasChoices\n"
            "class S(BaseSettings):\n"
            '    model_config=SettingsConfigDict(env_prefix="APP_")\n'
            "    a: str\n"
            "    b: int = 3\n"
            '    c: str = Field(alias="CC")\n'
            '    d: str = Field(..., validation_alias=AliasChoices("D1","D2"))\n'
            "    e: str | None = None\n"
        ),
        "APP_A! APP_B CC! D1/D2 D2/D1 APP_E",
    ),
    "pydantic-settings of old": (
        "m.py",
        (
            "from pydantic import BaseSettings, Field\n"
            "from typing import Optional\n"
            "class S(BaseSettings):\n"
            "    a: str\n"
            "    b: Optional[str]\n"
            '    c: str = Field(..., env="CENV")\n'
            "    class Config:\n"
            '        env_prefix="X_"\n'
        ),
        "X_A! X_B CENV!",
    ),
    "models inside of settings": (
        "m.py",
        (
            "from pydantic_settings import BaseSettings\n"
            "from pydantic import BaseModel\n"
            "class D(BaseModel):\n"
            "    host: str\n"
            "    port: int = 1\n"
            'class S(BaseSettings, env_nested_delimiter="__"):\n'
            "    db: D\n"
        ),
        "DB/DB__HOST,DB__PORT DB__HOST/DB DB__PORT",
    ),
    "options of click": (
        "m.py",
        (
            "import click\n"
            "@click.command()\n"
            '@click.option("--a", envvar="A")\n'
            '@click.option("--b", envvar=["B","C"], required=True)\n'
            "def m(a,b): pass\n"
        ),
        "A B/C C/B",
    ),
    "a default of argparse": (
        "m.py",
        (
            "import argparse, os\n"
            "p=argparse.ArgumentParser()\n"
            'p.add_argument("--x", default=os.environ.get("X"))\n'
        ),
        "X",
    ),
    "a name that is typed": (
        "m.py",
        ("import os\nname=input()\nos.environ[name]\n"),
        "?",
    ),
    "a parameter that nobody gives": (
        "m.py",
        ("import os\ndef f(n):\n    return os.environ[n]\n"),
        "?",
    ),
    "a parameter that one caller makes up": (
        "m.py",
        ('import os\ndef f(n):\n    return os.environ[n]\nf("A")\nf(input())\n'),
        "A! ?",
    ),
    "the code sets it": (
        "m.py",
        ('import os\nos.environ["A"]="x"\n'),
        "=A",
    ),
    "conversions that nothing survives": (
        "m.py",
        ('import os\ni=int(os.getenv("A"))\nj=int(os.getenv("B","1"))\nk=os.getenv("C").split(",")\n'),
        "A! B C!",
    ),
    "names that are put together": (
        "m.py",
        (
            "import os\n"
            'P="APP_"\n'
            'os.environ[P+"A"]\n'
            'os.environ[f"{P}B"]\n'
            'os.environ["%sC" % P]\n'
            'os.environ["{}D".format(P)]\n'
        ),
        "APP_A! APP_B! APP_C! APP_D!",
    ),
    "an object that is given the environment": (
        "m.py",
        (
            "import os\n"
            "class E:\n"
            "    def __init__(self, v):\n"
            "        self._variables=v\n"
            "    def need(self,n):\n"
            "        return self._variables[n]\n"
            'E(os.environ).need("A")\n'
        ),
        "A!",
    ),
    "a cached function": (
        "m.py",
        (
            "import os\n"
            "from functools import lru_cache\n"
            "@lru_cache\n"
            "def settings():\n"
            '    return {"a": os.environ["A"]}\n'
        ),
        "A!",
    ),
    "a set of names without those that are set": (
        "m.py",
        ('import os\nREQ={"A","B"}\nm=REQ-set(os.environ)\nif m:\n    raise E(m)\n'),
        "A! B!",
    ),
    "not all are there": (
        "m.py",
        ('import os\nREQ=("A","B")\nif not all(os.environ.get(v) for v in REQ):\n    raise E\n'),
        "A! B!",
    ),
    "any is missing": (
        "m.py",
        ('import os\nREQ=("A","B")\nif any(v not in os.environ for v in REQ):\n    raise E\n'),
        "A! B!",
    ),
    "an enumeration": (
        "m.py",
        ('import os, enum\nclass K(str, enum.Enum):\n    A="A_KEY"\nos.environ[K.A]\nos.getenv(K.A.value)\n'),
        "A_KEY!",
    ),
    "within async with": (
        "m.py",
        ('import os\nasync def f():\n    async with x() as y:\n        os.environ["A"]\n'),
        "A!",
    ),
    "Ellipsis for no default": (
        "m.py",
        (
            "import os\n"
            "def get(key, *, default=...):\n"
            "    try:\n"
            "        return os.environ[key]\n"
            "    except KeyError:\n"
            "        if default is ...:\n"
            "            raise RuntimeError(key)\n"
            "        return default\n"
            'get("A")\n'
            'get("B",default=1)\n'
        ),
        "A! B",
    ),
    "a mark of its own for no default": (
        "m.py",
        (
            "import os\n"
            "_M=object()\n"
            "def get(key, default=_M):\n"
            "    v=os.environ.get(key, default)\n"
            "    if v is _M:\n"
            "        raise RuntimeError(key)\n"
            "    return v\n"
            'get("A")\n'
            'get("B",1)\n'
        ),
        "A! B",
    ),
    "required outside of debugging": (
        "m.py",
        ('import os\nDEBUG=os.getenv("DEBUG","0")=="1"\nif not DEBUG:\n    S=os.environ["S"]\n'),
        "DEBUG S/DEBUG",
    ),
    "match": (
        "m.py",
        ('import os\nmatch os.getenv("M"):\n    case "a": x=os.environ["A"]\n'),
        "M A!",
    ),
    "a walrus": (
        "m.py",
        ('import os\nif (x:=os.getenv("A")) is None:\n    raise E\n'),
        "A!",
    ),
    "handed to a process": (
        "m.py",
        ('import os, subprocess\nsubprocess.run(["x"], env=os.environ.copy())\n'),
        "?all",
    ),
    "typer": (
        "m.py",
        (
            "import typer\n"
            "from typing import Annotated\n"
            'def main(a: Annotated[str, typer.Option(envvar="A")], b: str = typer.Option("x",'
            ' envvar="B")): pass\n'
        ),
        "A B",
    ),
    "get by keyword": (
        "m.py",
        ('import os\nprint(os.environ.get(key="A"))\n'),
        "A",
    ),
    "the get method under a name": (
        "m.py",
        ('import os\nenv = os.environ.get\nenv("A")\n'),
        "A",
    ),
    "exit behind or": (
        "m.py",
        ('from os import environ\nenviron.get("A") or exit(1)\n'),
        "A!",
    ),
    "returns where it is there": (
        "m.py",
        (
            "import os\n"
            "def r(n):\n"
            "    v = os.environ.get(n)\n"
            "    if v: return v\n"
            "    raise KeyError(n)\n"
            'X=r("A")\n'
        ),
        "A!",
    ),
    "a class body that raises": (
        "m.py",
        ('import os\nclass C:\n    TOKEN = os.getenv("T")\n    if not TOKEN:\n        raise ValueError\n'),
        "T!",
    ),
}


@pytest.mark.parametrize(("file", "code", "expected"), CASES.values(), ids=CASES)
def test_reads(file: str, code: str, expected: str) -> None:
    found = python.found([file], {file: code.encode()})
    assert shown(found) == set(expected.split())
    assert not found.problems
