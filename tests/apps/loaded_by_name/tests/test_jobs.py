from worker.jobs import keep


def test_keep():
    keep("a")
