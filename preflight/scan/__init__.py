"""Which Google APIs does this code call? Text in, needs out; nothing that is scanned is ever imported or run.

files -> tree (what could matter) -> languages/ (one reader each) -> Source
      -> service (files that belong together) -> detectors/ (one concern each) -> Sighting -> needs
"""
