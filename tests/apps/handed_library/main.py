from lib import cloud
from lib.cloud import keys

if __name__ == "__main__":
    print(keys.KeyManagementServiceClient().encrypt(request={}))
    cloud.bucket.blob("a").upload_from_string("b")
