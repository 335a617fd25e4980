A = "gemini-1.5-flash"  # preflight: ignore[MDL001, MDL002] the fixture of another team
# preflight: ignore[MDL001,MDL002] kept for old recordings
B = "gemini-1.5-flash"
