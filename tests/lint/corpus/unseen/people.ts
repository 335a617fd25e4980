import { anthropic } from '@ai-sdk/anthropic';
export const shown = { label: 'Vertex AI - gemini-1.5-flash' };
export const input = { placeholder: 'gemini-1.5-pro', model: 'gemini-1.5-flash' };
export const told = z.string().describe('A version of a family, e.g. `gemini-1.5-flash` ' + 'or another');
export const own = anthropic('claude-sonnet-4-5');
export const theirs = gateway('anthropic/claude-haiku-4-5');
export const speech = googleSpeech('chirp-3-hd');
export type Name = `gemini-${string}`;
