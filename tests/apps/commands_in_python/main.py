import os
import shlex
import subprocess

SECRET = "api-key"


def main():
    # subprocess.run(["gcloud", "run", "deploy"])
    print("gcloud compute instances list")
    key = subprocess.run(
        ["gcloud", "secrets", "versions", "access", "latest", f"--secret={SECRET}"], capture_output=True
    ).stdout
    subprocess.check_call(shlex.split("gsutil cp report.csv gs://reports/"))
    os.environ["KEY"] = key.decode()


if __name__ == "__main__":
    main()
