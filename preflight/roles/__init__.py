"""Which roles the code of a service needs, against what its identity is granted in the stack.

    code    --calls.py, python/-->  Call(api, chain)      what is called on clients whose maker is known
            --needs.py---------->   Need(permissions)     by catalogue/iam/calls.csv; local.py: for nothing
            --hints.py, aside.py->  Unknown, uncertain    what may call, and what does not run in the service
    stack   --stacks.py---------->  Grant(role, on)       by catalogue/iam/roles.csv what each role allows
            --comparing.py------>   Finding

The idea is that of awslabs/iam-policy-autopilot, the facts are Google's. What the tables do not know is said
to be unknown and never guessed. Deliberately absent: deny policies, conditions (a conditional grant counts as
one), and grants that stand outside the stack. Some things need no role of the service's identity though code
shows them: what it prints becomes logs by Cloud Run itself, its image is pulled by Cloud Run's own agent, and
Pub/Sub calls it as the identity that pushes. Some need one though no code shows them: a secret that it is
told as a variable or a file, and a database that Cloud Run connects it to.

https://cloud.google.com/iam/docs/understanding-roles
"""
