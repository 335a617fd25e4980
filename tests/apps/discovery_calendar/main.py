"""Lists the next events."""

from google.oauth2 import service_account
from googleapiclient.discovery import build

SCOPES = [
    "https://www.googleapis.com/auth/calendar.readonly",
    "https://www.googleapis.com/auth/drive.readonly",
]

# Sheets was read here once: build("sheets", "v4").


def events(key_file):
    credentials = service_account.Credentials.from_service_account_file(key_file, scopes=SCOPES)
    service = build("calendar", "v3", credentials=credentials)
    return service.events().list(calendarId="primary", maxResults=10).execute()


if __name__ == "__main__":
    print(events("key.json"))
