VERSION = "1.5"
class Cfg:
    VERSION = "1.5"
    FAMILY = "gemini-1.5"
