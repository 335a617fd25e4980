"""Settings of the shop."""

DEBUG = False
DATABASES = {"default": {"ENGINE": "django.db.backends.postgresql", "HOST": "/cloudsql/p:europe-west1:main"}}
STORAGES = {
    "default": {
        "BACKEND": "storages.backends.gcloud.GoogleCloudStorage",
        "OPTIONS": {"bucket_name": "shop-media"},
    },
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
