import os, argparse, click, google
from google import genai
# Gemini season is here; gemini-horoscope
SIGN = "gemini"
img = "/static/gemini-constellation.png"
pkg = "google-gemini"
key = os.environ["GEMINI_API_KEY"]
url = "https://ai.google.dev/gemini-api/docs/models/gemini-2.5-flash"
url2 = "https://cloud.google.com/vertex-ai/docs/gemini-1.5-flash"
queue = "gemini-worker"
q2 = "gemini-prod-queue"
zodiac = ["aries", "taurus", "gemini", "cancer"]
cli = "claude-code"
x = "imagenet-21k-resnet"
veolia = "veolia-water"
client = GeminiClient("gemini_client")
if model.startswith("gemini-"): pass
if model.startswith("gemini-2.5"): pass
path = "prompts/gemini-2.5-flash.txt"
br = "feature/gemini-2.5-flash"
s = f"gemini-{env}-bucket"
s2 = f"gemini-sign-{name}"
h = "sha256-gemini1.5flash"
provider = "gemini"
logger.info("gemini-client started for %s", x)
n = "gemini_2_5_flash"
chirp = "chirp"
emb = "embedding"
dct = {"palm": 1, "veo": 2, "imagen": 3}
hd = "en-US-JennyNeural"
ct = "text-embedding-3-small"
topic = f"projects/{p}/topics/gemini-events"
cls = "gemini-2-column"
img2 = "imagen-preview.png"
t = "gemini-api-key"
