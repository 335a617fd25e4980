from clients import service_of


def rows(sheet):
    return service_of("sheets", "v4").spreadsheets().values().get(spreadsheetId=sheet, range="A:C").execute()


def events():
    return service_of(version="v3", name="calendar").events().list(calendarId="primary").execute()


if __name__ == "__main__":
    print(rows("s"), events())
