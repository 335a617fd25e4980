ask({ model: 'gemini-1.5-flash' });
