// Nothing here is a model: a sign of the zodiac, packages, addresses, classes, queues.
import { GoogleGenerativeAI } from "@google/generative-ai";
import logo from "./gemini-logo.svg";
const sign = "gemini";
const season = `gemini-season-${year}`;
const link = <a className="gemini-2.5-card" href="https://ai.google.dev/gemini-api/docs/models/gemini-2.5-pro#gemini-2.5-pro">Docs</a>;
const queue = "gemini-prod-queue";
const key = process.env.GEMINI_API_KEY;
if (model.startsWith("gemini-")) retry();
const branch = "feature/gemini-3-upgrade";
