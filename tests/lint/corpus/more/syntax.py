def (:
M = "gemini-1.5-flash"  # want: error
V = "1.5"
N = f"gemini-{V}-pro"  # want: error
