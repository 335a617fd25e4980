import os
os.environ["TEST_ONLY"]
