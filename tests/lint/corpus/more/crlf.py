x = 1
M = "gemini-1.5-flash"  # want: error
