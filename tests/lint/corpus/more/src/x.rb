model = "gemini-1.5-flash" # want: error
v = "1.5"
m2 = "gemini-#{v}-flash" # want: error
