"""Writes titles."""

import os

from google import genai
from google.genai import types

client = genai.Client(vertexai=True, project=os.environ["PROJECT"], location="europe-west4")


def title(text: str) -> str:
    answer = client.models.generate_content(
        model="gemini-2.5-flash",
        contents=text,
        config=types.GenerateContentConfig(temperature=0.2),
    )
    return answer.text
