export const FAMILY = "gemini-1.5";
