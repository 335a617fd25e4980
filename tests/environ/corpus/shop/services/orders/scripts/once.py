import os

os.environ["SCRIPT_ONLY"]
