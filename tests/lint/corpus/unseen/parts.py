A = (
    "gemini-"
    "1.5-flash"
)
B = call(
    model="gemini-"
    "1.5-pro",
)
C = (
    "gemini-"
    + "1.5"
    + "-pro"
)
D = "gemini-{}-{}".format(
    "1.5",
    "flash",
)
