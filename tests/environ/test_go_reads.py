"""What Go reads of the environment.

A row is a file, what stands in it, and what is read: `A` optional, `A!` required, `A/B` required unless B is
there, `?` a name that cannot be told, `?all` the whole environment, `=A` set by the code itself.
"""

from __future__ import annotations

import pytest
from shown_reads import shown

from preflight.environ.found import go

CASES = {
    "go: a conversion that fails for an empty text": (
        "a.go",
        (
            "package c\nfunc number(s string) int {\n i, err := strconv.Atoi(os.Getenv(s))\n"
            ' if err != nil {\n  panic(err)\n }\n return i\n}\nvar a = number("A")\n'
        ),
        "A!",
    ),
    "go: a conversion whose error has a default": (
        "a.go",
        (
            'package c\nfunc main() {\n i, err := strconv.Atoi(os.Getenv("A"))\n'
            " if err != nil {\n  i = 3\n }\n}\n"
        ),
        "A",
    ),
    "go: structs that are declared together": (
        "a.go",
        (
            "package c\n"
            "type (\n"
            " Config struct {\n"
            '  Key string `envconfig:"KEY" required:"true"`\n'
            "  Http HTTP\n"
            " }\n"
            " HTTP struct {\n"
            '  Port int `envconfig:"PORT" default:"80"`\n'
            " }\n"
            ")\n"
        ),
        "KEY! PORT",
    ),
    "go: a prefix for all tags": (
        "a.go",
        (
            "package c\n"
            "type Config struct {\n"
            ' Name string `env:"NAME,required"`\n'
            " DB struct {\n"
            '  Dsn string `env:"DSN"`\n'
            ' } `envPrefix:"DB_"`\n'
            "}\n"
            'func f(c *Config) error { return env.ParseWithOptions(c, env.Options{Prefix: "SHOP_"}) }\n'
        ),
        "SHOP_NAME! SHOP_DB_DSN",
    ),
    "go: fields without a tag that envconfig fills": (
        "a.go",
        (
            "package c\n"
            "type Spec struct {\n"
            " Port int\n"
            ' MaxTries int `split_words:"true" required:"true"`\n'
            ' Skipped string `ignored:"true"`\n'
            " own string\n"
            "}\n"
            "func f() {\n"
            " var s Spec\n"
            ' err := envconfig.Process("shop", &s)\n'
            "}\n"
        ),
        "SHOP_PORT SHOP_MAX_TRIES!",
    ),
    "go: fields without a tag that nothing fills": (
        "a.go",
        ('package c\ntype Spec struct {\n Port int\n Key string `json:"KEY"`\n}\nvar x = os.Getenv("A")\n'),
        "A",
    ),
    "go: a type that takes its text apart itself": (
        "a.go",
        (
            "package c\n"
            "type User struct {\n"
            " Name string\n"
            "}\n"
            "func (u *User) Decode(value string) error { return nil }\n"
            "type Config struct {\n"
            ' User User `envconfig:"USER_CREATE"`\n'
            "}\n"
            "func f() {\n"
            " c := Config{}\n"
            ' envconfig.MustProcess("", &c)\n'
            "}\n"
        ),
        "USER_CREATE",
    ),
    "go: a function that gives back an error of something else": (
        "a.go",
        (
            "package c\n"
            "func number(target *int, env string) error {\n"
            " raw, ok := os.LookupEnv(env)\n"
            " if !ok {\n"
            "  return nil\n"
            " }\n"
            " n, err := strconv.Atoi(raw)\n"
            " if err != nil {\n"
            '  return fmt.Errorf("no %s", env)\n'
            " }\n"
            " *target = n\n"
            " return nil\n"
            "}\n"
            'var e = number(&x, "A")\n'
        ),
        "A",
    ),
    "go: a function that fails behind what was found": (
        "a.go",
        (
            "package c\n"
            "func need(k string) string {\n"
            " if v, ok := os.LookupEnv(k); ok {\n"
            "  return v\n"
            " }\n"
            " panic(k)\n"
            "}\n"
            'var e = need("A")\n'
        ),
        "A!",
    ),
    "go: Getenv is optional": (
        "a.go",
        ('package main\nimport "os"\nfunc main(){ a := os.Getenv("A"); _ = a }'),
        "A",
    ),
    "go: an empty one is fatal": (
        "a.go",
        ('package main\nfunc main(){\n a := os.Getenv("A")\n if a == "" {\n  log.Fatal("no")\n }\n}'),
        "A!",
    ),
    "go: LookupEnv that gives an error": (
        "a.go",
        (
            "package main\n"
            "func f() error {\n"
            ' a, ok := os.LookupEnv("A")\n'
            " if !ok {\n"
            '  return fmt.Errorf("no")\n'
            " }\n"
            " return nil}"
        ),
        "A!",
    ),
    "go: a function with a default": (
        "a.go",
        (
            "package main\n"
            "func getenv(k, d string) string {\n"
            ' if v := os.Getenv(k); v != "" { return v }\n'
            " return d\n"
            "}\n"
            'var a = getenv("A", "x")'
        ),
        "A",
    ),
    "go: a function that is fatal": (
        "a.go",
        (
            "package main\n"
            "func mustGetenv(k string) string {\n"
            " v := os.Getenv(k)\n"
            ' if v == "" {\n'
            '  log.Fatalf("no %s", k)\n'
            " }\n"
            " return v\n"
            "}\n"
            'var a = mustGetenv("A")\n'
            "var b = mustGetenv(nameB)\n"
            'const nameB = "B"'
        ),
        "A! B!",
    ),
    "go: tags of envconfig": (
        "a.go",
        (
            "package main\n"
            "type C struct {\n"
            ' A string `envconfig:"A" required:"true"`\n'
            ' B string `envconfig:"B" default:"x"`\n'
            "}\n"
            'func m(){ envconfig.Process("", &c) }'
        ),
        "A! B",
    ),
    "go: tags of env with a prefix inside": (
        "a.go",
        (
            "package main\n"
            "type C struct {\n"
            ' A string `env:"A,required"`\n'
            ' B string `env:"B" envDefault:"x"`\n'
            ' D DB `envPrefix:"DB_"`\n'
            "}\n"
            "type DB struct {\n"
            ' H string `env:"HOST,notEmpty"`\n'
            "}"
        ),
        "A! B DB_HOST!",
    ),
    "go: envconfig with a prefix": (
        "a.go",
        (
            "package main\n"
            "type C struct {\n"
            ' A string `envconfig:"A" required:"true"`\n'
            "}\n"
            'func m(){ envconfig.MustProcess("app", &c) }'
        ),
        "APP_A!",
    ),
    "go: viper": (
        "a.go",
        (
            "package main\n"
            'func m(){ viper.SetEnvPrefix("app"); viper.AutomaticEnv(); viper.BindEnv("x"); v'
            'iper.BindEnv("y","YY"); viper.GetString("z.q") }'
        ),
        "APP_X YY APP_Z_Q",
    ),
    "go: comments and strings are no code, and a loop is fatal": (
        "a.go",
        (
            "package main\n"
            '// os.Getenv("NO")\n'
            'var s = "os.Getenv(\\"ALSO_NO\\")"\n'
            'func m(){ for _, k := range []string{"A","B"} {\n'
            ' if os.Getenv(k) == "" {\n'
            " log.Fatal(k)\n"
            " }\n"
            "}}"
        ),
        "A! B!",
    ),
    "go: all of it, set and expanded": (
        "a.go",
        ('package main\nfunc m(){ os.Environ(); os.Setenv("S","1"); os.ExpandEnv("${A}/x") }'),
        "?all =S A",
    ),
    "go: a name that is made up": (
        "a.go",
        ("package main\nfunc m(n string){ os.Getenv(n + foo()) }"),
        "?",
    ),
    "go: a condition that panics": (
        "a.go",
        ('package main\nfunc m(){ if os.Getenv("A") == "" { panic("x") } }'),
        "A!",
    ),
    "go: a condition for what is there": (
        "a.go",
        ('package main\nfunc m(){ if os.Getenv("A") != "" { panic("x") } }'),
        "A",
    ),
}


@pytest.mark.parametrize(("file", "code", "expected"), CASES.values(), ids=CASES)
def test_reads(file: str, code: str, expected: str) -> None:
    found = go.found([file], {file: code.encode()})
    assert shown(found) == set(expected.split())
    assert not found.problems


def test_constants_of_files_that_read_nothing_are_known() -> None:
    files = {
        "keys.go": b'package c\nconst (\n KeyPort = "SHOP_PORT"\n title = "Shop"\n)\n',
        "a.go": b"package c\nvar a = os.Getenv(KeyPort)\nvar b = os.Getenv(title)\n",
    }
    assert shown(go.found(files, files)) == {"SHOP_PORT", "?"}
