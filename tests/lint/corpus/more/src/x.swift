let m = model(name: "gemini-1.5-flash") // want: error
