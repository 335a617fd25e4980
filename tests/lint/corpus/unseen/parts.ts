const a =
  "gemini-" +
  "1.5-flash";
