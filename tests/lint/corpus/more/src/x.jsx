const OPTIONS = [{value: "gemini-1.5-flash", label: "Fast"}]; // want: error
export default () => <option value="gemini-1.5-pro">Gemini</option>; // want: error
const re = /['"]/; const m = "gemini-1.5-flash"; // want: error
let q = "gemini-"; 
q += "1.5-flash"; // want: error
const M = { fast: "1.5-flash" };
const full = `gemini-${M.fast}`; // want: error
const emo = "♊ Gemini season";
import icon from "./gemini-2.5-flash.svg";
fetch(`https://aiplatform.googleapis.com/v1/projects/${p}/locations/${l}/publishers/google/models/gemini-1.5-flash:generateContent`); // want: error
fetch(`https://aiplatform.googleapis.com/v1/publishers/google/models/${model}:generateContent`);
