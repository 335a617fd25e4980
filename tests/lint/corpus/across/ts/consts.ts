export enum V { A = "1.5" }
export const CFG = { family: "gemini-1.5", version: "1.5" };
export default { model: "1.5-flash" };
