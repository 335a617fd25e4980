from shop.pictures import labels


def test_labels():
    labels(b"")
