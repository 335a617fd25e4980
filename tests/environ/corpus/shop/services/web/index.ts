const url = process.env.API_URL;
if (!url) throw new Error("no API_URL");
const secret = process.env.SESSION_SECRET ?? "none";
fetch(url, { headers: { secret } });
