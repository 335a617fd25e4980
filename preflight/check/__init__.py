"""Needed against declared: pure functions over two sets, and what fills them.

    needed    services/ at run time, the stack's resource types, the bootstrap APIs      (must be declared)
              what only deploys: infra/bootstrap, .github, scripts beside the services   (justifies an entry)
    declared  infra/apis.yaml

Nothing of infra is imported: its files are read as text, so that a check needs neither engine nor settings.
"""
