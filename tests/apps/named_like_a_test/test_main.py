from google.cloud import bigquery

from main import chosen


def test_chosen():
    bigquery.Client().query("SELECT 1")
    chosen("a")
