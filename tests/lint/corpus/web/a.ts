import { FAMILY } from "./consts";
const V = "1.5";
const a = `gemini-${V}-flash`; // want: error
const b = "gemini-" + V + "-flash"; // want: error
const c = process.env.MODEL ?? "gemini-1.5-flash"; // want: error
const d = `${FAMILY}-flash`; // want: error
const e = FAMILY + "-pro"; // want: error
const f = ["gemini", "1.5", "flash"].join("-"); // want: error
const g = `gemini-${process.argv[2]}-flash`; // want: unresolved
// gemini-1.5-flash comment
const h = <div className="gemini-2.5-flash">Powered by gemini-1.5-flash</div>;
export const url = `https://generativelanguage.googleapis.com/v1beta/models/gemini-1.5-flash:generateContent?key=${k}`; // want: error
