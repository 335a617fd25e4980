"""For each detector: files in which it finds something, and files that look alike and hold nothing for it.

An example is a file name, its text, and the APIs without `.googleapis.com` that the detector must give.
"""

from __future__ import annotations

from typing import NamedTuple


class Example(NamedTuple):
    """A file, and what one detector gives for it."""

    detector: str
    file: str
    text: str
    apis: frozenset[str] = frozenset()
    # A second file of the same service.
    beside: tuple[str, str] = ("", "")


def found(detector: str, file: str, text: str, *apis: str, beside: tuple[str, str] = ("", "")) -> Example:
    """Give an example in which the detector finds these APIs."""
    return Example(detector, file, text, frozenset(apis), beside)


TRACE = """<project><dependencies><dependency>
<groupId>com.google.cloud</groupId><artifactId>spring-cloud-gcp-starter-trace</artifactId>
</dependency></dependencies></project>"""

EXAMPLES = [
    # addresses
    found("addresses", "a.py", 'import pandas as pd\npd.read_csv("gs://b/a.csv")', "storage"),
    found("addresses", "a.py", 'import fsspec\nfsspec.filesystem("gcs")', "storage"),
    found("addresses", "a.py",
          'from sqlalchemy import create_engine\ncreate_engine("bigquery://p")', "bigquery"),
    found("addresses", "application.properties", "spring.config.import=sm@", "secretmanager"),
    found("addresses", "a.py", 'import pandas as pd\npd.read_csv("s3://b/a.csv")'),
    found("addresses", "a.py", 'PLACE = "gs://b/a.csv"\nprint(PLACE)'),
    found("addresses", "a.py", 'create_engine("postgresql://host/db")'),
    # client_libraries
    found("client_libraries", "a.py",
          "from google.cloud import vision\nvision.ImageAnnotatorClient()", "vision"),
    found("client_libraries", "a.js",
          "const {PubSub} = require('@google-cloud/pubsub');\nnew PubSub();", "pubsub"),
    found("client_libraries", "a.py", "from google.cloud import vision\nvision.Feature(type_=1)"),
    found("client_libraries", "a.py", "import google.cloudy\ngoogle.cloudy.Client()"),
    found("client_libraries", "a.py", "# from google.cloud import vision\nvision = 1"),
    # cloud_logging
    found("cloud_logging", "a.py",
          "import google.cloud.logging as l\nl.Client().logger('x').log_text('a')", "logging"),
    found("cloud_logging", "a.py", "import google.cloud.logging as l\nl.Client().setup_logging()", "logging"),
    found("cloud_logging", "a.py", "import logging\nlogging.getLogger('google').info('a')"),
    found("cloud_logging", "a.py",
          "from google.cloud.logging_v2.handlers import StructuredLogHandler as H\nH()"),
    # commands
    found("commands", "run.sh", "gcloud pubsub topics publish t --message=m", "pubsub"),
    found("commands", "run.sh", "gsutil cp a gs://b/", "storage"),
    found("commands", "run.sh", "echo 'gcloud pubsub topics publish t'\n# gsutil cp a b"),
    found("commands", "run.sh", "gcloud auth login\ngcloud config set project p"),
    # declarations
    found("declarations", "a.tf", 'resource "google_pubsub_topic" "t" {\n  name = "t"\n}', "pubsub"),
    found("declarations", "a.tf", 'resource "aws_sns_topic" "google" {\n  name = "t"\n}'),
    # discovery_names
    found("discovery_names", "a.py",
          "from googleapiclient.discovery import build\nbuild('calendar', 'v3')", "calendar-json"),
    found("discovery_names", "a.js", "const {google} = require('googleapis');\ngoogle.drive('v3');", "drive"),
    found("discovery_names", "a.py", "from googleapiclient.discovery import build\nbuild('oauth2', 'v2')"),
    found("discovery_names", "a.py", "from setuptools import build\nbuild('calendar', 'v3')  # google"),
    # firebase_admin
    found("firebase_admin", "a.py", "from firebase_admin import messaging\nmessaging.send(None)", "fcm"),
    found("firebase_admin", "a.py", "from firebase_admin import auth\nauth.get_user('u')", "identitytoolkit"),
    found("firebase_admin", "a.py", "from firebase_admin import auth\nauth.verify_id_token('t')"),
    found("firebase_admin", "a.js",
          "const {Timestamp} = require('firebase-admin/firestore');\nTimestamp.now();"),
    # generative_models
    found("generative_models", "a.py", "from google import genai\ngenai.Client(vertexai=True)", "aiplatform"),
    found("generative_models", "a.py",
          "from google import genai\ngenai.Client(api_key='k')", "generativelanguage"),
    found("generative_models", "a.py", "from google import genai\ngenai.Client()", "aiplatform",
          beside=("Dockerfile", "FROM python\nENV GOOGLE_GENAI_USE_VERTEXAI=true\n")),
    found("generative_models", "a.py", "from google.genai import types\ntypes.Part(text='a')"),
    found("generative_models", "a.py", "from google.adk.agents import Agent\nAgent(model='openai/gpt-4o')"),
    # google_maps
    found("google_maps", "a.py",
          "import googlemaps\ngooglemaps.Client(key='k').geocode('a')", "geocoding-backend"),
    found("google_maps", "a.py", "import googlemaps\ngooglemaps.Client(key='k')"),
    found("google_maps", "a.py", "import geopy\ngeopy.Nominatim().geocode('google')"),
    # model_names
    found("model_names", "a.py", "import litellm\nlitellm.completion(model='vertex_ai/g')", "aiplatform"),
    found("model_names", "a.py",
          "from pydantic_ai import Agent\nAgent('google-gla:g')", "generativelanguage"),
    found("model_names", "a.py", "import litellm\nlitellm.completion(model='openai/gpt')"),
    found("model_names", "a.py", "from pydantic_ai import Agent\nAgent('openai:gemini-like')"),
    # named_products
    found("named_products", "a.py",
          "from llama_index.readers.google import GoogleDocsReader as R\nR()", "docs"),
    found("named_products", "a.py", "from langchain_community import GCSFileLoader\nGCSFileLoader('google')"),
    # pulumi_resources
    found("pulumi_resources", "a.py", "import pulumi_gcp as gcp\ngcp.pubsub.Topic('t')", "pubsub"),
    found("pulumi_resources", "a.py",
          "import pulumi_gcp as gcp\ngcp.pubsub.TopicSchemaSettingsArgs(schema='s')"),
    found("pulumi_resources", "a.py", "import pulumi_aws as gcp\ngcp.pubsub.Topic('google')"),
    # rest_hosts
    found("rest_hosts", "a.py",
          "import requests\nrequests.get('https://vision.googleapis.com/v1/x')", "vision"),
    found("rest_hosts", "a.py", "URL = 'https://{r}-documentai.googleapis.com/v1'", "documentai"),
    found("rest_hosts", "a.py", "S = ['https://www.googleapis.com/auth/cloud-platform']"),
    found("rest_hosts", "a.py", "KEY = 'logging.googleapis.com/trace'"),
    found("rest_hosts", "a.py", "print('https://vision.googleapis.com/v1')"),
    found("rest_hosts", "a.py", "link.startswith('https://vision.googleapis.com/')"),
    # signing
    found("signing", "a.py",
          "from google.auth import impersonated_credentials as i\ni.Credentials()", "iamcredentials"),
    found("signing", "a.py",
          "from google.oauth2 import service_account as s\ns.Credentials.from_service_account_file('a')"),
    # special_arguments
    found("special_arguments", "a.py",
          "from google.cloud import bigtable\nbigtable.Client(admin=True)", "bigtableadmin"),
    found("special_arguments", "a.py", "spark.read.format('bigquery').load()", "bigquery", "bigquerystorage"),
    found("special_arguments", "a.py", "from google.cloud import bigtable\nbigtable.Client(admin=False)"),
    found("special_arguments", "a.py", "spark.read.format('parquet').load('google')"),
    # spring
    found("spring", "pom.xml", TRACE, "cloudtrace"),
    found("spring", "pom.xml", TRACE,
          beside=("application.properties", "spring.cloud.gcp.trace.enabled=false\n")),
    found("spring", "pom.xml", TRACE.replace("spring-cloud-gcp-starter-trace", "spring-boot-starter-google")),
    # unused_dependencies
    found("unused_dependencies", "requirements.txt", "google-cloud-vision==3", "vision"),
    found("unused_dependencies", "requirements.txt", "google-cloud-vision==3",
          beside=("a.py", "from google.cloud import vision\nvision.ImageAnnotatorClient()")),
    found("unused_dependencies", "requirements.txt", "google-auth==2\nrequests==2"),
]  # fmt: skip
