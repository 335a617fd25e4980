from google.cloud import bigquery

import archive


def test_archive():
    bigquery.Client()
    archive.kept("name", b"data")
