"""Methods that tell something even where the receiver is not known: few, because each costs a look.

`generate_signed_url` on a metadata identity signs through IAM Credentials, whoever holds the blob.
"""

UNKNOWN_RECEIVERS = frozenset(
    {
        "generate_signed_url", "generate_signed_post_policy_v4", "create_custom_token", "sign_blob",
        "getSignedUrl", "generateSignedPostPolicyV4", "createCustomToken", "signBlob", "SignedURL",
        "signUrl", "to_dataframe", "to_arrow", "setup_logging", "to_gbq",
    }
)  # fmt: skip
