import requests

import places


def annotated(body):
    url = f"https://{places.PRODUCT}.googleapis.com/{places.VERSION}/images:annotate"
    return requests.post(url, json=body, timeout=30).json()


if __name__ == "__main__":
    print(annotated({}))
