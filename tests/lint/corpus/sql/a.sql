CREATE MODEL x OPTIONS(endpoint = 'gemini-1.5-flash');
-- gemini-1.5-flash
