final m = GenerativeModel(model: 'gemini-1.5-flash', apiKey: k); // want: error
