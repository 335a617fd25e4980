"""Calls gemini-1.5-flash."""
from .settings import VERSION, FAMILY, MODEL
import settings
from google import genai
SIZE = "flash"
a = "gemini-" + "1.5-flash"  # want: error
b = f"gemini-{VERSION}-flash"  # want: error
c = f"{FAMILY}-flash"  # want: error
d = "gemini-{}-{}".format(VERSION, SIZE)  # want: error
e = "gemini-%s-flash" % VERSION  # want: error
f = "-".join(["gemini", "1.5", "flash"])  # want: error
g = "gemini-"
g += "1.5-flash"  # want: error
h = "gemini-1.5-flash" if x else "gemini-1.5-pro"  # want: error
def call(version, model=MODEL, size="flash"):
    # gemini-1.5-flash in comment
    i = f"gemini-{version}-flash"  # want: unresolved
    j = f"publishers/google/models/{MODEL}"
    k = f"gemini-1.5-{size}"  # want: error
    l = f"https://aiplatform.googleapis.com/v1/publishers/google/models/gemini-1.5-flash:generateContent"  # want: error
    print("we use gemini-1.5-flash for this")
    m = "projects/%s/locations/%s/publishers/google/models/gemini-1.5-flash" % (p, l)  # want: error
    n = FAMILY + "-flash"  # want: error
    o = settings.FAMILY + "-pro"  # want: error
    q = f"gemini-{tenant}-queue"
    r = "gemini-{v}-flash".format(v=VERSION)  # want: error
    s = "gemini-%(v)s-flash" % {"v": VERSION}  # want: error
    t = ("gemini-"
         "1.5-flash")  # multi
    u = "gemini-" + version  # want: unresolved
    v = "gemini-1.5-flash-" + version
class C:
    model: str = Field(default="gemini-1.5-flash")  # want: error
    fam = "gemini-2.0"
    def x(self):
        return f"{self.fam}-flash"  # want: error
