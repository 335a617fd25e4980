"""What JavaScript and TypeScript read of the environment.

A row is a file, what stands in it, and what is read: `A` optional, `A!` required, `A/B` required unless B is
there, `?` a name that cannot be told, `?all` the whole environment, `=A` set by the code itself.
"""

from __future__ import annotations

import pytest
from shown_reads import shown

from preflight.environ.found import javascript

CASES = {
    "a schema of the key's own name": (
        "a.ts",
        "const validationSchema = Joi.object({A: Joi.string().required()}); M.forRoot({validationSchema})",
        "A!",
    ),
    "a schema that nest is told by its name": (
        "a.ts",
        (
            'import * as Joi from "joi"; const s = Joi.object({A: Joi.string().required(), B: Joi.string()});'
            "ConfigModule.forRoot({validationSchema: s}); process.env"
        ),
        "A! B",
    ),
    "a schema that nobody parses the environment with": (
        "a.ts",
        "const s = Joi.object({A: Joi.string().required()}); const e = process.env.E;",
        "E",
    ),
    "an object that holds it all": (
        "a.ts",
        "make({env: process.env})",
        "?all",
    ),
    "it all, without a key of its own": (
        "a.js",
        "const env=process.env; start({env})",
        "?all",
    ),
    "given back": (
        "a.js",
        "function f(){ return process.env }",
        "?all",
    ),
    "given to whoever imports it": (
        "a.js",
        "module.exports = process.env",
        "?all",
    ),
    "what t3 parses": (
        "a.ts",
        (
            'import {createEnv} from "@t3-oss/env-core";'
            "createEnv({server:{A: z.string()}, runtimeEnv: process.env})"
        ),
        "A!",
    ),
    "convict: nothing by default": (
        "a.ts",
        (
            'import convict from "convict"; convict({a:{env:"A",format:String,default:null},'
            'b:{env:"B",format:String,default:null,nullable:true}, c:{env:"C",default:""}})'
        ),
        "A! B C",
    ),
    "a member (js)": (
        "a.js",
        "const a=process.env.A;",
        "A",
    ),
    "a member (ts)": (
        "a.ts",
        "const a=process.env.A;",
        "A",
    ),
    "a subscript (js)": (
        "a.js",
        'const a=process.env["A"];',
        "A",
    ),
    "a subscript (ts)": (
        "a.ts",
        'const a=process.env["A"];',
        "A",
    ),
    "a default (js)": (
        "a.js",
        "const a=process.env['A'] ?? 'x';",
        "A",
    ),
    "a default (ts)": (
        "a.ts",
        "const a=process.env['A'] ?? 'x';",
        "A",
    ),
    "destructured (js)": (
        "a.js",
        'const {A, B="x", C: c, D: d="y"}=process.env;',
        "A B C D",
    ),
    "destructured (ts)": (
        "a.ts",
        'const {A, B="x", C: c, D: d="y"}=process.env;',
        "A B C D",
    ),
    "destructured and checked (js)": (
        "a.js",
        'const {A}=process.env; if(!A) throw new Error("A");',
        "A!",
    ),
    "destructured and checked (ts)": (
        "a.ts",
        'const {A}=process.env; if(!A) throw new Error("A");',
        "A!",
    ),
    "a condition that throws (js)": (
        "a.js",
        "if(!process.env.A){throw new Error()}",
        "A!",
    ),
    "a condition that throws (ts)": (
        "a.ts",
        "if(!process.env.A){throw new Error()}",
        "A!",
    ),
    "a name that is checked (js)": (
        "a.js",
        "const a=process.env.A; if(!a){ process.exit(1) }",
        "A!",
    ),
    "a name that is checked (ts)": (
        "a.ts",
        "const a=process.env.A; if(!a){ process.exit(1) }",
        "A!",
    ),
    "import.meta.env (js)": (
        "a.js",
        "const a=import.meta.env.VITE_A;",
        "VITE_A",
    ),
    "import.meta.env (ts)": (
        "a.ts",
        "const a=import.meta.env.VITE_A;",
        "VITE_A",
    ),
    "a function that throws (js)": (
        "a.js",
        (
            "function need(n){const v=process.env[n]; if(!v) throw new Error(n); return v;} c"
            'onst a=need("A"), b=need("B");'
        ),
        "A! B!",
    ),
    "a function that throws (ts)": (
        "a.ts",
        (
            "function need(n){const v=process.env[n]; if(!v) throw new Error(n); return v;} c"
            'onst a=need("A"), b=need("B");'
        ),
        "A! B!",
    ),
    "an arrow with a default (js)": (
        "a.js",
        (
            "const need=(n, d)=>{const v=process.env[n] ?? d; if(v===undefined) throw new Err"
            'or(n); return v;}; need("A"); need("B","x");'
        ),
        "A! B",
    ),
    "an arrow with a default (ts)": (
        "a.ts",
        (
            "const need=(n, d)=>{const v=process.env[n] ?? d; if(v===undefined) throw new Err"
            'or(n); return v;}; need("A"); need("B","x");'
        ),
        "A! B",
    ),
    "zod (js)": (
        "a.js",
        (
            'import {z} from "zod"; const S=z.object({A:z.string(), B:z.string().optional(), '
            "C:z.coerce.number().default(3)}); export const env=S.parse(process.env);"
        ),
        "A! B C",
    ),
    "zod (ts)": (
        "a.ts",
        (
            'import {z} from "zod"; const S=z.object({A:z.string(), B:z.string().optional(), '
            "C:z.coerce.number().default(3)}); export const env=S.parse(process.env);"
        ),
        "A! B C",
    ),
    "zod that does not throw by itself (js)": (
        "a.js",
        ('import {z} from "zod"; const r=z.object({A:z.string()}).safeParse(process.env);'),
        "A!",
    ),
    "zod that does not throw by itself (ts)": (
        "a.ts",
        ('import {z} from "zod"; const r=z.object({A:z.string()}).safeParse(process.env);'),
        "A!",
    ),
    "envalid (js)": (
        "a.js",
        (
            'import {cleanEnv,str,num} from "envalid"; const env=cleanEnv(process.env,{A:str('
            "),B:num({default:3})});"
        ),
        "A! B",
    ),
    "envalid (ts)": (
        "a.ts",
        (
            'import {cleanEnv,str,num} from "envalid"; const env=cleanEnv(process.env,{A:str('
            "),B:num({default:3})});"
        ),
        "A! B",
    ),
    "t3 (js)": (
        "a.js",
        (
            'import {createEnv} from "@t3-oss/env-nextjs"; import {z} from "zod"; export cons'
            "t env=createEnv({server:{A:z.string()},client:{NEXT_PUBLIC_B:z.string().optional"
            "()},runtimeEnv:{A:process.env.A,NEXT_PUBLIC_B:process.env.NEXT_PUBLIC_B}});"
        ),
        "A! NEXT_PUBLIC_B",
    ),
    "t3 (ts)": (
        "a.ts",
        (
            'import {createEnv} from "@t3-oss/env-nextjs"; import {z} from "zod"; export cons'
            "t env=createEnv({server:{A:z.string()},client:{NEXT_PUBLIC_B:z.string().optional"
            "()},runtimeEnv:{A:process.env.A,NEXT_PUBLIC_B:process.env.NEXT_PUBLIC_B}});"
        ),
        "A! NEXT_PUBLIC_B",
    ),
    "a loop that throws (js)": (
        "a.js",
        'for(const n of ["A","B"]){ if(!process.env[n]) throw new Error(n);}',
        "A! B!",
    ),
    "a loop that throws (ts)": (
        "a.ts",
        'for(const n of ["A","B"]){ if(!process.env[n]) throw new Error(n);}',
        "A! B!",
    ),
    "a filter whose rest is thrown (js)": (
        "a.js",
        ('const R=["A","B"]; const m=R.filter(n=>!process.env[n]); if(m.length) throw new Error(m.join());'),
        "A! B!",
    ),
    "a filter whose rest is thrown (ts)": (
        "a.ts",
        ('const R=["A","B"]; const m=R.filter(n=>!process.env[n]); if(m.length) throw new Error(m.join());'),
        "A! B!",
    ),
    "forEach that throws (js)": (
        "a.js",
        ('R.forEach((n)=>{ if(!process.env[n]) throw new Error(n)}); const R=["A"];'),
        "A!",
    ),
    "forEach that throws (ts)": (
        "a.ts",
        ('R.forEach((n)=>{ if(!process.env[n]) throw new Error(n)}); const R=["A"];'),
        "A!",
    ),
    "spread (js)": (
        "a.js",
        "const x={...process.env};",
        "?all",
    ),
    "spread (ts)": (
        "a.ts",
        "const x={...process.env};",
        "?all",
    ),
    "keys (js)": (
        "a.js",
        "const k=Object.keys(process.env);",
        "?all",
    ),
    "keys (ts)": (
        "a.ts",
        "const k=Object.keys(process.env);",
        "?all",
    ),
    "a name that is made up (js)": (
        "a.js",
        "const n=foo(); process.env[n];",
        "?",
    ),
    "a name that is made up (ts)": (
        "a.ts",
        "const n=foo(); process.env[n];",
        "?",
    ),
    "the code sets it (js)": (
        "a.js",
        'process.env.A="x";',
        "=A",
    ),
    "the code sets it (ts)": (
        "a.ts",
        'process.env.A="x";',
        "=A",
    ),
    "names that are put together (js)": (
        "a.js",
        'const P="APP_"; process.env[`${P}A`]; process.env[P+"B"];',
        "APP_A APP_B",
    ),
    "names that are put together (ts)": (
        "a.ts",
        'const P="APP_"; process.env[`${P}A`]; process.env[P+"B"];',
        "APP_A APP_B",
    ),
    "another name of the environment (js)": (
        "a.js",
        "const e=process.env; e.A;",
        "A",
    ),
    "another name of the environment (ts)": (
        "a.ts",
        "const e=process.env; e.A;",
        "A",
    ),
    "imported from node:process (js)": (
        "a.js",
        'import {env} from "node:process"; env.A;',
        "A",
    ),
    "imported from node:process (ts)": (
        "a.ts",
        'import {env} from "node:process"; env.A;',
        "A",
    ),
    "a class that is given the environment (js)": (
        "a.js",
        (
            "class C{constructor(env){this.env=env} get(n){const v=this.env[n]; if(!v) throw "
            'new Error(n); return v}} const c=new C(process.env); c.get("A");'
        ),
        "A!",
    ),
    "a class that is given the environment (ts)": (
        "a.ts",
        (
            "class C{constructor(env){this.env=env} get(n){const v=this.env[n]; if(!v) throw "
            'new Error(n); return v}} const c=new C(process.env); c.get("A");'
        ),
        "A!",
    ),
    "env-var (js)": (
        "a.js",
        (
            'import env from "env-var"; const a=env.get("A").required().asString(); const b=e'
            'nv.get("B").default("x").asString();'
        ),
        "A! B",
    ),
    "env-var (ts)": (
        "a.ts",
        (
            'import env from "env-var"; const a=env.get("A").required().asString(); const b=e'
            'nv.get("B").default("x").asString();'
        ),
        "A! B",
    ),
    "a method of what may be missing (js)": (
        "a.js",
        'const a=process.env.A.split(",");',
        "A!",
    ),
    "a method of what may be missing (ts)": (
        "a.ts",
        'const a=process.env.A.split(",");',
        "A!",
    ),
    "an optional chain (js)": (
        "a.js",
        'const a=process.env.A?.split(",");',
        "A",
    ),
    "an optional chain (ts)": (
        "a.ts",
        'const a=process.env.A?.split(",");',
        "A",
    ),
    "a number (js)": (
        "a.js",
        "const a=Number(process.env.PORT || 3000);",
        "PORT",
    ),
    "a number (ts)": (
        "a.ts",
        "const a=Number(process.env.PORT || 3000);",
        "PORT",
    ),
    "an assertion (js)": (
        "a.js",
        'import assert from "assert"; assert(process.env.A);',
        "A!",
    ),
    "an assertion (ts)": (
        "a.ts",
        'import assert from "assert"; assert(process.env.A);',
        "A!",
    ),
    "a function that throws in place (js)": (
        "a.js",
        "const a=process.env.A || (()=>{throw new Error()})();",
        "A!",
    ),
    "a function that throws in place (ts)": (
        "a.ts",
        "const a=process.env.A || (()=>{throw new Error()})();",
        "A!",
    ),
    "a function of the code that throws (js)": (
        "a.js",
        ('function fail(m){throw new Error(m)} const a=process.env.A ?? fail("A");'),
        "A!",
    ),
    "a function of the code that throws (ts)": (
        "a.ts",
        ('function fail(m){throw new Error(m)} const a=process.env.A ?? fail("A");'),
        "A!",
    ),
    "a comparison (js)": (
        "a.js",
        'if (process.env.NODE_ENV === "production") { x() }',
        "NODE_ENV",
    ),
    "a comparison (ts)": (
        "a.ts",
        'if (process.env.NODE_ENV === "production") { x() }',
        "NODE_ENV",
    ),
    "a parameter whose default it is (js)": (
        "a.js",
        ('export function load(env=process.env){ return {a: env.A, b: env.B ?? "x"} }'),
        "A B",
    ),
    "a parameter whose default it is (ts)": (
        "a.ts",
        ('export function load(env=process.env){ return {a: env.A, b: env.B ?? "x"} }'),
        "A B",
    ),
    "handed to a process (js)": (
        "a.js",
        'spawn("x",[],{env: process.env})',
        "?all",
    ),
    "handed to a process (ts)": (
        "a.ts",
        'spawn("x",[],{env: process.env})',
        "?all",
    ),
    "joi (js)": (
        "a.js",
        (
            'const Joi=require("joi"); const s=Joi.object({A:Joi.string().required(),B:Joi.st'
            "ring()}).unknown(); const {error,value}=s.validate(process.env);"
        ),
        "A! B",
    ),
    "joi (ts)": (
        "a.ts",
        (
            'const Joi=require("joi"); const s=Joi.object({A:Joi.string().required(),B:Joi.st'
            "ring()}).unknown(); const {error,value}=s.validate(process.env);"
        ),
        "A! B",
    ),
}


@pytest.mark.parametrize(("file", "code", "expected"), CASES.values(), ids=CASES)
def test_reads(file: str, code: str, expected: str) -> None:
    found = javascript.found([file], {file: code.encode()})
    assert shown(found) == set(expected.split())
    assert not found.problems
