from secrets_store import read

if __name__ == "__main__":
    print(len(read("projects/p/secrets/s/versions/latest")))
