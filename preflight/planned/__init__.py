"""What a stack declares, resource by resource, without an engine, without credentials and without a network.

reading    a project's program run under Pulumi's mocks, or a document that the engine wrote
stack      the resources, each with what the program gives it
services   Cloud Run services and jobs and functions: who they run as, which variables they get
grants     who is granted which role on what

Deliberately absent: what is really there (see verify), and resources of programs that are not Python; for
those the engine writes a document: `pulumi preview --json`, `pulumi stack export`.
"""
