"""Is a resource that the program declares in the cloud already, and under which id would it be imported?

`look.look` is the question; `google.Google` asks over REST, at the endpoints that the stack's provider is
configured with. Growth is a row: a type with a name of ours in `named.py`, an IAM member in `members.py`, a
type that Google names itself in `named_by_google.py`, a collection that a person makes things in by hand in
`inventory.py`. Nothing in here changes anything.
"""
