from google.cloud import vision


def labels(content):
    return vision.ImageAnnotatorClient().label_detection(image={"content": content})
