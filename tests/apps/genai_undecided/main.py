from google import genai

print(genai.Client().models.generate_content(model="gemini-2.5-flash", contents="Hello").text)
