import { V, CFG } from "./consts";
import d from "./consts";
const a = `gemini-${V.A}-flash`; // want: error
const b = `${CFG.family}-flash`; // want: error
const c = `gemini-${CFG.version}-flash`; // want: error
const e = `gemini-${d.model}`; // want: error
class X { static F = "gemini-1.5"; m = `${X.F}-flash`; } // want: error
const f = "gemini".concat("-1.5-flash"); // want: error
const g = cond ? "gemini-1.5-flash" : "gemini-1.5-pro"; // want: error
const h: Model = "gemini-1.5-flash" as const; // want: error
function k(v = "1.5") { return `gemini-${v}-flash`; } // want: error
const M = { a: { model: `gemini-1.5-${fast ? "flash" : "pro"}` } }; // want: error
