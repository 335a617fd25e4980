import { vertexAnthropic } from '@ai-sdk/google-vertex/anthropic';
export const model = vertexAnthropic('claude-sonnet-4-5');
export const dated = vertexAnthropic('claude-sonnet-4-5@20250929');
