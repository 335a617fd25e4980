M = "gemini-1.5-flash"
