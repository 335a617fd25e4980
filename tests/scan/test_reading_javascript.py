"""What the readers of JavaScript and TypeScript tell, as tables of texts."""

import pytest
import told

from preflight.scan.languages import javascript, typescript
from preflight.scan.source import Source

S = "const {Storage} = require('@google-cloud/storage');\n"
P = "import {PubSub} from '@google-cloud/pubsub';\n"
STORAGE, PUBSUB = "@google-cloud/storage.Storage", "@google-cloud/pubsub.PubSub"


def read(text: str) -> Source:
    return javascript.read(text.encode(), "a.js")


def read_types(text: str, name: str = "a.ts") -> Source:
    return typescript.read(text.encode(), name)


IMPORTS = {
    "import {Storage as S} from '@google-cloud/storage'; new S()": [STORAGE],
    "import storage from '@google-cloud/storage'; new storage.Storage()": ["@google-cloud/storage"],
    "import * as storage from '@google-cloud/storage'; new storage.Storage()": ["@google-cloud/storage"],
    "import {default as storage} from '@google-cloud/storage'; storage()": ["@google-cloud/storage"],
    "const storage = require('@google-cloud/storage')": ["@google-cloud/storage"],
    "async function f() { const {Storage} = await import('@google-cloud/storage') }": [
        "@google-cloud/storage"
    ],
    "export {Storage} from '@google-cloud/storage'": [STORAGE],
    "export * from '@google-cloud/storage'": ["@google-cloud/storage.*"],
    "import {Storage} from '@google-cloud/storage'": [f"{STORAGE}?"],
    "import '@google-cloud/storage'": ["@google-cloud/storage?"],
    "import fs from 'node:fs'; import React from 'react'; import {x} from './x'": [],
    "// import {Storage} from '@google-cloud/storage'": [],
    "const text = \"require('@google-cloud/storage')\"": [],
    "import meta from '@google-cloud/storage/package.json'; meta.version": [],
}


@pytest.mark.parametrize("text", IMPORTS)
def test_imports_are_told_with_whether_they_are_used(text: str) -> None:
    assert told.imports(read(text)) == IMPORTS[text]


TYPE_IMPORTS = {
    "import type {Storage} from '@google-cloud/storage'; let s: Storage": [f"{STORAGE}?"],
    "import {type Storage} from '@google-cloud/storage'; let s: Storage": [f"{STORAGE}?"],
    "import {Storage} from '@google-cloud/storage'; let s: Storage": [f"{STORAGE}?"],
    "import storage = require('@google-cloud/storage'); new storage.Storage()": ["@google-cloud/storage"],
    "import {Storage} from '@google-cloud/storage'; let s: Storage = new Storage()": [STORAGE],
}


@pytest.mark.parametrize("text", TYPE_IMPORTS)
def test_types_do_not_use_an_import(text: str) -> None:
    assert told.imports(read_types(text)) == TYPE_IMPORTS[text]


USES = {
    S + "const s = new Storage(); s.bucket('a').file('b')": [
        STORAGE,
        f"{STORAGE}().bucket",
        f"{STORAGE}().bucket().file",
    ],
    "new (require('@google-cloud/storage').Storage)()": [STORAGE],
    "require('@google-cloud/trace-agent').start()": ["@google-cloud/trace-agent.start"],
    "function f() { const {Storage: S} = require('@google-cloud/storage'); return new S() }": [STORAGE],
    "import('@google-cloud/storage').then(({Storage}) => new Storage())": [STORAGE],
    "import('@google-cloud/storage').then(m => new m.Storage())": [STORAGE],
    P + "class Bus extends PubSub {}\nnew Bus().topic('a')": [f"{PUBSUB}!", PUBSUB, f"{PUBSUB}().topic"],
    P + "class A { constructor() { this.bus = new PubSub() }\nsend() { this.bus.topic('a') } }": [
        PUBSUB,
        f"{PUBSUB}().topic",
    ],
    P + "class A { bus = new PubSub();\nsend() { this.bus.topic('a') } }": [PUBSUB, f"{PUBSUB}().topic"],
    P + "class A { #bus = new PubSub();\nsend() { this.#bus.topic('a') } }": [PUBSUB, f"{PUBSUB}().topic"],
    P + "let bus;\nfunction get() { return bus ||= new PubSub() }\nget().topic('a')": [
        PUBSUB,
        f"{PUBSUB}().topic",
    ],
    P + "const make = () => new PubSub();\nmake().topic('a')": [PUBSUB, f"{PUBSUB}().topic"],
    P + "const all = {bus: new PubSub()};\nall.bus.topic('a')": [PUBSUB, f"{PUBSUB}().topic"],
    P + "wrap(PubSub)": [f"{PUBSUB}!"],
    P + "const [x] = await new PubSub().getTopics();\nx.get()": [
        PUBSUB,
        f"{PUBSUB}().getTopics",
        f"{PUBSUB}().getTopics()[].get",
    ],
    "const {google} = require('googleapis');\ngoogle.calendar({version: 'v3'}).events.list()": [
        "googleapis.google.calendar",
        "googleapis.google.calendar().events.list",
    ],
    "const admin = require('firebase-admin');\nadmin.firestore().collection('a')": [
        "firebase-admin.firestore",
        "firebase-admin.firestore().collection",
    ],
    "import {getFirestore} from 'firebase-admin/firestore';\nconst db = getFirestore();\ndb.doc('a')": [
        "firebase-admin/firestore.getFirestore",
        "firebase-admin/firestore.getFirestore().doc",
    ],
    "file.getSignedUrl({})": ["?.getSignedUrl"],
    # Nothing is used here.
    S: [],
    S + "// new Storage()": [],
    S + "const text = 'new Storage()'": [],
    S + "function f(Storage) { return new Storage() }": [],
    P + "class A { constructor() { this.bus = new PubSub() } }\nclass B { f() { this.bus.topic() } }": [
        PUBSUB
    ],
    P + "function f() { const bus = new PubSub() }\nfunction g(bus) { bus.topic('a') }": [PUBSUB],
    "const express = require('express'); express().get('/google')": [],
    "import {z} from 'genkit'; z.object()": [],
    "class Storage {} new Storage().bucket()": [],
}


@pytest.mark.parametrize("text", USES)
def test_uses_are_followed_through_names_and_fields(text: str) -> None:
    assert told.uses(read(text)) == USES[text]


TYPED_USES = {
    P + "class A { constructor(private readonly bus: PubSub) {}\nf() { this.bus.topic('a') } }": [
        f"{PUBSUB}().topic"
    ],
    P + "function f(bus: PubSub | null) { bus!.topic('a') }": [f"{PUBSUB}().topic"],
    "import * as p from '@google-cloud/pubsub';\nfunction f(bus: p.PubSub) { bus.topic('a') }": [
        f"{PUBSUB}().topic"
    ],
    P + "const bus: PubSub = new PubSub();\nbus.topic('a')": [PUBSUB, f"{PUBSUB}().topic"],
    P + "@Dec() class A { x = (new PubSub() as any).topic }": [PUBSUB],
    P + "interface A { bus: PubSub }": [],
    P + "type A = typeof PubSub; function f(): PubSub {}": [],
}


@pytest.mark.parametrize("text", TYPED_USES)
def test_types_say_what_parameters_hold_and_are_no_use(text: str) -> None:
    assert told.uses(read_types(text)) == TYPED_USES[text]


ARGUMENTS = {
    "new GoogleGenAI({vertexai: true, project: process.env.P || 'd'})": [
        "?",
        "vertexai=True",
        "project=$P:-'d'",
    ],
    "new GoogleGenAI({apiKey: process.env['KEY'] ?? KEY})\nconst KEY = 'a'": ["?", "apiKey=$KEY:-<KEY>"],
    "const o = {vertexai: true, ...more}, more = {location: 'l'};\nnew GoogleGenAI(o)": [
        "<o>",
        "vertexai=True",
        "location='l'",
    ],
    "const {P = 'x'} = process.env;\nfunction f() { const p = P + '-a'; new GoogleGenAI(p) }": ["<P>+'-a'"],
    "function f(p = 'x') { new GoogleGenAI(p) }": ["('x'|?)"],
    "function f() { let p = 'a'; if (x) { p = 'b' } new GoogleGenAI(p) }": ["('a'|'b')"],
    "function f() { let p = process.env.P; if (!p) p = 'b'; new GoogleGenAI(p) }": ["$P:-'b'"],
    "class A { b = 'x'; f() { new GoogleGenAI(this.b) } }": ["'x'"],
    "import {B} from './config'; new GoogleGenAI(B)": ["<./config.B>"],
    "new GoogleGenAI([1, 2], () => 3, f(), x ? 'a' : 'b')": ["?", "?", "f()", "('a'|'b')"],
    "new GoogleGenAI('a\\u0062\\x63\\n', `d${e}f`)": ["'abc\\n'", "'d'+?+'f'"],
}


@pytest.mark.parametrize("text", ARGUMENTS)
def test_arguments_are_values(text: str) -> None:
    source = read("import {GoogleGenAI} from '@google/genai';\n" + text)
    assert told.arguments(source, "@google/genai.GoogleGenAI") == ARGUMENTS[text]


TEXTS = {
    "const url = `https://${LOCATION}-aiplatform.googleapis.com/v1`": [
        "'https://'+?+'-aiplatform.googleapis.com/v1' -> =url"
    ],
    "fetch('https://' + host + '/x')": ["'https://'+?+'/x' -> fetch"],
    "const axios = require('axios'); axios.post('https://a.run.app', {u: 'gs://b'})": [
        "'https://a.run.app' -> axios.post",
        "'gs://b' -> axios.post:u",
    ],
    "const axios = require('axios'); axios({url: 'https://a.run.app'})": ["'https://a.run.app' -> axios:url"],
    S + "new Storage({apiEndpoint: 'https://storage.googleapis.com'})": [
        f"'https://storage.googleapis.com' -> {STORAGE}:apiEndpoint"
    ],
    "const o = {scopes: ['https://www.googleapis.com/auth/x']}": [
        "'https://www.googleapis.com/auth/x' -> =scopes"
    ],
    "got(process.env.U || 'https://a.run.app')": ["$U:-'https://a.run.app' -> got"],
    "x = <a href='https://cloud.google.com'/>": ["'https://cloud.google.com' -> a:href"],
    "client.get('https://a.run.app')": ["'https://a.run.app' -> client.get"],
    "function f(client) { client.get('https://a.run.app') }": ["'https://a.run.app' -> ?.get"],
    # No texts.
    "// https://storage.googleapis.com": [],
    "/* https://storage.googleapis.com */ f('a')": [],
    "import x from 'https://cdn.google.com/x.js'": [],
    "require('@google-cloud/storage')": [],
    "const x = {'https://a.googleapis.com': 1}": [],
    "x = <p>see https://cloud.google.com</p>": [],
    "const r = /https:\\/\\/google/": [],
    "const a = 'hello'": [],
}


@pytest.mark.parametrize("text", TEXTS)
def test_texts_are_told_with_what_takes_them(text: str) -> None:
    assert told.texts(read(text)) == TEXTS[text]


def test_types_spelled_as_strings_are_no_texts() -> None:
    assert told.texts(read_types("type A = 'https://a.googleapis.com'; let x: 'gs://b'")) == []


CONSTANTS = {
    "const A = 'a', B = `${A}/b`; export const C = true": {"A": "'a'", "B": "<A>+'/b'", "C": "True"},
    "const c = {bucket: process.env.B, deep: {x: 'y'}, n: 1}": {"c.bucket": "$B", "c.deep.x": "'y'"},
    "const {A, B: b = 'x'} = process.env": {"A": "$A", "b": "$B:-'x'"},
    "class S { static topic = 't'; f() {} }": {"S.topic": "'t'"},
    "exports.A = 'a'; module.exports.B = 'b'": {"A": "'a'", "B": "'b'"},
    "module.exports = {A: 'a', B: process.env.B}": {"A": "'a'", "B": "$B"},
    "export default {A: 'a'}": {"default.A": "'a'"},
    "let a = 'x'; function f() { a = 'y' }": {"a": "('x'|'y')"},
    "function f() { const a = 'x' }": {},
    "const f = () => 'x', n = 3, l = ['a'];": {},
}


@pytest.mark.parametrize("text", CONSTANTS)
def test_constants_are_those_of_modules_and_classes(text: str) -> None:
    assert told.constants(read(text)) == CONSTANTS[text]


def test_enums_are_constants() -> None:
    assert told.constants(read_types("enum E { A = 'x', B = 'y' }")) == {"E.A": "'x'", "E.B": "'y'"}


COMMANDS = {
    "const {exec} = require('child_process'); exec('gcloud run deploy ' + name)": [
        ("gcloud", "run", "deploy", "\0")
    ],
    "import cp from 'node:child_process'; cp.spawn('gsutil', ['ls', 'gs://b'])": [("gsutil", "ls", "gs://b")],
    "const {exec} = require('child_process'); const run = promisify(exec); run('bq ls')": [("bq", "ls")],
    "const {execSync} = require('child_process'); execSync('cd x && gcloud a b')": [("gcloud", "a", "b")],
    "const {exec} = require('child_process'); exec('ls -l')": [],
    "exec('gcloud run deploy')": [],
    "// exec('gcloud run deploy')": [],
}


@pytest.mark.parametrize("text", COMMANDS)
def test_started_programs_are_commands(text: str) -> None:
    found = [command.words for command in read(text).commands]
    assert [words for words in found if words[0] != "cd"] == COMMANDS[text]


ENTRIES = {
    "const functions = require('@google-cloud/functions-framework'); functions.http('f', f)": True,
    "exports.handler = async (req, res) => {}": True,
    "exports.handler = (event) => {}": True,
    "app.listen(8080)": True,
    "if (require.main === module) { main() }": True,
    "#!/usr/bin/env node\nmain()": True,
    "exports.add = (a, b) => a + b": False,
    "module.exports = {a: 1}": False,
}


@pytest.mark.parametrize("text", ENTRIES)
def test_a_file_that_is_started_is_an_entry(text: str) -> None:
    assert read(text).entry is ENTRIES[text]


def test_files_of_the_same_code_are_locals() -> None:
    source = read("import a from './a'; import {b} from '@/lib/b'; const c = require('../c'); import 'react'")
    assert source.locals == ["./a", "@/lib/b", "../c"]


def test_an_environment_variable_that_is_set_is_a_setting() -> None:
    source = read("process.env.GOOGLE_CLOUD_PROJECT = 'p'; process.env.X === 'y'")
    assert [(one.name, told.shown(one.value)) for one in source.settings] == [("GOOGLE_CLOUD_PROJECT", "'p'")]


def test_lines_are_those_of_the_member_that_is_called() -> None:
    source = read(S + "const s = new Storage();\ns\n  .bucket('a')\n  .file('b');")
    assert [use.line for use in source.uses] == [2, 4, 5]


@pytest.mark.parametrize(
    ("broken", "problems"),
    [
        ("function (\n", []),
        ("let x = {{ y ]\n", []),
        ("function ( ] s.bucket(\n", ["line 3: does not parse, the rest was read"]),
        ("function ( ] fetch('https://run.googleapis.com'\n", ["line 3: does not parse, the rest was read"]),
        ("import { a b } from 'x'\n", ["line 3: does not parse, the rest was read"]),
    ],
)
def test_what_does_not_parse_is_said_where_it_could_matter(broken: str, problems: list[str]) -> None:
    source = read(S + "const s = new Storage();\n" + broken)
    assert source.problems == problems
    assert STORAGE in told.uses(source)


BROKEN = {
    "empty": b"",
    "cut": (S + "const s = new Storage({a: `b${").encode(),
    "binary": bytes(range(256)) * 20,
    "nul": b"\0" * 500,
    "bad utf-8": b"const a = '\xff\xfe'; \xc3(",
    "brackets": b"[" * 100_000,
    "calls": b"const a = require('@google-cloud/storage');" + b"a(" * 100_000,
    "sum": b"const a = 'https://a'" + b" + 'gs://b'" * 50_000,
    "chain": S.encode() + b"new Storage()" + b".a()" * 20_000,
    "arrows": b"x = " + b"a => " * 50_000,
    "templates": b"`${" * 20_000,
}


@pytest.mark.parametrize("name", BROKEN)
@pytest.mark.parametrize("file", ["a.js", "a.ts", "a.tsx"])
def test_broken_input_never_raises(name: str, file: str) -> None:
    reader = javascript if file.endswith(".js") else typescript
    assert isinstance(reader.read(BROKEN[name], file), Source)


def test_declaration_files_hold_types_only() -> None:
    assert read_types(P + "new PubSub()", "a.d.ts") == Source("typescript")


def test_a_byte_order_mark_is_no_part_of_the_text() -> None:
    assert told.uses(javascript.read(b"\xef\xbb\xbf" + (S + "new Storage()").encode(), "a.js")) == [STORAGE]


G = "import {Storage} from '@google-cloud/storage'; "
EXPORTS = {
    "export {Storage} from '@google-cloud/storage'": {"Storage": f"<{STORAGE}>"},
    "export {Storage as Bucket} from '@google-cloud/storage'": {"Bucket": f"<{STORAGE}>"},
    "export * from '@google-cloud/storage'": {"*": "<@google-cloud/storage.*>"},
    "export * as gcs from '@google-cloud/storage'": {"gcs": "<@google-cloud/storage>"},
    "export * from './clients.js'": {"*": "<./clients.*>"},
    "export {db} from '../db/index.js'": {"db": "<../db.db>"},
    G + "export {Storage, Storage as S}": {
        "Storage": f"<{STORAGE}>", "S": f"<{STORAGE}>",
    },
    G + "export default new Storage()": {"default": f"{STORAGE}()"},
    G + "export default Storage": {"default": f"<{STORAGE}>"},
    G + "export const s = new Storage()": {"s": f"{STORAGE}()"},
    G + "const s = new Storage(); export {s as default}": {
        "default": f"{STORAGE}()", "s": f"{STORAGE}()",
    },
    G + "let s; export function get() { s ??= new Storage(); return s }": {
        "get": f"<{STORAGE}>",
    },
    G + "export const get = () => new Storage()": {"get": f"<{STORAGE}>"},
    G + "export class Files extends Storage {}": {"Files": f"<{STORAGE}>"},
    S + "module.exports = {Storage}": {"Storage": f"<{STORAGE}>"},
    S + "module.exports = {files: new Storage()}": {"Storage": f"<{STORAGE}>", "files": f"{STORAGE}()"},
    S + "exports.files = new Storage()": {"Storage": f"<{STORAGE}>", "files": f"{STORAGE}()"},
    S + "module.exports = new Storage()": {"Storage": f"<{STORAGE}>", "default": f"{STORAGE}()"},
    "module.exports = {...require('@google-cloud/storage')}": {"*": "<@google-cloud/storage.*>"},
    "module.exports = require('@google-cloud/storage')": {
        "default": "<@google-cloud/storage>", "*": "<@google-cloud/storage.*>",
    },
    "export * from '@google-cloud/storage'; export * from './own'": {
        "*": "(<@google-cloud/storage.*>|<./own.*>)"
    },
    "export {x} from 'lodash'; export * from 'react'": {},
    "export type {Storage} from '@google-cloud/storage'": {},
    G + "export const f = () => { new Storage(); return 1 }": {},
    "export default class {}; export function f() {}": {},
}  # fmt: skip


@pytest.mark.parametrize("text", EXPORTS)
def test_what_is_exported_of_a_library_is_kept_under_its_name(text: str) -> None:
    assert told.constants(read_types(text)) == EXPORTS[text]


LOCAL = {
    "import {Storage} from './clients'; new Storage().bucket('b')": [
        "./clients.Storage", "./clients.Storage().bucket",
    ],
    "import {auth} from '@/lib/admin.js'; auth.getUser('u')": ["@/lib/admin.auth.getUser"],
    "import {a as b} from '../x/index.ts'; b()": ["../x.a"],
    "import * as c from './c.service'; c.run()": ["./c.run"],
    "import bq from './bq'; bq.query()": ["./bq.query", "./bq.default.query"],
    "const bq = require('./bq'); bq.query()": ["./bq.query", "./bq.default.query"],
    "const {query} = require('./bq'); query()": ["./bq.query", "./bq.default.query"],
    "import {Base} from './base'; class A extends Base {}": ["./base.Base!"],
    "import {a} from './a'; f(a); a; const x = {a}": [],
    "import type {A} from './a'; function f(a: A) { a.run() }": [],
    "import data from './data.json'; data.map(f)": [],
    "import './setup'": [],
    "import {Button} from './button'; const x = a ? Button : null": [],
    "import {a} from 'lodash'; a.b()": [],
}  # fmt: skip


@pytest.mark.parametrize("text", LOCAL)
def test_calls_of_what_another_file_gives_are_kept_under_the_name_of_the_file(text: str) -> None:
    assert told.uses(read_types(text)) == LOCAL[text]


def test_a_method_of_a_receiver_from_another_file_is_still_told_by_its_name() -> None:
    assert "?.getSignedUrl" in told.uses(read("import {file} from './files'; file.getSignedUrl({})"))
