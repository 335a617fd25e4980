"""Writes what is published into a table."""

import apache_beam as beam
from apache_beam.io.gcp.bigquery import WriteToBigQuery
from apache_beam.io.gcp.pubsub import ReadFromPubSub
from apache_beam.options.pipeline_options import PipelineOptions

# from apache_beam.io.gcp.experimental.spannerio import ReadFromSpanner


def main():
    options = PipelineOptions(runner="DataflowRunner", streaming=True)
    with beam.Pipeline(options=options) as pipeline:
        rows = pipeline | ReadFromPubSub(topic="projects/p/topics/rows")
        rows | WriteToBigQuery("p:warehouse.rows")


if __name__ == "__main__":
    main()
