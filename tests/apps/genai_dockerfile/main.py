"""Answers questions."""

from google import genai


def answer(question):
    return genai.Client().models.generate_content(model="gemini-2.5-pro", contents=question).text


if __name__ == "__main__":
    print(answer("Why is the sky blue?"))
