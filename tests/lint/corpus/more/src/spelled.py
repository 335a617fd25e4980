import argparse, click, dataclasses, enum
p.add_argument("--model", default="gemini-1.5-flash")  # want: error
@click.option("--model", default="gemini-1.5-pro", help="e.g. gemini-1.5-flash")  # want: error
def main(model): ...
@dataclasses.dataclass
class S:
    model: str = "gemini-1.5-flash-002"  # want: error
    m2: str = dataclasses.field(default="gemini-2.5-flash")  # want: error
class M(enum.Enum):
    FAST = "gemini-1.5-flash"  # want: error
    SLOW = "gemini-1.5-pro"  # want: error
MODELS = {"fast": "gemini-2.0-flash", "slow": "gemini-2.0-flash-lite"}  # want: error
client.models.generate_content(model="gemini-5.2-ultra-flash", contents="x")  # want: error
client.models.generate_images(model="imagen-9.0-generate-001")  # want: error
r = requests.post("https://us-central1-aiplatform.googleapis.com/v1/projects/p/locations/l/publishers/google/models/gemini-1.5-flash:predict")  # want: error
m = GenerativeModel("gemini-1.5-pro-002")  # want: error
voice = texttospeech.VoiceSelectionParams(name="en-US-Chirp3-HD-Aoede")  # want: error
v2 = dict(name="en-US-Neural2-F")  # want: error
c = AnthropicVertex().messages.create(model="claude-sonnet-4-5@20250929")  # want: error
e = TextEmbeddingModel.from_pretrained("textembedding-gecko@003")  # want: error
ll = "litellm: vertex_ai/gemini-1.5-flash"  # want: error
l2 = completion(model="gemini/gemini-1.5-flash")  # want: error
sql = """CREATE MODEL `a.b` REMOTE WITH CONNECTION `c` OPTIONS(ENDPOINT = 'gemini-1.5-flash')"""  # want: error
q = f"SELECT * FROM ML.GENERATE_TEXT(MODEL x, STRUCT('gemini-1.5-pro' AS m))"  # want: error
js = '{"model": "gemini-1.5-flash"}'  # want: error
csv = "gemini-1.5-flash,gemini-1.5-pro"  # want: error
cmd = ["gcloud", "ai", "--model=gemini-1.5-flash"]  # want: error
cmd2 = "python run.py --model gemini-1.5-flash --x"  # want: error
mm = publisher_model("publishers/meta/models/llama-3.3-70b-instruct-maas")  # want: error
if model == "gemini-1.5-flash": pass  # want: error
os.environ.setdefault("MODEL", "gemini-1.5-flash")  # want: error
os.environ["M"] = "gemini-1.5-flash"  # want: error
x = "models/" + "gemini-1.5-flash"  # want: error
y = "".join(["gemini", "-1.5", "-flash"])  # want: error
z = "gemini-{}".format("1.5-flash")  # want: error
w = "%s-%s" % ("gemini-1.5", "flash")  # want: error
a1 = "gemini" + "-" + "1.5" + "-" + "flash"  # want: error
def f(kind="flash"):
    return "gemini-1.5-" + kind  # want: error
V = {"flash": "1.5"}
b = f"gemini-{V['flash']}-flash"  # want: unresolved
c = f"gemini-{get_version()}-pro"  # want: unresolved
d = "gemini-{}-flash".format(version)  # want: unresolved
e = "gemini-" + os.environ["V"]  # want: unresolved
g = "gemini-1.5-" + ("flash" if cheap else "pro")  # want: error
h = f"gemini-1.5-{'flash' if cheap else 'pro'}"  # want: error
model_name: Final = "gemini-1.5-flash"  # want: error
k = f"{'gemini'}-1.5-flash"  # want: error
lm = lambda m="gemini-1.5-flash": m  # want: error
raise ValueError("gemini-1.5-flash is not supported any more, use another")
HELP = "The model, for example 'gemini-1.5-flash'."
BASE = "gemini-1.5"
for suffix in ("flash", "pro"):
    models.append(BASE + "-" + suffix)  # want: error
