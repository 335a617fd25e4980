import os
from typing import Literal
VERSION = "1.5"
FAMILY = "gemini-1.5"
MODEL = os.environ.get("MODEL", "gemini-1.5-flash")  # want: error
NAME = os.getenv("M") or "gemini-1.5-pro"  # want: error
T = Literal["gemini-2.5-flash", "x"]  # want: error
