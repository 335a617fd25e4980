"""Loads what came in over night."""

from datetime import datetime

from airflow import DAG
from airflow.providers.google.cloud.operators.bigquery import BigQueryInsertJobOperator
from airflow.providers.google.cloud.operators.dataproc import DataprocSubmitJobOperator  # noqa: F401
from airflow.providers.google.cloud.sensors.gcs import GCSObjectExistenceSensor

with DAG("nightly", start_date=datetime(2024, 1, 1), schedule="@daily"):
    wait = GCSObjectExistenceSensor(task_id="wait", bucket="in", object="rows.csv")
    load = BigQueryInsertJobOperator(
        task_id="load", configuration={"query": {"query": "SELECT 1", "useLegacySql": False}}
    )
    wait >> load
