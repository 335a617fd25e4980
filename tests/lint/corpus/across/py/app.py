from pkg import const
from pkg.const import Cfg, VERSION as V
import pkg.const as k
a = f"gemini-{const.VERSION}-flash"  # want: error
b = f"{Cfg.FAMILY}-flash"  # want: error
c = "gemini-" + V + "-pro"  # want: error
d = f"gemini-{k.VERSION}-flash"  # want: error
def f():
    v = "1.5"
    return f"gemini-{v}-flash"  # want: error
class S(BaseSettings):
    model: str = "gemini-1.5-flash"  # want: error
    def name(self):
        return f"gemini-{self.version}-x"
e = f"""gemini-{V}-flash"""  # want: error
g = str.format("gemini-{}-flash", V)
h = "gemini-" f"{V}-flash"  # want: error
i = Template("gemini-$v-flash").substitute(v=V)
j = "gemini-{version}-flash".format(**d)  # want: unresolved
m = b"gemini-1.5-flash"  # want: error
n = "gemini-1.5-flash".upper()  # want: error
o = os.path.join("models", "gemini-1.5-flash")  # want: error
match m:
    case "gemini-1.5-flash":  # want: error
        pass
