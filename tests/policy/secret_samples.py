"""Texts and names that are secrets, and such as only look like them."""

from __future__ import annotations

import base64

# Put together here, so that no scanner takes this file for a leak.
ZEROS = "0" * 40
HEAD, BODY = (
    base64.urlsafe_b64encode(part).decode().rstrip("=") for part in (b'{"alg":"none"}', b'{"sub":"nobody"}')
)
SHAPED = [
    "-----BEGIN " + "PRIVATE KEY-----\nMII",
    "-----BEGIN " + "RSA PRIVATE KEY-----",
    '{"private_key": "-----BEGIN ' + 'PRIVATE KEY-----"}',
    "AI" + "za" + ZEROS[:35],
    "ya" + "29." + ZEROS,
    "GOC" + "SPX-" + ZEROS[:28],
    "AK" + "IA" + ZEROS[:16],
    "gh" + "p_" + ZEROS[:36],
    "github" + "_pat_" + ZEROS,
    "xo" + "xb-" + ZEROS,
    "s" + "k-" + ZEROS,
    "s" + "k-proj-" + ZEROS,
    f"Bearer {HEAD}.{BODY}.{ZEROS}",
    "postgres://shop:" + "hunter2@10.0.0.3:5432/shop",
    "redis://:" + "hunter2@cache:6379",
    "Server=db;User=shop;Password=" + "hunter2;",
    "jdbc:postgresql://db/shop?user=shop&password=" + "hunter2",
    "LS0tLS1CRUdJTi" + "BQUklWQVRFIEtFWS0tLS0t",
    '{"user": "shop", "password": "' + 'hunter2"}',
    "{'apiKey': '" + "hunter2'}",
    "user: shop\npassword: " + "hunter2\n",
    "Authorization: Bearer " + "hunter2-hunter2",
    '{"Authorization": "Basic ' + 'aHVudGVyMg=="}',
    "curl -s -u shop:" + "hunter2 https://example.com",
    "https://hooks.slack.com/services/" + ZEROS,
    "h" + "f_" + ZEROS,
    "np" + "m_" + ZEROS,
    "dop" + "_v1_" + ZEROS,
    "wh" + "sec_" + ZEROS,
    "1/" + "/0" + ZEROS,
    "AccountName=shop;Account" + "Key=" + ZEROS,
    "https://example.com/hook?token=" + "hunter2",
]
HARMLESS = [
    "",
    "us-central1",
    "https://accounts.google.com",
    "https://example.com:8080/path@home",
    "postgres://shop@10.0.0.3/shop",
    "postgres://shop:$(DB_PASSWORD)@10.0.0.3/shop",
    "postgres://shop:%s@10.0.0.3/shop",
    "https://example.com/?api_key=$(API_KEY)",
    "sh -c 'PWD=/app serve'",
    "https://example.com/?q=a:b@c",
    "risk-management-of-tasks-000000000000",
    "sha256:" + "0" * 64,
    "-----BEGIN CERTIFICATE-----",
    "student@example.com",
    "task-00000000000000000000000000",
    "LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0t",
    '{"user": "shop", "password": "$(DB_PASSWORD)"}',
    '{"type": "password", "token_url": "https://example.com", "password": "string"}',
    "user: shop\npassword: ${DB_PASSWORD}\n",
    "Authorization: Bearer $(TOKEN)",
    '[{"secret": "db-password", "version": "3"}]',
    "curl -s -u $USER:$PASSWORD https://example.com",
    "curl -s https://example.com:8443/",
    "https://example.com/1//0/page",
    "https://example.com/hook?token=$TOKEN",
]
SECRET_NAMES = [
    *("PASSWORD", "DB_PASSWORD", "dbPassword", "PGPASSWORD", "DB_PASS", "SMTP_PASSWD", "KEY_PASSPHRASE"),
    *("SECRET", "CLIENT_SECRET", "clientSecret", "TOKEN", "SLACK_BOT_TOKEN", "accessToken", "AUTH_TOKEN_2"),
    *("API_KEY", "OPENAI_APIKEY", "openaiApiKey", "PRIVATE_KEY", "SECRET_KEY", "AWS_SECRET_ACCESS_KEY"),
    *("SIGNING_KEY", "ENCRYPTION_KEY", "SERVICE_CREDENTIALS", "GITHUB_PAT", "SECRET_KEY_BASE"),
    *("PRIVATE_KEY_PEM", "JWT_KEY", "db.password", "API-KEY", "PASSWORD_1", "OPENAI_KEY", "GEMINI_KEY"),
    *("STRIPE_KEY", "API_KEY_PROD", "MAPS_API_KEY_LIVE", "API_KEY_V2", "API_TOKEN_PROD", "PASSWORDS"),
    *("HMAC_SECRETS", "PASS", "DB_PW", "API_KEYS", "DB_PASSWORD_SECRET"),
]
OTHER_NAMES = [
    *("MAX_TOKENS", "TOKEN_URL", "SECRET_NAME", "SECRET_ID", "KEY_FILE", "PASSWORD_FILE", "TOKENIZER"),
    *("PASSWORD_MIN_LENGTH", "STUDENT_CERTIFICATES", "PUSH_SIGNATURE", "API_KEY_NAME", "PUBLIC_KEY"),
    *("GOOGLE_APPLICATION_CREDENTIALS", "KMS_ENCRYPTION_KEY", "PWD", "TOKEN_LIMIT", "SECRETS", "PAD_TOKEN"),
    *("NEXT_PUBLIC_API_KEY", "VITE_MAPS_API_KEY", "REACT_APP_TOKEN", "FIRST_PASS", "BYPASS", "MAX_TOKENS_V2"),
    *("COMPASS", "PARTITION_KEY", "SORT_KEY", "PRICE_PER_TOKEN", "PATH", "PATTERN", "KEYBOARD", "SECRETARY"),
]
