import os

from dotenv import load_dotenv
from google.genai import Client

load_dotenv()
MODEL = os.getenv("GEMINI_MODEL", "gemini-2.5-flash")


def main():
    client = Client()
    print(client.models.generate_content(model=MODEL, contents="Hello").text)


main()
