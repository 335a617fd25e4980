from google.cloud import kms_v1 as keys
from google.cloud.storage import Client as Files

bucket = Files().bucket("results")
